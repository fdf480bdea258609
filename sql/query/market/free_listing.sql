-- Whoever it was reserved for does not take it: it is on sale again.
UPDATE listing SET status = 'ACTIVE', reserved_for = NULL WHERE id = $1::uuid AND status = 'RESERVED'
