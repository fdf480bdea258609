-- The newest versions of a pack's odds, each with its rows in words.
SELECT odds.version, odds.version_hash, odds.created_at, odds.id = pack.version_id AS current,
       (SELECT string_agg(collection.name || ' ' || initcap(pool.rarity::text) || ' ' || to_char(line.drop_rate / 100.0, 'FM990.00'), ', ' ORDER BY line.row)
          FROM pack_version_row AS line JOIN pool ON pool.id = line.pool_id JOIN collection ON collection.id = pool.collection_id
         WHERE line.version_id = odds.id) AS odds
FROM pack JOIN pack_version AS odds ON odds.pack_id = pack.id
WHERE pack.id = $1::uuid
ORDER BY odds.version DESC LIMIT 20
