SELECT id, created_at, expires_at, user_agent, remote_address, id = $2::uuid AS current
FROM user_session
WHERE user_id = $1::uuid AND revoked_at IS NULL AND expires_at > gem_now()
ORDER BY created_at DESC LIMIT 100
