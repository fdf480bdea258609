-- $1 id, $2 listing, $3 offer or NULL, $4 gem, $5 seller, $6 buyer, $7 method, $8 price, $9 fee, $10 and $11 what they held and hold.
WITH traded AS (
    INSERT INTO trade (id, listing_id, offer_id, nft_id, seller_id, buyer_id, method, price, fee, seller_item_id, buyer_item_id)
    VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::payment_method, $8::numeric, $9::numeric, $10::uuid, $11::uuid)
    RETURNING *
)
SELECT traded.id, traded.nft_id, traded.price AS price_usd, traded.fee AS fee_usd, traded.traded_at,
       seller.id AS seller_id, seller.handle AS seller_handle, buyer.id AS buyer_id, buyer.handle AS buyer_handle
FROM traded JOIN app_user AS seller ON seller.id = traded.seller_id JOIN app_user AS buyer ON buyer.id = traded.buyer_id
