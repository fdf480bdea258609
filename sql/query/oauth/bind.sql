UPDATE app_user SET twitter_id = $2, twitter_handle = $3 WHERE id = $1::uuid
