-- The user goes before the deposit, as everywhere.
SELECT FROM app_user WHERE id = (SELECT user_id FROM deposit WHERE id = $1::uuid) FOR NO KEY UPDATE
