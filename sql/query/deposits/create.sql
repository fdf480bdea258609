INSERT INTO deposit (id, user_id, method, amount) VALUES ($1::uuid, $2::uuid, $3::deposit_method, $4::numeric)
RETURNING id, method, amount AS amount_usd, status, external_id, created_at, confirmed_at
