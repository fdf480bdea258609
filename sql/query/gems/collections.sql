SELECT name AS value, name AS label FROM collection ORDER BY name LIMIT 200
