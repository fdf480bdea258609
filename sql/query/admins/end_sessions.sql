UPDATE admin_session SET ended_at = gem_now() WHERE admin_id = $1::uuid AND ended_at IS NULL
