INSERT INTO user_session (id, user_id, expires_at, user_agent, remote_address)
VALUES ($1::uuid, $2::uuid, gem_now() + interval '24 hours', $3, $4)
RETURNING created_at, expires_at
