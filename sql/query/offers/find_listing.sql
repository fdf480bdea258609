-- $1 offer, $2 whoever asks, $3 as what: the listing of an offer one has made, or has been made.
SELECT listing_id FROM offer WHERE id = $1::uuid AND $2::uuid = CASE $3 WHEN 'buyer' THEN buyer_id ELSE seller_id END
