-- $1 listing, locked already: the offer it is reserved for, when it is.
SELECT offer.id, offer.listing_id, offer.buyer_id, offer.status, offer.price, offer.escrowed, offer.expires_at, offer.pay_by, offer.closed_at,
       buyer.status = 'ACTIVE' AS buyer_active,
       EXISTS (SELECT FROM market_purchase AS paying WHERE paying.listing_id = offer.listing_id AND paying.status = 'PENDING_PAYMENT') AS paying
FROM offer JOIN app_user AS buyer ON buyer.id = offer.buyer_id
WHERE offer.listing_id = $1::uuid AND offer.status = 'ACCEPTED'
FOR NO KEY UPDATE OF offer
