CREATE TYPE vault_status AS ENUM ('VAULTED', 'LISTED', 'BUYBACK', 'PROCESSING', 'DELIVERED', 'SOLD');
CREATE TYPE vault_source AS ENUM ('PACK', 'MARKET', 'GRANT');

-- One row per holding: a gem that changes hands closes one row and opens another, so the rows of a gem are its provenance.
CREATE TABLE vault_item (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    nft_id uuid NOT NULL REFERENCES nft (id),
    status vault_status NOT NULL DEFAULT 'VAULTED',
    source vault_source NOT NULL,
    acquired_at timestamptz NOT NULL DEFAULT gem_now(),
    closed_at timestamptz,
    CHECK ((closed_at IS NOT NULL) = (status IN ('DELIVERED', 'SOLD')))
);
-- A gem is in one place only (E32, E38): one open holding …
CREATE UNIQUE INDEX vault_item_one_place ON vault_item (nft_id) WHERE closed_at IS NULL;
CREATE INDEX vault_item_by_gem ON vault_item (nft_id, acquired_at);
CREATE INDEX vault_item_by_user ON vault_item (user_id, acquired_at DESC, id DESC);

INSERT INTO state_transition VALUES
    ('vault_item', 'VAULTED', 'LISTED'), ('vault_item', 'LISTED', 'VAULTED'), ('vault_item', 'LISTED', 'SOLD'),
    ('vault_item', 'VAULTED', 'BUYBACK'), ('vault_item', 'BUYBACK', 'VAULTED'), ('vault_item', 'BUYBACK', 'SOLD'),
    ('vault_item', 'VAULTED', 'SOLD'),
    ('vault_item', 'VAULTED', 'PROCESSING'), ('vault_item', 'PROCESSING', 'VAULTED'), ('vault_item', 'PROCESSING', 'DELIVERED');
CREATE TRIGGER vault_item_transition BEFORE UPDATE OF status ON vault_item
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();

-- … and never at once in a pool and in a vault.
CREATE FUNCTION vault_item_not_in_pool() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM FROM pool_free WHERE nft_id = NEW.nft_id;
    IF FOUND THEN
        RAISE EXCEPTION 'gem % is still in its pool', NEW.nft_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'vault_item_one_place';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER vault_item_not_in_pool AFTER INSERT ON vault_item FOR EACH ROW EXECUTE FUNCTION vault_item_not_in_pool();

CREATE FUNCTION pool_free_not_in_vault() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM FROM placed JOIN vault_item ON vault_item.nft_id = placed.nft_id AND closed_at IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'a gem in a vault cannot be in a pool'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'vault_item_one_place';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER pool_free_not_in_vault AFTER INSERT ON pool_free
    REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION pool_free_not_in_vault();

CREATE TYPE opening_status AS ENUM ('PENDING_PAYMENT', 'PENDING_CONFIRMATION', 'PAID', 'OPENED', 'CANCELLED', 'REFUNDED');
CREATE TYPE payment_method AS ENUM ('CREDIT', 'SOL', 'USDC');

CREATE TABLE opening (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    pack_id uuid NOT NULL REFERENCES pack (id),
    version_id uuid NOT NULL REFERENCES pack_version (id),
    quantity smallint NOT NULL CHECK (quantity BETWEEN 1 AND 10),
    method payment_method NOT NULL,
    status opening_status NOT NULL,
    unit_price numeric(20, 6) NOT NULL CHECK (unit_price > 0),
    total_cost numeric(20, 6) NOT NULL CHECK (total_cost = unit_price * quantity),
    nonce bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    paid_at timestamptz,
    opened_at timestamptz,
    UNIQUE (user_id, nonce)
);
CREATE INDEX opening_to_draw ON opening (paid_at) WHERE status = 'PAID';

INSERT INTO state_transition VALUES
    ('opening', 'PENDING_PAYMENT', 'PENDING_CONFIRMATION'), ('opening', 'PENDING_PAYMENT', 'PAID'),
    ('opening', 'PENDING_PAYMENT', 'CANCELLED'), ('opening', 'PENDING_CONFIRMATION', 'PAID'),
    ('opening', 'PENDING_CONFIRMATION', 'CANCELLED'), ('opening', 'PAID', 'OPENED'), ('opening', 'PAID', 'REFUNDED');
CREATE TRIGGER opening_transition BEFORE UPDATE OF status ON opening
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();

-- What was bought, at what price and with which odds, stays as it was bought.
CREATE TRIGGER opening_fixed BEFORE UPDATE OF id, user_id, pack_id, version_id, quantity, method, unit_price, total_cost, nonce, created_at
    ON opening FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opening_kept BEFORE DELETE OR TRUNCATE ON opening
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Committed seeds (X2): the next one is there, with its hash shown, before any purchase that will use it. The key leaves no room
-- for a second seed under one nonce, and a taken seed stays, so an aborted opening stays visible.
CREATE TABLE fairness_seed (
    user_id uuid NOT NULL REFERENCES app_user (id),
    nonce bigint NOT NULL CHECK (nonce >= 0),
    server_seed bytea NOT NULL CHECK (octet_length(server_seed) = 32),
    server_seed_hash text NOT NULL UNIQUE CHECK (server_seed_hash = encode(sha256(server_seed), 'hex')),
    client_seed text NOT NULL CHECK (client_seed ~ '^[A-Za-z0-9 _-]{1,64}$'),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    opening_id uuid UNIQUE REFERENCES opening (id),
    revealed_at timestamptz,
    PRIMARY KEY (user_id, nonce),
    CHECK (revealed_at IS NULL OR opening_id IS NOT NULL)
);
CREATE UNIQUE INDEX fairness_seed_next ON fairness_seed (user_id) WHERE opening_id IS NULL;

-- Nonces have no gaps, and neither the seed, its hash nor the client seed of a taken row changes.
CREATE FUNCTION fairness_seed_check() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM fairness_seed WHERE user_id = NEW.user_id AND nonce = NEW.nonce - 1;
        IF NEW.nonce > 0 AND NOT FOUND THEN
            RAISE EXCEPTION 'nonces have no gaps' USING ERRCODE = 'check_violation', CONSTRAINT = 'fairness_seed_no_gap';
        END IF;
    ELSIF NEW.server_seed <> OLD.server_seed OR NEW.nonce <> OLD.nonce OR NEW.user_id <> OLD.user_id
          OR (OLD.opening_id IS NOT NULL AND (NEW.client_seed <> OLD.client_seed OR NEW.opening_id IS DISTINCT FROM OLD.opening_id))
          OR OLD.revealed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a commitment does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'fairness_seed_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fairness_seed_check BEFORE INSERT OR UPDATE ON fairness_seed
    FOR EACH ROW EXECUTE FUNCTION fairness_seed_check();
CREATE TRIGGER fairness_seed_kept BEFORE DELETE OR TRUNCATE ON fairness_seed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What each unit drew. A unit for which nothing was left has no gem: its price was given back (E7).
CREATE TABLE opening_unit (
    opening_id uuid NOT NULL REFERENCES opening (id),
    unit smallint NOT NULL CHECK (unit >= 0),
    attempt bigint NOT NULL,
    row integer NOT NULL,
    handed_row integer,
    pool_size bigint,
    start_position bigint,
    position bigint,
    nft_id uuid REFERENCES nft (id),
    vault_item_id uuid UNIQUE REFERENCES vault_item (id),
    PRIMARY KEY (opening_id, unit),
    CHECK (num_nulls(handed_row, pool_size, start_position, position, nft_id, vault_item_id) IN (0, 6))
);
CREATE TRIGGER opening_unit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON opening_unit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
