SELECT observed_at, nft_fmv.fmv, nft_fmv.source
FROM vault_item JOIN nft_fmv ON nft_fmv.nft_id = vault_item.nft_id
WHERE vault_item.id = $1::uuid ORDER BY observed_at LIMIT 500
