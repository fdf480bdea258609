-- Wallets: a nonce is handed out for one address on one chain, lives five minutes and signs in once.
CREATE TYPE chain AS ENUM ('solana', 'evm');

CREATE TABLE wallet_nonce (
    nonce text PRIMARY KEY,
    chain chain NOT NULL,
    address text NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT gem_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX wallet_nonce_by_age ON wallet_nonce (expires_at);

-- How a session was opened: 'email' or a wallet. When that wallet is no longer the user's, its sessions end (E47).
ALTER TABLE user_session ADD COLUMN wallet_chain chain, ADD COLUMN wallet_address text,
    ADD CHECK ((wallet_chain IS NULL) = (wallet_address IS NULL));

-- Handles that read alike are one: case, separators, 0 and o, 1 and l do not tell people apart.
CREATE FUNCTION handle_skeleton(handle text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT translate(lower(handle), '0134578i_.-', 'oleastbl') $$;
ALTER TABLE app_user ADD COLUMN handle_skeleton text NOT NULL GENERATED ALWAYS AS (handle_skeleton(handle)) STORED,
    ADD CONSTRAINT app_user_handle_skeleton UNIQUE (handle_skeleton);

-- Names nobody may take, because people would believe them.
CREATE TABLE reserved_handle (
    handle text PRIMARY KEY,
    skeleton text NOT NULL GENERATED ALWAYS AS (handle_skeleton(handle)) STORED UNIQUE
);
INSERT INTO reserved_handle (handle) VALUES
    ('admin'), ('administrator'), ('root'), ('system'), ('support'), ('help'), ('helpdesk'), ('staff'), ('team'), ('moderator'),
    ('mod'), ('official'), ('security'), ('abuse'), ('billing'), ('payments'), ('treasury'), ('finance'), ('legal'), ('gem'),
    ('gems'), ('gem-team'), ('gem-support'), ('gem-official'), ('gem-admin'), ('gem-help'), ('gem-security'), ('gem-staff'),
    ('everyone'), ('anonymous'), ('deleted'), ('closed'), ('null'), ('undefined'), ('me'), ('api'), ('www'), ('postmaster'),
    ('webmaster'), ('no-reply'),
    ('---'); -- nothing but separators reads like nothing

-- X by OAuth 2.0 with PKCE: the verifier waits for the browser to come back, bound to the session that asked, once.
CREATE TABLE oauth_attempt (
    state_hash text PRIMARY KEY CHECK (state_hash ~ '^[0-9a-f]{64}$'),
    session_id uuid NOT NULL REFERENCES user_session (id),
    verifier text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

-- The last way to sign in cannot be taken away; a closed account has none.
ALTER TABLE app_user ADD CONSTRAINT app_user_way_in
    CHECK (status = 'CLOSED' OR num_nonnulls(email, solana_address, evm_address) > 0);

ALTER TABLE app_user ADD COLUMN closed_at timestamptz, ADD COLUMN frozen_reason text;

-- Whose code brought them (F1); the reward comes with the first purchase.
ALTER TABLE app_user ADD COLUMN referred_by uuid REFERENCES app_user (id), ADD CHECK (referred_by <> id);
