INSERT INTO pool_statistics (pool_id, available, average_fmv)
SELECT pool.id, count(pool_free.nft_id), round(avg(nft.fmv), 6)
FROM pool LEFT JOIN pool_free ON pool_free.pool_id = pool.id LEFT JOIN nft ON nft.id = pool_free.nft_id
GROUP BY pool.id
ON CONFLICT (pool_id) DO UPDATE SET
    available = excluded.available, average_fmv = excluded.average_fmv, refreshed_at = gem_now()
