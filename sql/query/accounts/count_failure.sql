-- $1 subject, $2 failures that lock it. Failures older than the lock itself are forgotten.
INSERT INTO sign_in_lock AS held (subject, failures, last_failure_at) VALUES ($1, 1, gem_now())
ON CONFLICT (subject) DO UPDATE SET
    failures = CASE WHEN held.last_failure_at < gem_now() - interval '15 minutes' THEN 1 ELSE held.failures % $2::integer + 1 END,
    last_failure_at = gem_now(),
    locked_until = CASE WHEN held.last_failure_at >= gem_now() - interval '15 minutes' AND held.failures % $2::integer + 1 = $2::integer
                        THEN gem_now() + interval '15 minutes' ELSE held.locked_until END
