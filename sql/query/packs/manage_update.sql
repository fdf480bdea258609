-- $1 pack, then what it is to be. The status changes by its moves alone (state_transition).
UPDATE pack SET series_id = $2::uuid, name = $3, description = $4, price = $5::numeric, xp_reward = $6::bigint, image_gradient = $7,
                cover_image_url = $8, status = $9::pack_status
WHERE id = $1::uuid
