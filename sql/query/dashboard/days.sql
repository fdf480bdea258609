-- $1 days, today the last, and as many before them. Income by the ledger; openings by when they were drawn; gems by when they were bought
-- back, paid out or not yet. The first moment is
-- written out each time, so that the planner knows how much of a table it bounds; lines are
-- looked for by entry, as an account has lines of all times.
WITH account AS MATERIALIZED (
    SELECT array_agg(id) FILTER (WHERE purpose = 'pack_sales') AS sales, array_agg(id) FILTER (WHERE purpose = 'market_fees') AS fees
    FROM ledger_account WHERE purpose IN ('pack_sales', 'market_fees')
), income AS (
    SELECT date_trunc('day', entry.created_at, 'UTC') AS day, sum(line.revenue) AS revenue, sum(line.fees) AS fees
    FROM ledger_entry AS entry CROSS JOIN LATERAL (
        SELECT sum(amount) FILTER (WHERE account_id = ANY ((SELECT sales FROM account)::bigint[])) AS revenue,
               sum(amount) FILTER (WHERE account_id = ANY ((SELECT fees FROM account)::bigint[])) AS fees
        FROM ledger_posting WHERE entry_id = entry.id) AS line
    WHERE entry.created_at >= date_trunc('day', gem_now(), 'UTC') - (2 * $1::integer - 1) * interval '1 day' GROUP BY 1
), drawn AS (
    SELECT date_trunc('day', created_at, 'UTC') AS day, count(*) AS openings
    FROM opening WHERE created_at >= date_trunc('day', gem_now(), 'UTC') - (2 * $1::integer - 1) * interval '1 day' AND status = 'OPENED' GROUP BY 1
), joined AS (
    SELECT date_trunc('day', created_at, 'UTC') AS day, count(*) AS users
    FROM app_user WHERE created_at >= date_trunc('day', gem_now(), 'UTC') - (2 * $1::integer - 1) * interval '1 day' GROUP BY 1
), sold AS (
    SELECT date_trunc('day', traded_at, 'UTC') AS day, count(*) AS trades, sum(price) AS price
    FROM trade WHERE traded_at >= date_trunc('day', gem_now(), 'UTC') - (2 * $1::integer - 1) * interval '1 day' GROUP BY 1
), bought AS (
    SELECT date_trunc('day', decided_at, 'UTC') AS day, count(*) AS gems, sum(price) AS price
    FROM buyback WHERE decided_at >= date_trunc('day', gem_now(), 'UTC') - (2 * $1::integer - 1) * interval '1 day' AND status IN ('APPROVED', 'COMPLETED', 'FAILED') GROUP BY 1
), paid AS (
    SELECT date_trunc('day', completed_at, 'UTC') AS day, count(*) AS payouts, sum(usd) AS usd
    FROM payout WHERE completed_at >= date_trunc('day', gem_now(), 'UTC') - (2 * $1::integer - 1) * interval '1 day' AND status = 'COMPLETED' GROUP BY 1
)
SELECT day, coalesce(revenue, 0) AS revenue_usd, coalesce(fees, 0) AS market_fees_usd, coalesce(openings, 0) AS openings,
       coalesce(users, 0) AS new_users, coalesce(trades, 0) AS trades, coalesce(sold.price, 0) AS traded_usd,
       coalesce(gems, 0) AS gems_bought, coalesce(bought.price, 0) AS bought_usd, coalesce(payouts, 0) AS payouts,
       coalesce(paid.usd, 0) AS paid_out_usd
FROM generate_series(date_trunc('day', gem_now(), 'UTC') - (2 * $1::integer - 1) * interval '1 day', date_trunc('day', gem_now(), 'UTC'), interval '1 day') AS day
LEFT JOIN income USING (day) LEFT JOIN drawn USING (day) LEFT JOIN joined USING (day) LEFT JOIN sold USING (day)
LEFT JOIN bought USING (day) LEFT JOIN paid USING (day)
ORDER BY day
