SELECT listing_id FROM market_purchase WHERE id = $1::uuid
