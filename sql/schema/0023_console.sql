-- What the console's first page sums, a row for each day (UTC), so that a long period costs no more to look at than a short one. The rows
-- can be made again from what they count: a schedule brings them up to date, and what came since is added when the page is asked for.
CREATE TABLE dashboard_day (
    day timestamptz PRIMARY KEY CHECK (day = date_trunc('day', day, 'UTC')),
    counted_until timestamptz NOT NULL CHECK (counted_until >= day), -- counted anew until it is an hour past the day
    revenue numeric(20, 6) NOT NULL,
    market_fees numeric(20, 6) NOT NULL,
    openings bigint NOT NULL,
    new_users bigint NOT NULL,
    trades bigint NOT NULL,
    traded numeric(20, 6) NOT NULL,
    gems_bought bigint NOT NULL,
    bought numeric(20, 6) NOT NULL,
    payouts bigint NOT NULL,
    paid_out numeric(20, 6) NOT NULL
);
CREATE INDEX opening_opened ON opening (opened_at) WHERE status = 'OPENED';
-- Both were for counting by day; entries have an index by age, which finds the newest of them faster.
DROP INDEX opening_by_time;
DROP INDEX ledger_entry_by_time;

-- Of the days that have something to tell between the two moments, the second not included. Income by the ledger; openings by when they
-- were drawn; gems by when they were bought back, paid out or not yet.
CREATE FUNCTION dashboard_days_between(since timestamptz, until timestamptz)
    RETURNS TABLE (day timestamptz, revenue numeric, market_fees numeric, openings bigint, new_users bigint, trades bigint, traded numeric,
                   gems_bought bigint, bought numeric, payouts bigint, paid_out numeric)
    LANGUAGE sql STABLE AS $$
    WITH income AS MATERIALIZED (
        SELECT id, purpose FROM ledger_account WHERE purpose IN ('pack_sales', 'market_fees')
    ), event AS (
        -- Lines are looked for by entry: an account has lines of all times. OFFSET 0 keeps the planner from turning that round.
        SELECT entry.created_at AS at, income.purpose AS what, line.amount
          FROM ledger_entry AS entry
          CROSS JOIN LATERAL (SELECT account_id, amount FROM ledger_posting WHERE entry_id = entry.id OFFSET 0) AS line
          JOIN income ON income.id = line.account_id
          WHERE entry.created_at >= since AND entry.created_at < until
        UNION ALL SELECT opened_at, 'opening', NULL FROM opening WHERE opened_at >= since AND opened_at < until AND status = 'OPENED'
        UNION ALL SELECT created_at, 'user', NULL FROM app_user WHERE created_at >= since AND created_at < until
        UNION ALL SELECT traded_at, 'trade', price FROM trade WHERE traded_at >= since AND traded_at < until
        UNION ALL SELECT decided_at, 'buyback', price FROM buyback
          WHERE decided_at >= since AND decided_at < until AND status IN ('APPROVED', 'COMPLETED', 'FAILED')
        UNION ALL SELECT completed_at, 'payout', usd FROM payout WHERE completed_at >= since AND completed_at < until AND status = 'COMPLETED'
    )
    SELECT date_trunc('day', at, 'UTC'),
           coalesce(sum(amount) FILTER (WHERE what = 'pack_sales'), 0), coalesce(sum(amount) FILTER (WHERE what = 'market_fees'), 0),
           count(*) FILTER (WHERE what = 'opening'), count(*) FILTER (WHERE what = 'user'),
           count(*) FILTER (WHERE what = 'trade'), coalesce(sum(amount) FILTER (WHERE what = 'trade'), 0),
           count(*) FILTER (WHERE what = 'buyback'), coalesce(sum(amount) FILTER (WHERE what = 'buyback'), 0),
           count(*) FILTER (WHERE what = 'payout'), coalesce(sum(amount) FILTER (WHERE what = 'payout'), 0)
    FROM event GROUP BY 1
$$;

CREATE INDEX app_user_by_twitter_handle ON app_user (twitter_handle); -- people are looked for by it

INSERT INTO schedule (name, period) VALUES ('count_dashboard_days', '1 minute');

-- As before; and days that time has gone back from will come again, so they are counted again.
CREATE OR REPLACE FUNCTION gem_shift_clock(microseconds bigint) RETURNS void
    LANGUAGE plpgsql AS $function$
DECLARE
    before timestamptz := gem_now();
    moved interval;
BEGIN
    -- Nobody adds a job by the old time once this has looked at them.
    LOCK TABLE job IN SHARE ROW EXCLUSIVE MODE;
    EXECUTE format('CREATE OR REPLACE FUNCTION gem_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE '
                   'AS $$ SELECT transaction_timestamp() + interval ''%s microseconds'' $$', microseconds);
    moved := least(gem_now() - before, interval '0');
    UPDATE schedule SET next_run_at = least(next_run_at, gem_now() + period);
    UPDATE job SET run_at = run_at + moved WHERE run_at > gem_now();
    -- No lease is longer than five minutes.
    UPDATE job SET locked_until = locked_until + moved WHERE locked_until > gem_now() + interval '5 minutes';
    DELETE FROM dashboard_day WHERE counted_until > gem_now();
END $function$;
