-- $2 FROZEN or ACTIVE, $3 why.
UPDATE app_user SET status = $2::user_status, frozen_reason = $3 WHERE id = $1::uuid AND status <> 'CLOSED' RETURNING id
