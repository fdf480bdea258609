-- Paid for, not drawn yet. $6 price of one unit.
INSERT INTO opening (id, user_id, pack_id, version_id, quantity, method, status, unit_price, total_cost, nonce, paid_at)
VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::smallint, 'CREDIT', 'PAID', $6::numeric, $6::numeric * $5::smallint, $7::bigint,
        gem_now())
