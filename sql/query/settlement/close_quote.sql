UPDATE payment_quote SET status = 'PAID' WHERE id = $1::uuid AND status <> 'PAID'
