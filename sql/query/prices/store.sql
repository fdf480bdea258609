-- $1 asset, $2 source, $3 USD, $4 when it was published.
INSERT INTO price (asset, source, usd, published_at, fetched_at) VALUES ($1, $2, $3::numeric, $4::timestamptz, gem_now())
    ON CONFLICT (asset, source) DO UPDATE
   SET usd = excluded.usd, published_at = excluded.published_at, fetched_at = excluded.fetched_at, problem = NULL
