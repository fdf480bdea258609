-- $2 experience. The next purchase may follow the last one made, however late that was drawn (E8).
UPDATE app_user SET xp = xp + $2::bigint,
       last_purchase_at = (SELECT created_at FROM opening WHERE user_id = app_user.id ORDER BY nonce DESC LIMIT 1)
WHERE id = $1::uuid
