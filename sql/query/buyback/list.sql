-- $1 user, $2 and $3 time and id of the last one seen or NULL, $4 rows.
SELECT id, vault_item_id, fmv AS fmv_at_request, trim_scale(rate / 10000.0)::text AS buyback_rate, price AS buyback_price, instant, payout,
       address, status, reason, tx_hash, created_at, completed_at
FROM buyback
WHERE user_id = $1::uuid AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
ORDER BY created_at DESC, id DESC LIMIT $4::bigint
