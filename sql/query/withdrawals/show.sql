SELECT id, amount AS amount_usd, address, status, hold_until, reason, tx_hash, created_at, completed_at
FROM withdrawal WHERE id = $1::uuid AND user_id = $2::uuid
