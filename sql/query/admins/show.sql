SELECT id, name, chain::text, address, role::text, active, version, created_at,
       (SELECT max(last_seen_at) FROM admin_session WHERE admin_id = admin.id) AS last_seen_at
FROM admin WHERE id = $1::uuid
