-- $2 what a node had against it, or NULL.
UPDATE payout_attempt SET sent_at = coalesce(sent_at, gem_now()), problem = $2 WHERE id = $1::uuid AND status = 'SIGNED'
