-- $1 id, $2 user, $3 item, $4 gem, $5 instant, $6 value, $7 rate, $8 price, $9 payout, $10 address. An instant sale is over at once.
INSERT INTO buyback (id, user_id, vault_item_id, nft_id, instant, fmv, rate, price, payout, address, status, decided_at, completed_at)
SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::boolean, $6::numeric, $7::integer, $8::numeric, $9::payment_method, $10,
       CASE WHEN $5::boolean THEN 'COMPLETED' ELSE 'PENDING' END::buyback_status,
       CASE WHEN $5::boolean THEN gem_now() END, CASE WHEN $5::boolean THEN gem_now() END
