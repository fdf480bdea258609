SELECT vault_item.id AS vault_item_id, vault_item.nft_id, nft.name, nft.fmv, vault_item.status
FROM vault_item JOIN nft ON nft.id = vault_item.nft_id
WHERE vault_item.id = $1::uuid AND vault_item.user_id = $2::uuid
