-- Work for later: taken with SKIP LOCKED by any number of workers, repeated with growing pauses, left for a person after the last
-- attempt. A finished job is deleted; a dead one stays.
CREATE TABLE job (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject_id uuid NOT NULL, -- what the job is about; the kind says which table
    run_at timestamptz NOT NULL DEFAULT gem_now(),
    attempt integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    dead_at timestamptz,
    problem text,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    UNIQUE (kind, subject_id)
);
CREATE INDEX job_due ON job (run_at) WHERE dead_at IS NULL;

CREATE FUNCTION job_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY job;
    RETURN NULL;
END $$;
CREATE TRIGGER job_notify AFTER INSERT ON job FOR EACH STATEMENT EXECUTE FUNCTION job_notify();

-- What runs again and again. The row is held while it runs, so of many workers one does it.
CREATE TABLE schedule (
    name text PRIMARY KEY,
    period interval NOT NULL CHECK (period > interval '0'),
    next_run_at timestamptz NOT NULL DEFAULT gem_now(),
    last_run_at timestamptz,
    problem text
);
INSERT INTO schedule (name, period) VALUES
    ('draw_paid_openings', '10 seconds'),
    ('refresh_pool_statistics', '5 seconds'),
    ('check_ledger', '5 minutes'),
    ('forget_expired', '1 hour');

-- The first answers under Idempotency-Keys, kept for a day.
CREATE TABLE idempotency_key (
    user_id uuid NOT NULL REFERENCES app_user (id),
    path text NOT NULL,
    key text NOT NULL,
    body_hash text NOT NULL,
    status integer NOT NULL,
    response text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    PRIMARY KEY (user_id, path, key)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at);

-- What `ledger check` found last, for the console and the metrics.
CREATE TABLE ledger_check (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    checked_at timestamptz NOT NULL DEFAULT gem_now(),
    faults bigint NOT NULL
);
