-- $1 listing, $2 buyer, $3 seconds: how many of them are left since this buyer last let a reservation of it lapse; NULL or less when none.
SELECT ceil(extract(epoch FROM max(closed_at) + $3::integer * interval '1 second' - gem_now()))::bigint FROM market_purchase
WHERE buyer_id = $2::uuid AND listing_id = $1::uuid AND offer_id IS NULL AND status = 'CANCELLED'
