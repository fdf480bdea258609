-- The pools that odds can name: those that have gems, and those that the pack ($1) names already.
SELECT pool.id AS value, collection.name || ' · ' || initcap(pool.rarity::text) AS label, statistics.available AS count,
       coalesce(statistics.average_fmv, 0)::text AS figure
FROM pool
JOIN collection ON collection.id = pool.collection_id
JOIN pool_statistics AS statistics ON statistics.pool_id = pool.id
WHERE statistics.available > 0
   OR pool.id IN (SELECT line.pool_id FROM pack JOIN pack_version_row AS line ON line.version_id = pack.version_id WHERE pack.id = $1::uuid)
ORDER BY collection.name, pool.rarity LIMIT 500
