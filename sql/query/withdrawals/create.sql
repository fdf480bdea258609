-- $1 id, $2 user, $3 status, $4 amount, $5 address, $6 end of its delay or NULL, $7 does it want a person?
INSERT INTO withdrawal (id, user_id, status, amount, address, hold_until, needs_review)
VALUES ($1::uuid, $2::uuid, $3::withdrawal_status, $4::numeric, $5, $6::timestamptz, $7::boolean)
RETURNING id, amount AS amount_usd, address, status, hold_until, reason, tx_hash, created_at, completed_at
