-- The console's list (console_list.h); $2 the asset.
SELECT payment.id, payment.transaction_id, transaction.signature, payment.mint, payment.asset, payment.amount, payment.payer, payment.outcome, payment.usd,
       payment.user_id, handle, payment.quote_id, payment.created_at, payment.resolved_at, payment.resolution, payment.version
FROM chain_payment AS payment JOIN chain_transaction AS transaction ON transaction.id = payment.transaction_id
     LEFT JOIN app_user ON app_user.id = payment.user_id
WHERE ($1::chain_payment_outcome IS NULL OR payment.outcome = $1::chain_payment_outcome) AND ($2::asset IS NULL OR payment.asset = $2::asset)
  AND ($3::text IS NULL OR payment.user_id = (SELECT user_named($3)))
  AND ($4::timestamptz IS NULL OR payment.created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR payment.created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (payment.created_at, payment.id) < ($6::timestamptz, $7::uuid))
ORDER BY payment.created_at DESC, payment.id DESC LIMIT $8::bigint
