-- $1 offer, $2 one of its two sides.
SELECT * FROM offer_shown WHERE id = $1::uuid AND $2::uuid IN (buyer_id, seller_id)
