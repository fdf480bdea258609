-- $1 user, $2 and $3 time and id of the last one seen or NULL, $4 rows.
SELECT id, amount AS amount_usd, address, status, hold_until, reason, tx_hash, created_at, completed_at
FROM withdrawal
WHERE user_id = $1::uuid AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
ORDER BY created_at DESC, id DESC LIMIT $4::bigint
