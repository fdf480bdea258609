SELECT id, method, coalesce(credited, amount) AS amount_usd, status, external_id, created_at, confirmed_at
FROM deposit WHERE id = $1::uuid AND user_id = $2::uuid
