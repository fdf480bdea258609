INSERT INTO admin_session (id, admin_id, expires_at, remote_address, user_agent)
VALUES ($1::uuid, $2::uuid, gem_now() + interval '12 hours', $3, $4)
RETURNING created_at, expires_at
