SELECT listing.id, listing.vault_item_id, listing.nft_id, listing.seller_id, listing.status, listing.reserved_for, listing.asking_price,
       nft.fmv, listing.name, seller.status = 'ACTIVE' AS seller_active, gem_now() AS now
FROM listing JOIN nft ON nft.id = listing.nft_id JOIN app_user AS seller ON seller.id = listing.seller_id
WHERE listing.id = $1::uuid
FOR NO KEY UPDATE OF listing
