-- No row for one that is not dead: what waits or runs is somebody's cause.
DELETE FROM job WHERE id = $1::uuid AND dead_at IS NOT NULL RETURNING id
