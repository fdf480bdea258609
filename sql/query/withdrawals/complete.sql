UPDATE withdrawal SET status = 'COMPLETED', tx_hash = $2, completed_at = gem_now() WHERE id = $1::uuid
