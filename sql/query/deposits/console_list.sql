-- The console's list (console_list.h); $2 the method.
SELECT deposit.id, deposit.user_id, handle, method, deposit.status, amount AS amount_usd, credited AS credited_usd, external_id, problem, deposit.created_at
FROM deposit JOIN app_user ON app_user.id = user_id
WHERE ($1::deposit_status IS NULL OR deposit.status = $1::deposit_status) AND ($2::deposit_method IS NULL OR method = $2::deposit_method)
  AND ($3::text IS NULL OR user_id = (SELECT user_named($3)))
  AND ($4::timestamptz IS NULL OR deposit.created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR deposit.created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (deposit.created_at, deposit.id) < ($6::timestamptz, $7::uuid))
ORDER BY deposit.created_at DESC, deposit.id DESC LIMIT $8::bigint
