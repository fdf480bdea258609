UPDATE nft SET name = $2, laboratory = $3, species = $4, shape = $5, carat = $6::numeric, cut = $7, color = $8, clarity = $9,
               length_mm = $10::numeric, width_mm = $11::numeric, depth_mm = $12::numeric, depth_percent = $13::numeric,
               table_percent = $14::numeric, image_url = $15
WHERE id = $1::uuid
