UPDATE deposit SET status = 'EXPIRED' WHERE id = ANY ($1::uuid[]) AND status = 'PENDING'
