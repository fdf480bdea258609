SELECT id, name, chain::text, address, role::text, active, version, created_at FROM admin WHERE id = $1::uuid FOR NO KEY UPDATE
