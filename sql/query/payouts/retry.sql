-- $2 more attempts. No row when it does not wait for a person.
UPDATE payout SET status = 'PENDING', attempts_allowed = attempts + $2::integer, problem = NULL
 WHERE id = $1::uuid AND status = 'REVIEW'
RETURNING id
