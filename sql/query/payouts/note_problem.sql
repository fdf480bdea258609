UPDATE payout SET problem = $2 WHERE id = $1::uuid AND status = 'PENDING'
