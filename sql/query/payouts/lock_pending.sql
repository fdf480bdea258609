-- No row when it is signed, or over.
SELECT id FROM payout WHERE id = $1::uuid AND status = 'PENDING' FOR NO KEY UPDATE
