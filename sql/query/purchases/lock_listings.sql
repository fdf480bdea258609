-- The listings that wait for one of these payments ($1 ids), always in the same order.
SELECT listing.id FROM listing JOIN market_purchase AS purchase ON purchase.listing_id = listing.id
WHERE purchase.id = ANY ($1::uuid[]) AND purchase.status = 'PENDING_PAYMENT'
ORDER BY listing.id
FOR NO KEY UPDATE OF listing
