-- The platform's time. Every statement and default uses gem_now(), never a bare now(): the sandbox replaces this function by one
-- with another shift (`gemctl clock`), so that rules about minutes and days are replayed in seconds. Only the schema's owner may.
CREATE FUNCTION gem_now() RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT transaction_timestamp() + interval '0 microseconds' $$;

-- Moves the platform's time: all statements see it at once, because their plans are made anew. Nobody but the owner may call it.
CREATE FUNCTION gem_shift_clock(microseconds bigint) RETURNS void
    LANGUAGE plpgsql AS $function$
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION gem_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE '
                   'AS $$ SELECT transaction_timestamp() + interval ''%s microseconds'' $$', microseconds);
    -- What was put off into a future that time has now gone back from would wait for it in vain.
    UPDATE schedule SET next_run_at = least(next_run_at, gem_now() + period);
    UPDATE job SET run_at = least(run_at, gem_now() + interval '1 hour'), locked_until = least(locked_until, gem_now() + interval '10 minutes');
END $function$;

-- State machines: a table of allowed moves, and one trigger that knows it. A row that is not in the table is refused, whoever asks.
CREATE TABLE state_transition (
    machine text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    PRIMARY KEY (machine, from_state, to_state)
);

CREATE FUNCTION state_transition_check() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = OLD.status THEN
        RETURN NEW;
    END IF;
    PERFORM FROM state_transition
      WHERE machine = TG_TABLE_NAME AND from_state = OLD.status::text AND to_state = NEW.status::text;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% cannot go from % to %', TG_TABLE_NAME, OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_transition';
    END IF;
    RETURN NEW;
END $$;

-- For tables whose rows are history: written once, never changed.
CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
