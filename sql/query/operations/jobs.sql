-- The console's list (console_list.h); $1 the state, $2 the kind, $3 here the subject.
SELECT id, kind, subject_id, state, attempt, run_at, locked_until, dead_at, problem, created_at
FROM (SELECT job.*, CASE WHEN dead_at IS NOT NULL THEN 'DEAD' WHEN locked_until > gem_now() THEN 'RUNNING' ELSE 'WAITING' END AS state FROM job) AS job
WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR subject_id::text = $3)
  AND ($4::timestamptz IS NULL OR created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (created_at, id) < ($6::timestamptz, $7::uuid))
ORDER BY created_at DESC, id DESC LIMIT $8::bigint
