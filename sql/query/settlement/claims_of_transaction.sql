-- What people said it pays for.
SELECT quote.id AS quote_id, quote.user_id, handle, quote.purpose, quote.status, quote.asset, quote.amount, quote.usd, claim.created_at
FROM payment_claim AS claim JOIN payment_quote AS quote ON quote.id = claim.quote_id JOIN app_user ON app_user.id = quote.user_id
WHERE claim.transaction_id = $1::uuid ORDER BY claim.created_at
