-- $2 FAILED or EXPIRED, $3 why. What is credited stays so.
UPDATE deposit SET status = $2::deposit_status, problem = $3, checked_at = gem_now() WHERE id = $1::uuid AND status = 'PENDING'
