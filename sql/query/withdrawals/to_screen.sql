SELECT user_id, address, amount AS usd FROM withdrawal WHERE id = $1::uuid AND status = 'HELD'
