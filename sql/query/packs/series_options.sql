SELECT id AS value, name AS label FROM pack_series ORDER BY name LIMIT 500
