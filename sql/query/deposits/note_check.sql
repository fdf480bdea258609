UPDATE deposit SET checked_at = gem_now() WHERE id = $1::uuid
