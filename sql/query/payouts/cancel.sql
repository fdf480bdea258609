-- $2 why. No row when an attempt may still land, or when it is over.
WITH locked AS (
    SELECT id, status FROM payout WHERE id = $1::uuid FOR UPDATE
)
UPDATE payout SET status = 'CANCELLED', problem = $2, completed_at = gem_now()
  FROM locked WHERE payout.id = locked.id AND locked.status IN ('PENDING', 'REVIEW')
RETURNING payout.id, cause, cause_id, user_id, usd, source, locked.status AS status_before
