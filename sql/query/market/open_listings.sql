-- All that a user offers, in the order in which listings are locked.
SELECT id FROM listing WHERE seller_id = $1::uuid AND status IN ('ACTIVE', 'RESERVED') ORDER BY id
