-- $1 session, $2 administrator: is the session alive, 30 minutes idle at most? That it was seen is noted once a minute.
WITH seen AS (
    UPDATE admin_session SET last_seen_at = gem_now()
    WHERE id = $1::uuid AND ended_at IS NULL AND expires_at > gem_now()
      AND last_seen_at BETWEEN gem_now() - interval '30 minutes' AND gem_now() - interval '1 minute'
)
SELECT admin.name, admin.role::text
FROM admin_session AS session JOIN admin ON admin.id = session.admin_id
WHERE session.id = $1::uuid AND session.admin_id = $2::uuid AND session.ended_at IS NULL AND session.expires_at > gem_now()
  AND session.last_seen_at > gem_now() - interval '30 minutes' AND admin.active
