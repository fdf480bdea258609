SELECT email FROM app_user WHERE id = $1::uuid
