UPDATE user_session SET revoked_at = gem_now()
WHERE id = $1::uuid AND user_id = $2::uuid AND revoked_at IS NULL AND expires_at > gem_now()
RETURNING id
