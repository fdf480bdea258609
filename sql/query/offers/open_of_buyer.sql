-- In the order in which their listings are locked.
SELECT id, listing_id FROM offer WHERE buyer_id = $1::uuid AND status IN ('PENDING', 'ACCEPTED') ORDER BY listing_id
