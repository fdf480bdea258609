SELECT gem_place.*, coalesce(gem_place.image_url, '/api/nfts/' || gem_place.id || '/image') AS picture_url,
       app_user.id AS owner_id, app_user.handle AS owner_handle
FROM gem_place
LEFT JOIN vault_item ON vault_item.nft_id = gem_place.id AND vault_item.closed_at IS NULL
LEFT JOIN app_user ON app_user.id = vault_item.user_id
WHERE gem_place.id = $1::uuid
