-- Due at once; a worker runs it.
UPDATE schedule SET next_run_at = gem_now() WHERE name = $1 RETURNING name
