SELECT listing_id FROM offer WHERE id = $1::uuid
