-- What is on sale, newest first. $1 rarity, $2 collection, $3 and $4 price, $5 and $6 carat, each or NULL; $7 and $8 place of the last row seen, $9 rows.
SELECT shown.*
FROM listing JOIN listing_shown AS shown ON shown.id = listing.id
WHERE listing.status = 'ACTIVE' AND shown.seller_active
  AND listing_fits(listing, $1::rarity, $2::uuid, $3::numeric, $4::numeric, $5::numeric, $6::numeric)
  AND (listing.listed_at, listing.id) < (coalesce($7::timestamptz, 'infinity'), coalesce($8::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY listing.listed_at DESC, listing.id DESC LIMIT $9::bigint
