SELECT id, kind, subject_id, attempt, run_at, locked_until, dead_at, problem, created_at,
       CASE WHEN dead_at IS NOT NULL THEN 'DEAD' WHEN locked_until > gem_now() THEN 'RUNNING' ELSE 'WAITING' END AS state
FROM job WHERE id = $1::uuid
