-- $1 id, $2 name, $3 chain, $4 address, $5 role. An administrator who was removed comes back under the same name.
INSERT INTO admin (id, name, chain, address, role) VALUES ($1::uuid, $2, $3::chain, $4, $5::admin_role)
RETURNING id, name, chain::text, address, role::text, active, version, created_at
