UPDATE opening SET status = 'PAID', paid_at = gem_now()
 WHERE id = $1::uuid AND status IN ('PENDING_PAYMENT', 'PENDING_CONFIRMATION') RETURNING id
