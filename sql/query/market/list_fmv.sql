-- What is on sale, of least value first. $1 rarity, $2 collection, $3 and $4 price, $5 and $6 carat, each or NULL; $7 and $8 place of the last row seen, $9 rows.
SELECT shown.*
FROM listing JOIN listing_shown AS shown ON shown.id = listing.id
WHERE listing.status = 'ACTIVE' AND shown.seller_active
  AND listing_fits(listing, $1::rarity, $2::uuid, $3::numeric, $4::numeric, $5::numeric, $6::numeric)
  AND (listing.fmv, listing.id) > (coalesce($7::numeric, '-infinity'), coalesce($8::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY listing.fmv ASC, listing.id ASC LIMIT $9::bigint
