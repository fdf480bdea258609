SELECT asset, source, usd, published_at, problem, coalesce(published_at < gem_now() - interval '120 seconds', true) AS stale FROM price ORDER BY asset, source
