-- $1 id, $2 name, $3 role, $4 active.
UPDATE admin SET name = $2, role = $3::admin_role, active = $4::boolean WHERE id = $1::uuid
RETURNING id, name, chain::text, address, role::text, active, version, created_at
