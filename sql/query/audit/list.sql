-- $1 actor: an id or a name, $2 beginning of the action, $3 type and $4 id of the subject, $5 from, $6 until, $7 the last row seen,
-- $8 rows.
SELECT entry.id, entry.at, entry.actor, coalesce(admin.name, entry.actor) AS actor_name, entry.action, entry.subject_type,
       entry.subject_id, entry.remote_address, entry.request_id
FROM audit_log AS entry LEFT JOIN admin ON admin.id::text = entry.actor
WHERE ($1::text IS NULL OR entry.actor = $1 OR entry.actor = (SELECT id::text FROM admin WHERE name = $1))
  AND ($2::text IS NULL OR starts_with(entry.action, $2))
  AND ($3::text IS NULL OR entry.subject_type = $3) AND ($4::text IS NULL OR entry.subject_id = $4)
  AND ($5::timestamptz IS NULL OR entry.at >= $5::timestamptz) AND ($6::timestamptz IS NULL OR entry.at < $6::timestamptz)
  AND ($7::bigint IS NULL OR entry.id < $7::bigint)
ORDER BY entry.id DESC LIMIT $8::bigint
