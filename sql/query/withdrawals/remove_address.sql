DELETE FROM withdrawal_address WHERE id = $1::uuid AND user_id = $2::uuid RETURNING id
