-- What has the words ($7), or a name spelt like them ($8; one of the two is NULL), in any order. $1 rarity, $2 collection, $3 and $4 price,
-- $5 and $6 carat, each or NULL; $9 order, $10 and $11 place of the last row seen, $12 rows. A statement of its own, so that the words are
-- always looked up in their index; what was found is sorted by one key.
SELECT shown.*, found.sort_key
FROM (
    SELECT listing.id, place.sort_key
    FROM listing
    CROSS JOIN LATERAL (VALUES (CASE $9
        WHEN 'price' THEN listing.asking_price
        WHEN '-price' THEN -listing.asking_price
        WHEN 'fmv' THEN listing.fmv
        WHEN '-fmv' THEN -listing.fmv
        WHEN 'listed_at' THEN extract(epoch FROM listing.listed_at)
        ELSE -extract(epoch FROM listing.listed_at) END)) AS place (sort_key)
    WHERE listing.status = 'ACTIVE' AND listing.seller_id NOT IN (SELECT id FROM app_user WHERE status = 'FROZEN')
      AND (listing.words @@ websearch_to_tsquery('simple', $7) OR $8::text <% listing.name)
      AND listing_fits(listing, $1::rarity, $2::uuid, $3::numeric, $4::numeric, $5::numeric, $6::numeric)
      AND ($10::text IS NULL OR (place.sort_key, listing.id) > ($10::numeric, $11::uuid))
    ORDER BY place.sort_key, listing.id LIMIT $12::bigint
) AS found
JOIN listing_shown AS shown ON shown.id = found.id
ORDER BY found.sort_key, found.id
