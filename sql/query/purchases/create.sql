-- $2 listing, $3 accepted offer or NULL, $4 buyer, $5 SOL or USDC, $6 price.
INSERT INTO market_purchase (id, listing_id, offer_id, buyer_id, method, price)
VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::payment_method, $6::numeric)
RETURNING id, listing_id, offer_id, status, price AS price_usd, method, created_at, closed_at
