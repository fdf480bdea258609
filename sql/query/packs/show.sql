SELECT pack.id, series.id AS series_id, series.name AS series_name, pack.name, pack.description, pack.price AS price_usd,
       ceil(pack.price * 1000000000 / sol.usd)::bigint AS price_sol,
       pack.xp_reward, pack.max_supply, supply.remaining,
       CASE WHEN pack.status = 'ACTIVE' AND supply.remaining = 0 THEN 'SOLD_OUT' ELSE pack.status::text END AS status,
       pack.image_gradient, pack.cover_image_url, version.version, version.version_hash, value.expected_value_usd
FROM pack
JOIN pack_series AS series ON series.id = pack.series_id
JOIN pack_version AS version ON version.id = pack.version_id
CROSS JOIN LATERAL (SELECT sum(remaining) AS remaining FROM pack_supply WHERE pack_id = pack.id) AS supply
CROSS JOIN LATERAL (
    SELECT round(sum(version_row.drop_rate * coalesce(statistics.average_fmv, 0)) / 10000, 6) AS expected_value_usd
    FROM pack_version_row AS version_row LEFT JOIN pool_statistics AS statistics ON statistics.pool_id = version_row.pool_id
    WHERE version_row.version_id = pack.version_id) AS value
LEFT JOIN price_current('SOL') AS sol ON true
WHERE pack.id = $1::uuid AND pack.status <> 'DRAFT'
