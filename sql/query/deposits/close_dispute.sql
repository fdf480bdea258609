UPDATE card_dispute SET status = $2::dispute_status, closed_at = gem_now() WHERE id = $1::uuid AND status = 'OPEN'
