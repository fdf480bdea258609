-- $2 why. No row when an attempt may still land, or when it is over.
UPDATE payout SET status = 'CANCELLED', problem = $2, completed_at = gem_now()
 WHERE id = $1::uuid AND status IN ('PENDING', 'REVIEW')
RETURNING id, cause, cause_id, user_id, usd, source
