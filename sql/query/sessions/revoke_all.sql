UPDATE user_session SET revoked_at = gem_now() WHERE user_id = $1::uuid AND revoked_at IS NULL
