SELECT payout.id, cause, cause_id, payout.user_id, handle, payout.status, asset, recipient, usd AS owed_usd, amount, attempts, attempts_allowed, source,
       problem, payout.created_at, completed_at, payout.version
FROM payout LEFT JOIN app_user ON app_user.id = payout.user_id WHERE payout.id = $1::uuid
