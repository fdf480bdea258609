-- A gem of one's own, held until the transaction ends, and so is the account: it is not closed meanwhile.
SELECT item.status, nft.fmv
FROM vault_item AS item JOIN nft ON nft.id = item.nft_id JOIN app_user ON app_user.id = item.user_id
WHERE item.id = $1::uuid AND item.user_id = $2::uuid AND app_user.status = 'ACTIVE'
FOR NO KEY UPDATE OF item FOR SHARE OF app_user
