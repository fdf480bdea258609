SELECT email FROM withdrawal_address AS listed JOIN app_user ON app_user.id = user_id
WHERE listed.id = $1::uuid AND user_id = $2::uuid AND confirmed_at IS NULL
