-- $6 price of one unit, $8 method: paid for with credit in the same transaction, else to be paid on chain. Not drawn yet.
INSERT INTO opening (id, user_id, pack_id, version_id, quantity, method, status, unit_price, total_cost, nonce, paid_at)
VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::smallint, $8::payment_method,
        CASE $8 WHEN 'CREDIT' THEN 'PAID' ELSE 'PENDING_PAYMENT' END::opening_status, $6::numeric, $6::numeric * $5::smallint, $7::bigint,
        CASE $8 WHEN 'CREDIT' THEN gem_now() END)
