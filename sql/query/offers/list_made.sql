-- $1 user, $2 status or NULL, $3 and $4 time and id of the last one seen or NULL, $5 rows.
SELECT * FROM offer_shown
WHERE buyer_id = $1::uuid AND ($2::offer_status IS NULL OR status = $2::offer_status)
  AND ($3::timestamptz IS NULL OR (created_at, id) < ($3::timestamptz, $4::uuid))
ORDER BY created_at DESC, id DESC LIMIT $5::bigint
