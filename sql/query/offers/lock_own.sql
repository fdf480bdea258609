-- $1 listing, locked already, $2 buyer: the offer that is open between them.
SELECT offer.id, offer.listing_id, offer.buyer_id, offer.status, offer.price, offer.escrowed, offer.expires_at, offer.pay_by, offer.closed_at,
       buyer.status = 'ACTIVE' AS buyer_active,
       EXISTS (SELECT FROM market_purchase AS paying WHERE paying.listing_id = offer.listing_id AND paying.status = 'PENDING_PAYMENT') AS paying
FROM offer JOIN app_user AS buyer ON buyer.id = offer.buyer_id
WHERE offer.listing_id = $1::uuid AND offer.buyer_id = $2::uuid AND offer.status IN ('PENDING', 'ACCEPTED')
FOR NO KEY UPDATE OF offer
