CREATE TABLE pack_series (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT gem_now()
);

CREATE TYPE pack_status AS ENUM ('DRAFT', 'ACTIVE', 'PAUSED', 'ENDED');

CREATE TABLE pack (
    id uuid PRIMARY KEY,
    series_id uuid NOT NULL REFERENCES pack_series (id),
    name text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    price numeric(20, 6) NOT NULL CHECK (price > 0),
    xp_reward bigint NOT NULL DEFAULT 0 CHECK (xp_reward >= 0),
    max_supply bigint NOT NULL CHECK (max_supply > 0),
    status pack_status NOT NULL DEFAULT 'DRAFT',
    image_gradient text NOT NULL DEFAULT '#7b61ff,#1fb6ff',
    cover_image_url text,
    version_id uuid, -- the current odds
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    CONSTRAINT pack_active_has_version CHECK (status <> 'ACTIVE' OR version_id IS NOT NULL)
);
INSERT INTO state_transition VALUES
    ('pack', 'DRAFT', 'ACTIVE'), ('pack', 'ACTIVE', 'PAUSED'), ('pack', 'PAUSED', 'ACTIVE'),
    ('pack', 'ACTIVE', 'ENDED'), ('pack', 'PAUSED', 'ENDED'), ('pack', 'DRAFT', 'ENDED');
CREATE TRIGGER pack_transition BEFORE UPDATE OF status ON pack
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();

-- The drop table, in versions: a change of odds is a new version, and an opening keeps the one it bought (E54).
CREATE TABLE pack_version (
    id uuid PRIMARY KEY,
    pack_id uuid NOT NULL REFERENCES pack (id),
    version integer NOT NULL CHECK (version > 0),
    version_hash text NOT NULL CHECK (version_hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    UNIQUE (pack_id, version)
);
ALTER TABLE pack ADD CONSTRAINT pack_current_version FOREIGN KEY (version_id) REFERENCES pack_version (id);

CREATE TABLE pack_version_row (
    version_id uuid NOT NULL REFERENCES pack_version (id),
    row integer NOT NULL CHECK (row >= 0),
    pool_id uuid NOT NULL REFERENCES pool (id),
    drop_rate integer NOT NULL CHECK (drop_rate BETWEEN 1 AND 10000), -- hundredths of a percent
    fmv_min numeric(20, 6) NOT NULL,
    fmv_max numeric(20, 6) NOT NULL CHECK (fmv_max >= fmv_min),
    PRIMARY KEY (version_id, row),
    UNIQUE (version_id, pool_id)
);
CREATE TRIGGER pack_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pack_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pack_version_row_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pack_version_row
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- E4: the rates of a version add up to exactly 100.00 when its transaction ends.
CREATE FUNCTION pack_version_check() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    checked uuid := CASE TG_TABLE_NAME WHEN 'pack_version' THEN (to_jsonb(NEW) ->> 'id')::uuid
                                       ELSE (to_jsonb(NEW) ->> 'version_id')::uuid END;
BEGIN
    PERFORM FROM pack_version_row WHERE version_id = checked HAVING coalesce(sum(drop_rate), 0) <> 10000;
    IF FOUND THEN
        RAISE EXCEPTION 'the drop rates of a version must add up to 100.00'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pack_version_drop_rates_100';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER pack_version_drop_rates_100 AFTER INSERT ON pack_version
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pack_version_check();
CREATE CONSTRAINT TRIGGER pack_version_row_drop_rates_100 AFTER INSERT ON pack_version_row
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pack_version_check();

-- What is left to sell, striped: buyers take from different rows, so one pack does not serialise them (E6).
CREATE TABLE pack_supply (
    pack_id uuid NOT NULL REFERENCES pack (id),
    stripe smallint NOT NULL,
    remaining bigint NOT NULL CONSTRAINT pack_supply_not_negative CHECK (remaining >= 0),
    PRIMARY KEY (pack_id, stripe)
) WITH (fillfactor = 50);

CREATE FUNCTION pack_supply_fill() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO pack_supply (pack_id, stripe, remaining)
        SELECT NEW.id, stripe, NEW.max_supply / 16 + CASE WHEN stripe < NEW.max_supply % 16 THEN 1 ELSE 0 END
        FROM generate_series(0, 15) AS stripe;
    RETURN NULL;
END $$;
CREATE TRIGGER pack_supply_fill AFTER INSERT ON pack FOR EACH ROW EXECUTE FUNCTION pack_supply_fill();

-- Takes `wanted` units, all or none. First from a stripe nobody holds that has enough, looked for from `start`; else, with every
-- stripe locked in order, from several. So "sold out" is never said because of a stripe that was only busy.
CREATE FUNCTION pack_supply_take(wanted_pack uuid, wanted bigint, start integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    held record;
    missing bigint := wanted;
BEGIN
    FOR i IN 0 .. 15 LOOP
        UPDATE pack_supply SET remaining = remaining - wanted
          WHERE pack_id = wanted_pack AND stripe = (
              SELECT stripe FROM pack_supply
                WHERE pack_id = wanted_pack AND stripe = (start + i) % 16 AND remaining >= wanted
                FOR NO KEY UPDATE SKIP LOCKED);
        IF FOUND THEN
            RETURN true;
        END IF;
    END LOOP;
    PERFORM FROM pack_supply WHERE pack_id = wanted_pack ORDER BY stripe FOR NO KEY UPDATE;
    FOR held IN SELECT stripe, remaining FROM pack_supply WHERE pack_id = wanted_pack AND remaining > 0 ORDER BY stripe LOOP
        EXIT WHEN missing = 0;
        UPDATE pack_supply SET remaining = remaining - least(held.remaining, missing)
          WHERE pack_id = wanted_pack AND stripe = held.stripe;
        missing := missing - least(held.remaining, missing);
    END LOOP;
    IF missing = 0 THEN
        RETURN true;
    END IF;
    -- The caller's transaction ends in a refusal; until then nothing is left half taken.
    RAISE EXCEPTION 'pack % is sold out', wanted_pack USING ERRCODE = 'check_violation', CONSTRAINT = 'pack_supply_not_negative';
END $$;
