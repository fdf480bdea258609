INSERT INTO pack (id, series_id, name, description, price, xp_reward, max_supply, image_gradient, status)
VALUES ($1::uuid, $2::uuid, $3, $4, $5::numeric, $6::bigint, $7::bigint, $8, 'DRAFT')
