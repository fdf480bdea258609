-- $1 id, $2 user, $3 address, $4 how many one may have; no row when that would be passed. One that is there already stays.
INSERT INTO withdrawal_address (id, user_id, address)
SELECT $1::uuid, $2::uuid, $3
 WHERE (SELECT count(*) FROM withdrawal_address WHERE user_id = $2::uuid AND address <> $3) < $4::bigint
    ON CONFLICT ON CONSTRAINT withdrawal_address_once DO UPDATE SET confirmed_at = withdrawal_address.confirmed_at
RETURNING id, address, created_at, confirmed_at
