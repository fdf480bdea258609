SELECT id, user_id, status, amount, external_id AS session FROM deposit
WHERE id = $1::uuid AND method = 'STRIPE' FOR NO KEY UPDATE
