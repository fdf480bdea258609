-- $1 session, $2 the administrator whose it must be; NULL: anybody's.
UPDATE admin_session SET ended_at = gem_now()
WHERE id = $1::uuid AND ($2::uuid IS NULL OR admin_id = $2::uuid) AND ended_at IS NULL AND expires_at > gem_now()
RETURNING id, admin_id
