-- $1 and $2 the last row seen, $3 rows. Newest first.
SELECT nft_batch.id, file_name, stones, pools, total_fmv AS total_fmv_usd, faults, nft_batch.created_at, imported_at, milliseconds, admin.name AS admin,
       nft_batch.version,
       nft_batch.problem, CASE WHEN imported_at IS NOT NULL THEN 'IMPORTED' WHEN faults > 0 THEN 'FAULTY' WHEN nft_batch.problem IS NOT NULL THEN 'REFUSED'
                               WHEN queued_at IS NOT NULL THEN 'IMPORTING' WHEN content IS NULL THEN 'EXPIRED' ELSE 'READY' END AS status
FROM nft_batch JOIN admin ON admin.id = nft_batch.admin_id
WHERE ($1::timestamptz IS NULL OR (nft_batch.created_at, nft_batch.id) < ($1::timestamptz, $2::uuid))
ORDER BY nft_batch.created_at DESC, nft_batch.id DESC LIMIT $3::bigint
