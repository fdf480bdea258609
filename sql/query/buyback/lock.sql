SELECT buyback.id, buyback.user_id, app_user.status AS user_status, buyback.vault_item_id, buyback.nft_id, nft.name, buyback.status, buyback.price,
       buyback.payout, buyback.address, buyback.created_at
FROM buyback JOIN app_user ON app_user.id = buyback.user_id JOIN nft ON nft.id = buyback.nft_id
WHERE buyback.id = $1::uuid FOR NO KEY UPDATE OF buyback
