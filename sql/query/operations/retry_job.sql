-- A new life. No row for one that runs, or is not there.
UPDATE job SET dead_at = NULL, attempt = 0, problem = NULL, run_at = gem_now()
 WHERE id = $1::uuid AND (dead_at IS NOT NULL OR locked_until IS NULL OR locked_until <= gem_now()) RETURNING id
