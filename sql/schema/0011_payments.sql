-- Payments on Solana: what was asked for (quotes), what was seen on chain (transactions), and what became of the money (payments).

INSERT INTO ledger_purpose VALUES
    ('solana_usdc', 'USDC in the treasury', true),
    ('solana_sol', 'SOL in the treasury, at what it was worth when it came', true),
    ('payment_difference', 'What payments were over or under their price within the tolerance', true),
    ('unmatched_payments', 'Payments that wait for a person to say whose they are', false);
INSERT INTO ledger_account (purpose, may_be_negative)
    SELECT name, may_be_negative FROM ledger_purpose
    WHERE name IN ('solana_usdc', 'solana_sol', 'payment_difference', 'unmatched_payments');

CREATE TYPE asset AS ENUM ('SOL', 'USDC');
CREATE TYPE quote_purpose AS ENUM ('OPENING', 'DEPOSIT');
CREATE TYPE quote_status AS ENUM ('OPEN', 'PAID', 'EXPIRED');

-- A price held for a while, and how its payment will be told from others: by a reference made for it alone. It has the id of what it
-- pays for.
CREATE TABLE payment_quote (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    purpose quote_purpose NOT NULL,
    status quote_status NOT NULL DEFAULT 'OPEN',
    asset asset NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0), -- lamports or base units of USDC
    usd numeric(20, 6) NOT NULL CHECK (usd > 0),
    recipient text NOT NULL,
    mint text,
    reference text NOT NULL UNIQUE,
    memo text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    CHECK ((mint IS NULL) = (asset = 'SOL'))
);
CREATE INDEX payment_quote_open ON payment_quote (expires_at) WHERE status = 'OPEN';
CREATE INDEX payment_quote_open_by_user ON payment_quote (user_id) WHERE status = 'OPEN';
-- The first late payment of a deposit still pays its quote, so that the next one is known to be another.
INSERT INTO state_transition VALUES
    ('payment_quote', 'OPEN', 'PAID'), ('payment_quote', 'OPEN', 'EXPIRED'), ('payment_quote', 'EXPIRED', 'PAID');
CREATE TRIGGER payment_quote_transition BEFORE UPDATE OF status ON payment_quote
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER payment_quote_fixed BEFORE UPDATE OF id, user_id, purpose, asset, amount, usd, recipient, mint, reference, memo, created_at,
    expires_at ON payment_quote FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_quote_kept BEFORE DELETE OR TRUNCATE ON payment_quote FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TYPE chain_transaction_status AS ENUM ('SEEN', 'SETTLED', 'FAILED', 'IRRELEVANT', 'NOT_FOUND');
CREATE TYPE chain_transaction_source AS ENUM ('CONFIRM', 'WEBHOOK', 'SWEEP');

-- Every transaction that may have brought money, by whoever told of it first. Only the chain itself says what it did.
CREATE TABLE chain_transaction (
    id uuid PRIMARY KEY,
    signature text NOT NULL UNIQUE CHECK (signature ~ '^[1-9A-HJ-NP-Za-km-z]{64,88}$'),
    source chain_transaction_source NOT NULL,
    status chain_transaction_status NOT NULL DEFAULT 'SEEN',
    seen_at timestamptz NOT NULL DEFAULT gem_now(),
    checked_at timestamptz,
    slot bigint,
    block_time timestamptz,
    payer text,
    problem text
);
CREATE INDEX chain_transaction_unsettled ON chain_transaction (seen_at) WHERE status IN ('SEEN', 'FAILED', 'NOT_FOUND');
INSERT INTO state_transition VALUES
    ('chain_transaction', 'SEEN', 'SETTLED'), ('chain_transaction', 'SEEN', 'FAILED'), ('chain_transaction', 'SEEN', 'IRRELEVANT'),
    ('chain_transaction', 'SEEN', 'NOT_FOUND'), ('chain_transaction', 'NOT_FOUND', 'SEEN'), ('chain_transaction', 'NOT_FOUND', 'SETTLED'),
    ('chain_transaction', 'NOT_FOUND', 'FAILED'), ('chain_transaction', 'NOT_FOUND', 'IRRELEVANT'),
    ('chain_transaction', 'FAILED', 'SETTLED');
CREATE TRIGGER chain_transaction_transition BEFORE UPDATE OF status ON chain_transaction
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER chain_transaction_kept BEFORE DELETE OR TRUNCATE ON chain_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A buyer's word that a transaction pays for a quote. A hint to look there, never a proof.
CREATE TABLE payment_claim (
    quote_id uuid NOT NULL REFERENCES payment_quote (id),
    transaction_id uuid NOT NULL REFERENCES chain_transaction (id),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    PRIMARY KEY (quote_id, transaction_id)
);
CREATE INDEX payment_claim_by_transaction ON payment_claim (transaction_id);

CREATE TYPE chain_payment_outcome AS ENUM ('OPENING', 'DEPOSIT', 'CREDIT', 'UNMATCHED', 'RESOLVED', 'SENT');

-- Every change of the treasury's balances and what became of it: the amounts of an asset add up to what the treasury holds of it.
CREATE TABLE chain_payment (
    id uuid PRIMARY KEY,
    transaction_id uuid NOT NULL REFERENCES chain_transaction (id),
    mint text NOT NULL,   -- 'SOL' for the chain's own coin
    asset asset,          -- NULL: a token we do not know and give nothing for
    amount bigint NOT NULL CHECK (amount <> 0),
    payer text,
    outcome chain_payment_outcome NOT NULL,
    usd numeric(20, 6), -- what was booked
    quote_id uuid REFERENCES payment_quote (id),
    user_id uuid REFERENCES app_user (id),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    resolved_at timestamptz,
    resolution text,
    CONSTRAINT chain_payment_once UNIQUE (transaction_id, mint),
    CHECK ((amount < 0) = (outcome = 'SENT')),
    CHECK (outcome NOT IN ('OPENING', 'DEPOSIT', 'CREDIT') OR (user_id IS NOT NULL AND usd IS NOT NULL)),
    CHECK ((outcome = 'RESOLVED') = (resolved_at IS NOT NULL))
);
CREATE UNIQUE INDEX chain_payment_pays_once ON chain_payment (quote_id) WHERE outcome IN ('OPENING', 'DEPOSIT');
CREATE INDEX chain_payment_unmatched ON chain_payment (created_at) WHERE outcome = 'UNMATCHED';
CREATE FUNCTION chain_payment_check() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.outcome <> 'UNMATCHED' OR NEW.outcome <> 'RESOLVED' THEN
        RAISE EXCEPTION 'only an unmatched payment can be resolved, once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_payment_transition';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER chain_payment_transition BEFORE UPDATE ON chain_payment FOR EACH ROW EXECUTE FUNCTION chain_payment_check();
CREATE TRIGGER chain_payment_fixed BEFORE UPDATE OF id, transaction_id, mint, asset, amount, payer, usd, quote_id, created_at ON chain_payment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER chain_payment_kept BEFORE DELETE OR TRUNCATE ON chain_payment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How far the treasury's addresses have been read. Nodes may show a transaction late, so every sweep reads the last minutes again: from
-- `last_signature`, which follows `newer_signature`, the newest of some minutes ago. What happened before this platform began is not its
-- concern.
CREATE TABLE treasury_sweep (
    address text PRIMARY KEY,
    last_signature text,
    newer_signature text,
    newer_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT gem_now(),
    swept_at timestamptz
);

-- What the sweep's own sum and the chain say of the treasury.
CREATE TABLE treasury_check (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asset asset NOT NULL,
    recorded bigint NOT NULL,
    on_chain bigint NOT NULL,
    checked_at timestamptz NOT NULL DEFAULT gem_now()
);

-- A payment that turned out not to be one leaves its opening to be paid.
INSERT INTO state_transition VALUES ('opening', 'PENDING_CONFIRMATION', 'PENDING_PAYMENT');

INSERT INTO schedule (name, period) VALUES
    ('sweep_treasury', '5 seconds'), ('expire_quotes', '5 seconds'), ('recheck_payments', '5 minutes'), ('check_treasury', '5 minutes');
