-- $2 listing, $3 buyer, $4 price, $5 in escrow, $6 seconds until it expires.
INSERT INTO offer (id, listing_id, seller_id, buyer_id, price, asking_price, escrowed, expires_at)
SELECT $1::uuid, id, seller_id, $3::uuid, $4::numeric, asking_price, $5::boolean, gem_now() + $6::integer * interval '1 second'
FROM listing WHERE id = $2::uuid
