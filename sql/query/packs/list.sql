-- $1 series or NULL, $2 status or NULL, $3 order, $4 and $5 place of the last row seen, $6 rows. There are few packs: one
-- statement sorts them by a text key, so that all orders page alike.
WITH listed AS (
    SELECT pack.id, series.id AS series_id, series.name AS series_name, pack.name, pack.description, pack.price AS price_usd,
           ceil(pack.price * 1000000000 / sol.usd)::bigint AS price_sol,
           pack.xp_reward, pack.max_supply, supply.remaining,
           CASE WHEN pack.status = 'ACTIVE' AND supply.remaining = 0 THEN 'SOLD_OUT' ELSE pack.status::text END AS status,
           pack.image_gradient, pack.cover_image_url, version.version, version.version_hash, value.expected_value_usd,
           CASE $3
               WHEN 'name' THEN pack.name
               WHEN 'price' THEN to_char(pack.price, 'FM00000000000000.000000')
               WHEN '-price' THEN to_char(100000000000000 - pack.price, 'FM000000000000000.000000')
               ELSE to_char(10000000000000000 - extract(epoch FROM pack.created_at) * 1000000, 'FM00000000000000000')
           END AS sort_key
    FROM pack
    JOIN pack_series AS series ON series.id = pack.series_id
    JOIN pack_version AS version ON version.id = pack.version_id
    JOIN (SELECT pack_id, sum(remaining) AS remaining FROM pack_supply GROUP BY pack_id) AS supply ON supply.pack_id = pack.id
    JOIN (
        SELECT version_row.version_id,
               round(sum(version_row.drop_rate * coalesce(statistics.average_fmv, 0)) / 10000, 6) AS expected_value_usd
        FROM pack_version_row AS version_row LEFT JOIN pool_statistics AS statistics ON statistics.pool_id = version_row.pool_id
        GROUP BY version_row.version_id) AS value ON value.version_id = pack.version_id
    LEFT JOIN price_current('SOL') AS sol ON true
    WHERE pack.status <> 'DRAFT' AND ($1::uuid IS NULL OR pack.series_id = $1::uuid)
)
SELECT * FROM listed
WHERE ($2::text IS NULL OR status = $2) AND ($4::text IS NULL OR (sort_key, id) > ($4, $5::uuid))
ORDER BY sort_key, id LIMIT $6::bigint
