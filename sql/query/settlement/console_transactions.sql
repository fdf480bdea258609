-- The console's list (console_list.h); $2 who told of it, $3 here a signature.
SELECT id, signature, source, status, slot, block_time, payer, problem, checked_at, seen_at AS created_at
FROM chain_transaction
WHERE ($1::chain_transaction_status IS NULL OR status = $1::chain_transaction_status)
  AND ($2::chain_transaction_source IS NULL OR source = $2::chain_transaction_source) AND ($3::text IS NULL OR signature = $3)
  AND ($4::timestamptz IS NULL OR seen_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR seen_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (seen_at, id) < ($6::timestamptz, $7::uuid))
ORDER BY seen_at DESC, id DESC LIMIT $8::bigint
