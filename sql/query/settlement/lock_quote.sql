-- $1 the accounts of a transaction. An open quote goes before others, then the oldest.
SELECT id, user_id, purpose, status, asset, amount, usd, expires_at FROM payment_quote
WHERE reference = ANY ($1::text[])
ORDER BY status = 'OPEN' DESC, created_at, id LIMIT 1
FOR NO KEY UPDATE
