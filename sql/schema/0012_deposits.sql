-- Top-ups, and what can be taken back from them: refunds and disputes.

INSERT INTO ledger_purpose VALUES
    ('stripe', 'Money at Stripe', true),
    ('refunds_due', 'Refunds on their way to cards', false),
    ('user_debt', 'What a user owes after money was taken back that is spent', true);
INSERT INTO ledger_account (purpose, may_be_negative)
    SELECT name, may_be_negative FROM ledger_purpose WHERE name IN ('stripe', 'refunds_due');

CREATE TYPE deposit_method AS ENUM ('STRIPE', 'USDC', 'SOL');
-- REVIEW: what was paid is not what was asked for; a person looks at it.
CREATE TYPE deposit_status AS ENUM ('PENDING', 'CONFIRMED', 'FAILED', 'EXPIRED', 'REVIEW', 'REFUNDED', 'DISPUTED');

CREATE TABLE deposit (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    method deposit_method NOT NULL,
    status deposit_status NOT NULL DEFAULT 'PENDING',
    amount numeric(20, 6) NOT NULL CHECK (amount > 0), -- asked for
    credited numeric(20, 6) CHECK (credited > 0),      -- what came
    external_id text UNIQUE,    -- Stripe's session, or the transaction's signature
    payment_intent text UNIQUE, -- Stripe's payment
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    confirmed_at timestamptz,
    checked_at timestamptz,
    problem text,
    CHECK ((credited IS NOT NULL) = (confirmed_at IS NOT NULL)),
    CHECK (status NOT IN ('CONFIRMED', 'REFUNDED', 'DISPUTED') OR credited IS NOT NULL)
);
CREATE INDEX deposit_by_user ON deposit (user_id, created_at DESC, id DESC);
CREATE INDEX deposit_pending ON deposit (created_at) WHERE status = 'PENDING';
INSERT INTO state_transition VALUES
    ('deposit', 'PENDING', 'CONFIRMED'), ('deposit', 'PENDING', 'FAILED'), ('deposit', 'PENDING', 'EXPIRED'), ('deposit', 'PENDING', 'REVIEW'),
    ('deposit', 'FAILED', 'CONFIRMED'), ('deposit', 'EXPIRED', 'CONFIRMED'), ('deposit', 'FAILED', 'REVIEW'), ('deposit', 'EXPIRED', 'REVIEW'),
    ('deposit', 'REVIEW', 'CONFIRMED'), ('deposit', 'REVIEW', 'FAILED'),
    ('deposit', 'CONFIRMED', 'REFUNDED'), ('deposit', 'CONFIRMED', 'DISPUTED'), ('deposit', 'DISPUTED', 'CONFIRMED'),
    ('deposit', 'REFUNDED', 'CONFIRMED'), ('deposit', 'REFUNDED', 'DISPUTED');
CREATE TRIGGER deposit_transition BEFORE UPDATE OF status ON deposit FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER deposit_fixed BEFORE UPDATE OF id, user_id, method, amount, created_at ON deposit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deposit_kept BEFORE DELETE OR TRUNCATE ON deposit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TYPE refund_status AS ENUM ('REQUESTED', 'PENDING', 'SUCCEEDED', 'FAILED');
CREATE TYPE refund_origin AS ENUM ('PLATFORM', 'STRIPE'); -- STRIPE: made at their side

-- Money going back to a card. What was taken from the user's credit, and what the user owes because it was spent, is kept apart.
CREATE TABLE card_refund (
    id uuid PRIMARY KEY,
    deposit_id uuid NOT NULL REFERENCES deposit (id),
    origin refund_origin NOT NULL,
    status refund_status NOT NULL DEFAULT 'REQUESTED',
    amount numeric(20, 6) NOT NULL CHECK (amount > 0),
    from_credit numeric(20, 6) NOT NULL CHECK (from_credit >= 0),
    external_id text UNIQUE,
    reason text NOT NULL,
    problem text,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    CHECK (from_credit <= amount)
);
CREATE INDEX card_refund_by_deposit ON card_refund (deposit_id);
INSERT INTO state_transition VALUES
    ('card_refund', 'REQUESTED', 'PENDING'), ('card_refund', 'REQUESTED', 'SUCCEEDED'), ('card_refund', 'REQUESTED', 'FAILED'),
    ('card_refund', 'PENDING', 'SUCCEEDED'), ('card_refund', 'PENDING', 'FAILED'), ('card_refund', 'SUCCEEDED', 'FAILED');
CREATE TRIGGER card_refund_transition BEFORE UPDATE OF status ON card_refund FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER card_refund_fixed BEFORE UPDATE OF id, deposit_id, origin, amount, from_credit, created_at ON card_refund
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER card_refund_kept BEFORE DELETE OR TRUNCATE ON card_refund FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TYPE dispute_status AS ENUM ('OPEN', 'WON', 'LOST');

-- A cardholder's bank took the money back (X13): the credit it paid for goes with it, and the account is frozen.
CREATE TABLE card_dispute (
    id uuid PRIMARY KEY,
    deposit_id uuid NOT NULL REFERENCES deposit (id),
    external_id text NOT NULL UNIQUE,
    status dispute_status NOT NULL DEFAULT 'OPEN',
    amount numeric(20, 6) NOT NULL CHECK (amount > 0),
    from_credit numeric(20, 6) NOT NULL CHECK (from_credit >= 0),
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    closed_at timestamptz,
    CHECK (from_credit <= amount)
);
CREATE INDEX card_dispute_by_deposit ON card_dispute (deposit_id);
INSERT INTO state_transition VALUES ('card_dispute', 'OPEN', 'WON'), ('card_dispute', 'OPEN', 'LOST');
CREATE TRIGGER card_dispute_transition BEFORE UPDATE OF status ON card_dispute FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER card_dispute_fixed BEFORE UPDATE OF id, deposit_id, external_id, amount, from_credit, created_at ON card_dispute
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER card_dispute_kept BEFORE DELETE OR TRUNCATE ON card_dispute FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How far Stripe's own list of events has been read (E16).
CREATE TABLE stripe_reading (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    read_until timestamptz NOT NULL DEFAULT gem_now()
);
INSERT INTO stripe_reading DEFAULT VALUES;

INSERT INTO schedule (name, period) VALUES ('reconcile_stripe', '5 minutes');
