UPDATE deposit SET external_id = $2 WHERE id = $1::uuid AND external_id IS NULL
