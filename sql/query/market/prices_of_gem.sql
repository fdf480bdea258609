-- What a gem ($1) was sold for, day by day (UTC): the last 365 days with a trade, oldest first.
SELECT * FROM (
    SELECT date_trunc('day', trade.traded_at, 'UTC') AS day,
           count(*) AS trades, min(trade.price) AS low, max(trade.price) AS high,
           trunc(sum(trade.price) / count(*), 6) AS average, (array_agg(trade.price ORDER BY trade.traded_at DESC, trade.id DESC))[1] AS last
    FROM trade WHERE trade.nft_id = $1::uuid
    GROUP BY day ORDER BY day DESC LIMIT 365
) AS point ORDER BY day
