-- Follows lock.sql.
SELECT request.id, request.user_id, handle, app_user.status AS user_status, amount AS adjustment_usd, reason, alone, request.status,
       request.asked_by, asker.name AS asked_by_name, request.created_at, request.decided_by, decider.name AS decided_by_name, decided_at, decision,
       request.version
FROM adjustment_request AS request JOIN app_user ON app_user.id = user_id JOIN admin AS asker ON asker.id = asked_by
     LEFT JOIN admin AS decider ON decider.id = decided_by
WHERE request.id = $1::uuid
FOR NO KEY UPDATE OF request
