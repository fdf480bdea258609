SELECT id, external_id, status, amount AS amount_usd, from_credit AS from_credit_usd, reason, created_at, closed_at
FROM card_dispute WHERE deposit_id = $1::uuid ORDER BY created_at, id
