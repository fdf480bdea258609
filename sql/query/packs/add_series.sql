INSERT INTO pack_series (id, name, description) VALUES ($1::uuid, $2, $3)
