SELECT id, address, created_at, confirmed_at FROM withdrawal_address WHERE user_id = $1::uuid ORDER BY created_at DESC, id DESC
