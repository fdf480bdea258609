-- Moving the clock must not hold up work: what stands in a future that time has gone back from moves back with it, and a job that nobody
-- holds stays free.
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
END $function$;
