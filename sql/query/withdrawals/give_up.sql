-- $2 what it ends as, $3 why.
UPDATE withdrawal SET status = $2::withdrawal_status, reason = $3, completed_at = gem_now() WHERE id = $1::uuid
