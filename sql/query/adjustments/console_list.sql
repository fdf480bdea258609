-- The console's list (console_list.h); $2 is none of its filters.
SELECT request.id, request.user_id, handle, app_user.status AS user_status, amount AS adjustment_usd, reason, alone, request.status,
       request.asked_by, asker.name AS asked_by_name, request.created_at, request.decided_by, decider.name AS decided_by_name, decided_at, decision,
       request.version
FROM adjustment_request AS request JOIN app_user ON app_user.id = user_id JOIN admin AS asker ON asker.id = asked_by
     LEFT JOIN admin AS decider ON decider.id = decided_by
WHERE ($1::adjustment_status IS NULL OR request.status = $1::adjustment_status) AND $2::text IS NULL
  AND ($3::text IS NULL OR request.user_id = (SELECT user_named($3)))
  AND ($4::timestamptz IS NULL OR request.created_at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR request.created_at < $5::timestamptz)
  AND ($6::timestamptz IS NULL OR (request.created_at, request.id) < ($6::timestamptz, $7::uuid))
ORDER BY request.created_at DESC, request.id DESC LIMIT $8::bigint
