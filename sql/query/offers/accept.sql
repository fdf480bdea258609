-- $2 seconds the buyer has to pay (E27).
UPDATE offer SET status = 'ACCEPTED', pay_by = gem_now() + $2::integer * interval '1 second' WHERE id = $1::uuid
