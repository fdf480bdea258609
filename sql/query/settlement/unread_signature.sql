SELECT signature FROM chain_transaction WHERE id = $1::uuid AND status IN ('SEEN', 'FAILED', 'NOT_FOUND')
