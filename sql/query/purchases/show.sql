-- $1 purchase, $2 its buyer.
SELECT id, listing_id, offer_id, status, price AS price_usd, method, created_at, closed_at FROM market_purchase
WHERE id = $1::uuid AND buyer_id = $2::uuid
