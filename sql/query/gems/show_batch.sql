SELECT nft_batch.id, file_name, stones, pools, total_fmv AS total_fmv_usd, faults, nft_batch.created_at, imported_at, milliseconds, admin.name AS admin,
       nft_batch.version,
       nft_batch.problem, CASE WHEN imported_at IS NOT NULL THEN 'IMPORTED' WHEN faults > 0 THEN 'FAULTY' WHEN nft_batch.problem IS NOT NULL THEN 'REFUSED'
                               WHEN queued_at IS NOT NULL THEN 'IMPORTING' WHEN content IS NULL THEN 'EXPIRED' ELSE 'READY' END AS status
FROM nft_batch JOIN admin ON admin.id = nft_batch.admin_id
WHERE nft_batch.id = $1::uuid
