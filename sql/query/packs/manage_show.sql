SELECT pack.id, pack.series_id, series.name AS series, pack.name, pack.description, pack.price AS price_usd, pack.xp_reward, pack.max_supply,
       (SELECT sum(remaining) FROM pack_supply WHERE pack_id = pack.id)::bigint AS remaining, pack.status::text, pack.image_gradient, pack.cover_image_url,
       pack.version, odds.version AS odds_version, odds.version_hash, pack.created_at
FROM pack
JOIN pack_series AS series ON series.id = pack.series_id
LEFT JOIN pack_version AS odds ON odds.id = pack.version_id
WHERE pack.id = $1::uuid
