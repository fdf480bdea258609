-- Who leaves at the same moment leaves nothing behind.
UPDATE app_user SET handle = coalesce($2, handle), avatar_seed = coalesce($3, avatar_seed) WHERE id = $1::uuid AND status <> 'CLOSED'
