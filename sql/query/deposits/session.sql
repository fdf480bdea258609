SELECT external_id FROM deposit
WHERE id = $1::uuid AND method = 'STRIPE' AND external_id IS NOT NULL AND status IN ('PENDING', 'FAILED', 'EXPIRED')
