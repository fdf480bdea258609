-- The newest check of each asset, and what is promised of it and not yet paid.
SELECT newest.asset, newest.on_chain, newest.recorded, nullif(newest.on_chain - newest.recorded, 0) AS difference, newest.checked_at,
       trim_scale(newest.on_chain / CASE newest.asset WHEN 'SOL' THEN 1000000000.0 ELSE 1000000.0 END) AS on_chain_whole,
       (SELECT coalesce(sum(usd), 0) FROM payout WHERE payout.asset = known.asset AND status IN ('PENDING', 'SENDING', 'REVIEW')) AS promised_usd
FROM unnest(enum_range(NULL::asset)) AS known (asset)
     CROSS JOIN LATERAL (SELECT * FROM treasury_check WHERE asset = known.asset ORDER BY id DESC LIMIT 1) AS newest
