-- $2 for whom.
UPDATE listing SET status = 'RESERVED', reserved_for = $2::uuid WHERE id = $1::uuid
