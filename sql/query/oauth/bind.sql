-- Nobody is bound who has left or was frozen while X was asked: no row then.
UPDATE app_user SET twitter_id = $2, twitter_handle = $3 WHERE id = $1::uuid AND status = 'ACTIVE' RETURNING id
