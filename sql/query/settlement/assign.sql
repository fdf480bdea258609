UPDATE chain_payment SET outcome = 'RESOLVED', user_id = $2::uuid, resolution = $3, resolved_at = gem_now()
 WHERE id = $1::uuid AND outcome = 'UNMATCHED'
RETURNING usd
