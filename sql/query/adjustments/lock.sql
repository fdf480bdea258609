-- The user goes before the request, as everywhere.
SELECT FROM app_user WHERE id = (SELECT user_id FROM adjustment_request WHERE id = $1::uuid) FOR NO KEY UPDATE
