SELECT id, name, description FROM pack_series ORDER BY name LIMIT 100
