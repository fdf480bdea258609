-- $2 true: the bank has the money; false: we have it again.
UPDATE deposit SET status = CASE WHEN $2::boolean THEN 'DISPUTED' ELSE 'CONFIRMED' END::deposit_status
 WHERE id = $1::uuid AND status IN ('CONFIRMED', 'REFUNDED', 'DISPUTED')
