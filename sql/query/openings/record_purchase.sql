UPDATE app_user SET xp = xp + $2::bigint, last_purchase_at = gem_now() WHERE id = $1::uuid
