-- $1 administrator, NULL: everybody's; $2 the session that asks.
SELECT session.id, admin.name AS admin_name, session.admin_id, session.created_at, session.last_seen_at, session.expires_at,
       session.remote_address, session.user_agent, session.id = $2::uuid AS current
FROM admin_session AS session JOIN admin ON admin.id = session.admin_id
WHERE ($1::uuid IS NULL OR session.admin_id = $1::uuid) AND session.ended_at IS NULL AND session.expires_at > gem_now()
  AND session.last_seen_at > gem_now() - interval '30 minutes'
ORDER BY session.created_at DESC LIMIT 200
