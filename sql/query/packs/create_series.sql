INSERT INTO pack_series (id, name, description) VALUES ($1::uuid, $2, $3)
ON CONFLICT (name) DO UPDATE SET description = excluded.description RETURNING id
