-- The same of what has the words ($7), or a name spelt like them ($8; one of the two is NULL).
SELECT CASE WHEN grouping(listing.rarity) = 0 THEN 'RARITY' WHEN grouping(listing.collection_id) = 0 THEN 'COLLECTION' ELSE 'ALL' END AS kind,
       listing.rarity, listing.collection_id AS id, max(listing.collection) AS name, count(*) AS count,
       min(listing.asking_price) AS min, max(listing.asking_price) AS max
FROM listing
WHERE listing.status = 'ACTIVE' AND listing.seller_id NOT IN (SELECT id FROM app_user WHERE status = 'FROZEN')
  AND (listing.words @@ websearch_to_tsquery('simple', $7) OR $8::text <% listing.name)
  AND listing_fits(listing, $1::rarity, $2::uuid, $3::numeric, $4::numeric, $5::numeric, $6::numeric)
GROUP BY GROUPING SETS ((), (listing.rarity), (listing.collection_id))
ORDER BY kind, count DESC, listing.rarity, name LIMIT 500
