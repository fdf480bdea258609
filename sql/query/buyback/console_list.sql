-- The console's list (console_list.h); $2 how it is paid.
SELECT buyback.id, buyback.user_id, handle, app_user.status AS user_status, buyback.vault_item_id, buyback.nft_id, nft.name,
       nft.certificate_number AS certificate, buyback.instant, buyback.status, buyback.fmv AS fmv_at_request_usd, nft.fmv AS fmv_now_usd,
       buyback.price AS price_usd, buyback.payout, buyback.address, buyback.reason, buyback.tx_hash, buyback.created_at, buyback.decided_at,
       buyback.completed_at, buyback.version
FROM buyback JOIN app_user ON app_user.id = buyback.user_id JOIN nft ON nft.id = buyback.nft_id
WHERE ($1::buyback_status IS NULL OR buyback.status = $1::buyback_status) AND ($2::payment_method IS NULL OR buyback.payout = $2::payment_method)
  AND ($3::text IS NULL OR buyback.user_id = (SELECT user_named($3)))
  AND ($4::timestamptz IS NULL OR buyback.created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR buyback.created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (buyback.created_at, buyback.id) < ($6::timestamptz, $7::uuid))
ORDER BY buyback.created_at DESC, buyback.id DESC LIMIT $8::bigint
