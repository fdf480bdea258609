SELECT payment.id, payment.transaction_id, transaction.signature, payment.mint, payment.asset, payment.amount, payment.payer, payment.outcome, payment.usd,
       payment.user_id, handle, payment.quote_id, payment.created_at, payment.resolved_at, payment.resolution, payment.version
FROM chain_payment AS payment JOIN chain_transaction AS transaction ON transaction.id = payment.transaction_id
     LEFT JOIN app_user ON app_user.id = payment.user_id
WHERE payment.transaction_id = $1::uuid ORDER BY payment.created_at, payment.id
