SELECT address, swept_at, started_at, coalesce(swept_at < gem_now() - interval '2 minutes', true) AS late FROM treasury_sweep ORDER BY address
