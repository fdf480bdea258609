-- What an asset is worth, by source; the newest word of each. A configured source that has not spoken yet has a row without a price,
-- so it is known how many should agree.
CREATE TABLE price (
    asset text NOT NULL,
    source text NOT NULL,
    usd numeric(20, 6) CHECK (usd > 0),
    published_at timestamptz, -- by the source
    fetched_at timestamptz,
    problem text,
    PRIMARY KEY (asset, source),
    CHECK ((usd IS NULL) = (published_at IS NULL))
);

-- The price to quote by: the median of what is not older than two minutes. No row unless two sources (or the only one configured)
-- are that fresh and lie within 2 % of each other.
CREATE FUNCTION price_current(wanted text) RETURNS TABLE (usd numeric, published_at timestamptz, sources bigint)
    LANGUAGE sql STABLE AS $$
    SELECT trunc(percentile_disc(0.5) WITHIN GROUP (ORDER BY price.usd), 6), min(price.published_at), count(*)
      FROM price
      WHERE asset = wanted AND price.published_at > gem_now() - interval '120 seconds'
      HAVING count(*) >= least(2, (SELECT count(*) FROM price WHERE asset = wanted)) AND count(*) > 0
         AND max(price.usd) - min(price.usd) <= min(price.usd) * 0.02
$$;

INSERT INTO schedule (name, period) VALUES ('fetch_prices', '15 seconds');
