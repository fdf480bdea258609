CREATE TYPE user_status AS ENUM ('ACTIVE', 'FROZEN', 'CLOSED');

CREATE TABLE app_user (
    id uuid PRIMARY KEY,
    handle text NOT NULL UNIQUE CHECK (char_length(handle) BETWEEN 3 AND 32),
    email text UNIQUE CHECK (email = lower(email)),
    twitter_id text UNIQUE,
    twitter_handle text,
    solana_address text UNIQUE,
    evm_address text UNIQUE,
    avatar_seed text NOT NULL,
    referral_code text NOT NULL UNIQUE,
    status user_status NOT NULL DEFAULT 'ACTIVE',
    xp bigint NOT NULL DEFAULT 0 CHECK (xp >= 0),
    last_purchase_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT gem_now()
);

INSERT INTO state_transition VALUES
    ('app_user', 'ACTIVE', 'FROZEN'), ('app_user', 'FROZEN', 'ACTIVE'),
    ('app_user', 'ACTIVE', 'CLOSED'), ('app_user', 'FROZEN', 'CLOSED');
CREATE TRIGGER app_user_transition BEFORE UPDATE OF status ON app_user
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();

CREATE TABLE user_session (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    user_agent text NOT NULL DEFAULT '',
    remote_address text NOT NULL DEFAULT ''
);
CREATE INDEX user_session_by_user ON user_session (user_id, created_at DESC);

-- One-time codes. The worker makes a code when it mails it and stores only its salted hash, so no code ever rests in the database.
CREATE TABLE email_code (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    salt bytea,
    code_hash bytea,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CHECK ((salt IS NULL) = (code_hash IS NULL))
);
CREATE INDEX email_code_by_email ON email_code (email, created_at DESC);

-- Wrong codes per e-mail address ("email:…") and per network address ("ip:…").
CREATE TABLE sign_in_lock (
    subject text PRIMARY KEY,
    failures integer NOT NULL DEFAULT 0,
    last_failure_at timestamptz NOT NULL DEFAULT gem_now(),
    locked_until timestamptz
);
