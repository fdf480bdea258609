-- Who leaves at the same moment leaves nothing behind.
UPDATE app_user SET email = $2 WHERE id = $1::uuid AND status <> 'CLOSED'
