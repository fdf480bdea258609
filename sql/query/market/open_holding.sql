INSERT INTO vault_item (id, user_id, nft_id, source) VALUES ($1::uuid, $2::uuid, $3::uuid, 'MARKET')
