-- The newest values of a gem, oldest first.
SELECT * FROM (SELECT observed_at, fmv AS fmv_usd, source FROM nft_fmv WHERE nft_id = $1::uuid ORDER BY observed_at DESC LIMIT 60) AS newest
ORDER BY observed_at
