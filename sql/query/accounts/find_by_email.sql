SELECT id FROM app_user WHERE email = $1 AND status <> 'CLOSED' FOR NO KEY UPDATE
