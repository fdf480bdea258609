SELECT id, origin, status, amount AS amount_usd, from_credit AS from_credit_usd, external_id, reason, problem, created_at
FROM card_refund WHERE deposit_id = $1::uuid ORDER BY created_at, id
