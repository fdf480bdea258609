-- The user goes before the withdrawal, as everywhere.
SELECT FROM app_user WHERE id = (SELECT user_id FROM withdrawal WHERE id = $1::uuid) FOR NO KEY UPDATE
