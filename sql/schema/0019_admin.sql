-- The console: who administers the platform, how they come in, and the versions that keep two of them from overwriting each other.

CREATE TYPE admin_role AS ENUM ('viewer', 'support', 'catalogue', 'finance', 'owner');

-- An administrator signs in with the wallet listed here, or by one-time links of gemctl when there is none.
CREATE TABLE admin (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT admin_name_key UNIQUE CHECK (char_length(name) BETWEEN 1 AND 64),
    chain chain,
    address text CONSTRAINT admin_address_key UNIQUE,
    role admin_role NOT NULL,
    active boolean NOT NULL DEFAULT true,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    CHECK ((chain IS NULL) = (address IS NULL))
);

-- Only the hash of a link's token is kept: whoever reads this table cannot come in.
CREATE TABLE admin_link (
    token_hash text PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    admin_id uuid NOT NULL REFERENCES admin (id),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE admin_session (
    id uuid PRIMARY KEY,
    admin_id uuid NOT NULL REFERENCES admin (id),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    last_seen_at timestamptz NOT NULL DEFAULT gem_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    remote_address text NOT NULL,
    user_agent text NOT NULL
);
CREATE INDEX admin_session_by_admin ON admin_session (admin_id, created_at DESC);

-- The version of a row counts what administrators may have seen of it: the columns that the trigger names, and no others.
CREATE FUNCTION bump_version() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER admin_version BEFORE UPDATE OF name, chain, address, role, active ON admin
    FOR EACH ROW EXECUTE FUNCTION bump_version();

ALTER TABLE app_user ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER app_user_version BEFORE UPDATE OF status, frozen_reason ON app_user
    FOR EACH ROW WHEN ((OLD.status, OLD.frozen_reason) IS DISTINCT FROM (NEW.status, NEW.frozen_reason))
    EXECUTE FUNCTION bump_version();

-- For the console's lists and searches.
CREATE INDEX app_user_search ON app_user USING gin (handle gin_trgm_ops, email gin_trgm_ops);
CREATE INDEX app_user_by_age ON app_user (created_at DESC, id DESC);
-- Of tables that only grow, a block range index costs next to nothing.
CREATE INDEX ledger_entry_by_time ON ledger_entry USING brin (created_at);
CREATE INDEX opening_by_time ON opening USING brin (created_at);
CREATE INDEX audit_log_by_time ON audit_log (at);
