-- $1 a name, an address or an id, for commands.
SELECT id, name, chain::text, address, role::text, active, version, created_at
FROM admin WHERE name = $1 OR address = $1 OR id::text = $1 FOR NO KEY UPDATE
