-- Of two who come with one link, one gets a row.
UPDATE admin_link SET used_at = gem_now()
FROM admin
WHERE token_hash = $1 AND used_at IS NULL AND expires_at > gem_now() AND admin.id = admin_id AND admin.active
RETURNING admin.id, admin.name, admin.role::text
