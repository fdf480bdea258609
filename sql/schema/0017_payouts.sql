-- Money out on Solana. A payout is what we owe and to whom; each signed transaction for it is an attempt, stored before it is sent. There
-- is at most one attempt that may still land.

INSERT INTO ledger_purpose VALUES
    ('payouts_due', 'Payouts on their way', false, 1),
    ('network_fees', 'Fees and rent paid to Solana', true, 1);
INSERT INTO ledger_account (purpose, may_be_negative)
    SELECT name, may_be_negative FROM ledger_purpose WHERE name IN ('payouts_due', 'network_fees');

CREATE TYPE payout_cause AS ENUM ('BUYBACK', 'WITHDRAWAL', 'RETURN'); -- RETURN: of an unmatched payment
-- REVIEW: three attempts came to nothing (E35), a person decides. CANCELLED: a person gave up, and the money went back to where it came
-- from.
CREATE TYPE payout_status AS ENUM ('PENDING', 'SENDING', 'COMPLETED', 'REVIEW', 'CANCELLED');

CREATE TABLE payout (
    id uuid PRIMARY KEY,
    cause payout_cause NOT NULL,
    cause_id uuid NOT NULL,
    user_id uuid REFERENCES app_user (id),
    status payout_status NOT NULL DEFAULT 'PENDING',
    asset asset NOT NULL,
    recipient text NOT NULL,
    usd numeric(20, 6) NOT NULL CHECK (usd > 0), -- owed
    amount bigint CHECK (amount > 0),            -- lamports or base units; NULL: SOL for the dollars, at the price when it is signed
    source text NOT NULL REFERENCES ledger_purpose (name), -- who paid for it, and gets it back should it be cancelled
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    attempts_allowed integer NOT NULL DEFAULT 3 CHECK (attempts <= attempts_allowed),
    problem text,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    completed_at timestamptz,
    CHECK (amount IS NOT NULL OR asset = 'SOL'),
    CHECK ((status IN ('COMPLETED', 'CANCELLED')) = (completed_at IS NOT NULL))
);
-- What was cancelled may be asked for again.
CREATE UNIQUE INDEX payout_once ON payout (cause, cause_id) WHERE status <> 'CANCELLED';
CREATE INDEX payout_by_user ON payout (user_id, created_at DESC, id DESC);
CREATE INDEX payout_open ON payout (created_at) WHERE status IN ('PENDING', 'SENDING', 'REVIEW');
CREATE INDEX payout_completed ON payout (completed_at) WHERE status = 'COMPLETED';
INSERT INTO state_transition VALUES
    ('payout', 'PENDING', 'SENDING'), ('payout', 'PENDING', 'REVIEW'), ('payout', 'PENDING', 'CANCELLED'),
    ('payout', 'SENDING', 'COMPLETED'), ('payout', 'PENDING', 'COMPLETED'), ('payout', 'SENDING', 'PENDING'), ('payout', 'SENDING', 'REVIEW'),
    ('payout', 'REVIEW', 'PENDING'), ('payout', 'REVIEW', 'CANCELLED');
CREATE TRIGGER payout_transition BEFORE UPDATE OF status ON payout FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER payout_fixed BEFORE UPDATE OF id, cause, cause_id, user_id, asset, recipient, usd, amount, source, created_at ON payout
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_kept BEFORE DELETE OR TRUNCATE ON payout FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TYPE payout_attempt_status AS ENUM ('SIGNED', 'COMPLETED', 'FAILED', 'EXPIRED');

CREATE TABLE payout_attempt (
    id uuid PRIMARY KEY,
    payout_id uuid NOT NULL REFERENCES payout (id),
    attempt integer NOT NULL CHECK (attempt > 0),
    status payout_attempt_status NOT NULL DEFAULT 'SIGNED',
    signature text NOT NULL UNIQUE,
    transaction text NOT NULL, -- base64: just these bytes are sent, as often as it takes
    last_valid_block_height bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    sol_price numeric(20, 6),  -- USD of one SOL by which amount and fee are valued
    fee bigint CHECK (fee >= 0), -- lamports, rent included, once it has landed
    problem text,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    sent_at timestamptz,
    closed_at timestamptz,
    UNIQUE (payout_id, attempt),
    CHECK (status <> 'COMPLETED' OR fee IS NOT NULL),
    CHECK ((status = 'SIGNED') = (closed_at IS NULL))
);
CREATE UNIQUE INDEX payout_attempt_one_open ON payout_attempt (payout_id) WHERE status = 'SIGNED';
CREATE UNIQUE INDEX payout_attempt_pays_once ON payout_attempt (payout_id) WHERE status = 'COMPLETED';
INSERT INTO state_transition VALUES
    ('payout_attempt', 'SIGNED', 'COMPLETED'), ('payout_attempt', 'SIGNED', 'FAILED'), ('payout_attempt', 'SIGNED', 'EXPIRED'),
    ('payout_attempt', 'EXPIRED', 'COMPLETED'); -- given up for lost, and landed after all
CREATE TRIGGER payout_attempt_transition BEFORE UPDATE OF status ON payout_attempt FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER payout_attempt_fixed BEFORE UPDATE OF id, payout_id, attempt, signature, transaction, last_valid_block_height, amount, sol_price, created_at
    ON payout_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_attempt_kept BEFORE DELETE OR TRUNCATE ON payout_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- E34: what may still be promised in an asset: what the chain was last seen to hold, less what is on its way or has left since. SOL for
-- dollars counts at the price of now.
CREATE FUNCTION payout_room(wanted asset, sol_price numeric) RETURNS bigint
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(seen.on_chain, 0) - coalesce((
        SELECT sum(coalesce(amount, ceil(usd * 1000000000 / sol_price))) FROM payout
         WHERE asset = wanted AND (status IN ('PENDING', 'SENDING', 'REVIEW') OR (status = 'COMPLETED' AND completed_at >= seen.checked_at))), 0)
      FROM (SELECT 1) AS one
      LEFT JOIN LATERAL (SELECT on_chain, checked_at FROM treasury_check WHERE asset = wanted ORDER BY id DESC LIMIT 1) AS seen ON true
$$;

-- Makes a payout, one transaction after the other, so that the last dollar is promised once. What became of it: MADE, SHORT (nothing was
-- made) or NO_PRICE.
CREATE FUNCTION payout_create(id uuid, cause payout_cause, cause_id uuid, user_id uuid, asset asset, recipient text, usd numeric,
                              amount bigint, source text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    sol_price numeric := (SELECT current.usd FROM price_current('SOL') AS current);
BEGIN
    IF asset = 'SOL' AND sol_price IS NULL THEN
        RETURN 'NO_PRICE';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('payout', 0));
    IF payout_room(asset, sol_price) < coalesce(amount, ceil(usd * 1000000000 / sol_price)) THEN
        RETURN 'SHORT';
    END IF;
    INSERT INTO payout (id, cause, cause_id, user_id, asset, recipient, usd, amount, source)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
    RETURN 'MADE';
END $$;


-- A payment whose return was cancelled waits for a person again.
CREATE OR REPLACE FUNCTION chain_payment_check() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.outcome = 'UNMATCHED' AND NEW.outcome = 'RESOLVED' THEN
        RETURN NEW;
    END IF;
    PERFORM FROM payout WHERE cause = 'RETURN' AND cause_id = OLD.id AND status <> 'CANCELLED';
    IF OLD.outcome = 'RESOLVED' AND NEW.outcome = 'UNMATCHED' AND OLD.user_id IS NULL AND NOT FOUND THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'only an unmatched payment can be resolved, once'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_payment_transition';
END $$;

INSERT INTO schedule (name, period) VALUES ('watch_payouts', '1 minute');

-- What may be promised follows what the chain was last seen to hold: a first top-up should not have to wait.
UPDATE schedule SET period = '1 minute' WHERE name = 'check_treasury';
