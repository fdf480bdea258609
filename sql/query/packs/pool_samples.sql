-- What gems in these pools ($1, in order) are worth: in micros, of at most $2 in each. Positions are random, so the first ones are a
-- fair sample.
SELECT wanted.row, collection.name AS collection, pool.rarity,
       coalesce((SELECT count(*) FROM pool_free WHERE pool_id = pool.id), 0) AS available,
       (SELECT string_agg((nft.fmv * 1000000)::bigint::text, ',')
          FROM (SELECT nft_id FROM pool_free WHERE pool_id = pool.id ORDER BY position LIMIT $2::bigint) AS sample
          JOIN nft ON nft.id = sample.nft_id) AS fmvs
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (pool_id, row)
JOIN pool ON pool.id = wanted.pool_id
JOIN collection ON collection.id = pool.collection_id
ORDER BY wanted.row
