-- Its listing is locked already.
SELECT purchase.id, purchase.offer_id, purchase.buyer_id, purchase.method, purchase.price, purchase.status, buyer.status = 'ACTIVE' AS buyer_active
FROM market_purchase AS purchase JOIN app_user AS buyer ON buyer.id = purchase.buyer_id
WHERE purchase.id = $1::uuid
FOR NO KEY UPDATE OF purchase
