-- $1 days, today the last, and as many before them: what is counted already, and what came since.
WITH bounds AS (
    SELECT date_trunc('day', gem_now(), 'UTC') AS today, (SELECT max(counted_until) FROM dashboard_day) AS counted
), span AS MATERIALIZED (
    SELECT today, today - (2 * $1::integer - 1) * interval '1 day' AS first, counted FROM bounds
), total AS (
    SELECT day, revenue, market_fees, openings, new_users, trades, traded, gems_bought, bought, payouts, paid_out
    FROM dashboard_day WHERE day >= (SELECT first FROM span)
    UNION ALL SELECT since.* FROM span CROSS JOIN LATERAL dashboard_days_between(greatest(first, counted), today + interval '1 day') AS since
)
SELECT day, coalesce(sum(revenue), 0) AS revenue_usd, coalesce(sum(market_fees), 0) AS market_fees_usd,
       coalesce(sum(openings), 0)::bigint AS openings, coalesce(sum(new_users), 0)::bigint AS new_users,
       coalesce(sum(trades), 0)::bigint AS trades, coalesce(sum(traded), 0) AS traded_usd,
       coalesce(sum(gems_bought), 0)::bigint AS gems_bought, coalesce(sum(bought), 0) AS bought_usd,
       coalesce(sum(payouts), 0)::bigint AS payouts, coalesce(sum(paid_out), 0) AS paid_out_usd
FROM span CROSS JOIN generate_series(first, today, interval '1 day') AS day LEFT JOIN total USING (day)
GROUP BY day ORDER BY day
