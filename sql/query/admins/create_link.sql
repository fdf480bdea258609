INSERT INTO admin_link (token_hash, admin_id, expires_at) VALUES ($1, $2::uuid, gem_now() + interval '15 minutes')
