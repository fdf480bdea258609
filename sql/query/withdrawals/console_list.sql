-- The console's list (console_list.h); $2 is none of its filters.
SELECT withdrawal.id, withdrawal.user_id, handle, app_user.status AS user_status, withdrawal.status, amount AS amount_usd, address, hold_until, needs_review,
       reviewed_at, payout_id, tx_hash, reason, withdrawal.created_at, completed_at, withdrawal.version
FROM withdrawal JOIN app_user ON app_user.id = user_id
WHERE ($1::withdrawal_status IS NULL OR withdrawal.status = $1::withdrawal_status) AND $2::text IS NULL
  AND ($3::text IS NULL OR user_id = (SELECT user_named($3)))
  AND ($4::timestamptz IS NULL OR withdrawal.created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR withdrawal.created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (withdrawal.created_at, withdrawal.id) < ($6::timestamptz, $7::uuid))
ORDER BY withdrawal.created_at DESC, withdrawal.id DESC LIMIT $8::bigint
