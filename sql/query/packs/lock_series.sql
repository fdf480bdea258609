SELECT id FROM pack_series WHERE id = $1::uuid FOR NO KEY UPDATE
