-- The same of all gems of a collection ($1), and of one rarity ($2) or any, as they were when they were sold.
SELECT * FROM (
    SELECT date_trunc('day', trade.traded_at, 'UTC') AS day,
           count(*) AS trades, min(trade.price) AS low, max(trade.price) AS high,
           trunc(sum(trade.price) / count(*), 6) AS average, (array_agg(trade.price ORDER BY trade.traded_at DESC, trade.id DESC))[1] AS last
    FROM listing JOIN trade ON trade.listing_id = listing.id
    WHERE listing.status = 'SOLD' AND listing.collection_id = $1::uuid AND ($2::text IS NULL OR listing.rarity = $2::rarity)
    GROUP BY day ORDER BY day DESC LIMIT 365
) AS point ORDER BY day
