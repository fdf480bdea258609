-- Back to its own position, unless somebody has it or it waits there already.
SELECT pool_return(nft.id) FROM nft
WHERE nft.id = $1::uuid AND NOT EXISTS (SELECT FROM pool_free WHERE nft_id = nft.id)
  AND NOT EXISTS (SELECT FROM vault_item WHERE nft_id = nft.id AND closed_at IS NULL)
