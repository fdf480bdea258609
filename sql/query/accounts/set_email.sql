UPDATE app_user SET email = $2 WHERE id = $1::uuid
