-- $1 ids of what is paid for. The transaction that paid, else the one last named for it.
SELECT quote.id, quote.recipient, quote.reference, quote.amount, quote.mint, quote.memo, quote.expires_at, quote.asset, quote.purpose,
       coalesce(
           (SELECT signature FROM chain_payment AS payment JOIN chain_transaction AS transaction ON transaction.id = payment.transaction_id
             WHERE payment.quote_id = quote.id ORDER BY payment.outcome IN ('OPENING', 'DEPOSIT', 'TRADE') DESC, payment.created_at LIMIT 1),
           (SELECT signature FROM payment_claim AS claim JOIN chain_transaction AS transaction ON transaction.id = claim.transaction_id
             WHERE claim.quote_id = quote.id ORDER BY claim.created_at DESC LIMIT 1)) AS tx_hash
FROM payment_quote AS quote
WHERE quote.id = ANY ($1::uuid[])
