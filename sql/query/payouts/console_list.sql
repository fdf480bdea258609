-- The console's list (console_list.h); $2 what they are for.
SELECT payout.id, cause, cause_id, payout.user_id, handle, payout.status, asset, recipient, usd AS owed_usd, amount, attempts, attempts_allowed, source,
       problem, payout.created_at, completed_at, payout.version
FROM payout LEFT JOIN app_user ON app_user.id = payout.user_id
WHERE ($1::payout_status IS NULL OR payout.status = $1::payout_status) AND ($2::payout_cause IS NULL OR cause = $2::payout_cause)
  AND ($3::text IS NULL OR payout.user_id = (SELECT user_named($3)))
  AND ($4::timestamptz IS NULL OR payout.created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR payout.created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (payout.created_at, payout.id) < ($6::timestamptz, $7::uuid))
ORDER BY payout.created_at DESC, payout.id DESC LIMIT $8::bigint
