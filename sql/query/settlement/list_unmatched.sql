SELECT payment.id, transaction.signature, payment.mint, payment.amount, payment.usd, payment.payer, payment.created_at
FROM chain_payment AS payment JOIN chain_transaction AS transaction ON transaction.id = payment.transaction_id
WHERE payment.outcome = 'UNMATCHED' ORDER BY payment.created_at LIMIT 100
