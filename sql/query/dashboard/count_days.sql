-- Brings the days up to date. The last minute is left out: what is being committed has its time already. A day is counted anew until an
-- hour after its end, and then stands.
WITH bounds AS (
    SELECT coalesce((SELECT min(day) FROM dashboard_day WHERE counted_until < day + interval '25 hours'),
                    (SELECT date_trunc('day', min(created_at), 'UTC') FROM app_user)) AS since,
           gem_now() - interval '1 minute' AS until
)
INSERT INTO dashboard_day (day, counted_until, revenue, market_fees, openings, new_users, trades, traded, gems_bought, bought, payouts, paid_out)
SELECT day, until, coalesce(revenue, 0), coalesce(market_fees, 0), coalesce(openings, 0), coalesce(new_users, 0), coalesce(trades, 0),
       coalesce(traded, 0), coalesce(gems_bought, 0), coalesce(bought, 0), coalesce(payouts, 0), coalesce(paid_out, 0)
FROM bounds CROSS JOIN generate_series(since, until, interval '1 day') AS day
LEFT JOIN (SELECT total.* FROM bounds CROSS JOIN LATERAL dashboard_days_between(since, until) AS total) AS total USING (day)
ON CONFLICT (day) DO UPDATE SET
    counted_until = excluded.counted_until, revenue = excluded.revenue, market_fees = excluded.market_fees, openings = excluded.openings,
    new_users = excluded.new_users, trades = excluded.trades, traded = excluded.traded, gems_bought = excluded.gems_bought,
    bought = excluded.bought, payouts = excluded.payouts, paid_out = excluded.paid_out
