UPDATE opening SET status = $2::opening_status, opened_at = gem_now() WHERE id = $1::uuid AND status = 'PAID'
