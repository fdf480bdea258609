UPDATE offer SET status = 'COMPLETED', closed_at = gem_now() WHERE id = $1::uuid
