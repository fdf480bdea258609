-- Single use: of two who come at once, one gets a row.
UPDATE email_code SET used_at = gem_now() WHERE id = $1::uuid AND used_at IS NULL RETURNING id
