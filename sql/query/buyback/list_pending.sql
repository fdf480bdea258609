-- What waits for a decision, oldest first. $1 and $2 time and id of the last one seen or NULL, $3 rows.
SELECT buyback.id, buyback.user_id, app_user.handle, app_user.status AS user_status, buyback.vault_item_id, buyback.nft_id, nft.name,
       nft.certificate_number AS certificate, buyback.fmv AS fmv_at_request, nft.fmv AS fmv_now, buyback.price AS buyback_price, buyback.payout,
       buyback.address, buyback.created_at
FROM buyback JOIN app_user ON app_user.id = buyback.user_id JOIN nft ON nft.id = buyback.nft_id
WHERE buyback.status = 'PENDING' AND ($1::timestamptz IS NULL OR (buyback.created_at, buyback.id) > ($1::timestamptz, $2::uuid))
ORDER BY buyback.created_at, buyback.id LIMIT $3::bigint
