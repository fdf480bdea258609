-- Withdrawals of credit to USDC (X10). The money leaves the user's credit when they ask, waits in "withdrawals_held", and goes on to
-- "payouts_due" in the transaction that makes the payout.

INSERT INTO ledger_purpose VALUES ('withdrawals_held', 'Withdrawals that wait to be sent', false, 1);
INSERT INTO ledger_account (purpose, may_be_negative) VALUES ('withdrawals_held', false);

-- When the Solana wallet was last bound, changed or taken away: whoever has just taken an account over cannot empty it at once.
ALTER TABLE app_user ADD COLUMN solana_address_changed_at timestamptz;
CREATE FUNCTION app_user_note_wallet() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    NEW.solana_address_changed_at := gem_now();
    RETURN NEW;
END $$;
CREATE TRIGGER app_user_wallet_bound BEFORE INSERT ON app_user
    FOR EACH ROW WHEN (NEW.solana_address IS NOT NULL) EXECUTE FUNCTION app_user_note_wallet();
CREATE TRIGGER app_user_wallet_changed BEFORE UPDATE OF solana_address ON app_user
    FOR EACH ROW WHEN (NEW.solana_address IS DISTINCT FROM OLD.solana_address) EXECUTE FUNCTION app_user_note_wallet();

-- Addresses that a user may withdraw to besides the bound wallet, once confirmed by a code mailed to them.
CREATE TABLE withdrawal_address (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    address text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    confirmed_at timestamptz,
    CONSTRAINT withdrawal_address_once UNIQUE (user_id, address)
);
CREATE TRIGGER withdrawal_address_fixed BEFORE UPDATE OF id, user_id, address, created_at ON withdrawal_address
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a code is good for: an address to withdraw to, or (NULL) signing in. A code for one is none for the other.
ALTER TABLE email_code ADD COLUMN withdrawal_address_id uuid REFERENCES withdrawal_address (id) ON DELETE CASCADE;
CREATE INDEX email_code_by_withdrawal_address ON email_code (withdrawal_address_id) WHERE withdrawal_address_id IS NOT NULL;

-- HELD: waits for the end of its delay, for the worker, or for the treasury. REVIEW: waits for a person. SENDING: there is a payout.
-- FAILED: a person gave up paying it out, and it was credited back.
CREATE TYPE withdrawal_status AS ENUM ('HELD', 'REVIEW', 'SENDING', 'COMPLETED', 'REJECTED', 'CANCELLED', 'FAILED');

CREATE TABLE withdrawal (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    status withdrawal_status NOT NULL,
    amount numeric(20, 6) NOT NULL CHECK (amount >= 1),
    address text NOT NULL,
    hold_until timestamptz, -- the end of the delay; NULL: there is none
    needs_review boolean NOT NULL,
    reviewed_at timestamptz, -- approved by a person
    payout_id uuid UNIQUE REFERENCES payout (id),
    tx_hash text UNIQUE,
    reason text, -- why it came to nothing, for its owner
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    completed_at timestamptz,
    CHECK ((status IN ('SENDING', 'COMPLETED', 'FAILED')) = (payout_id IS NOT NULL)),
    CHECK (payout_id IS NULL OR NOT needs_review OR reviewed_at IS NOT NULL),
    CHECK ((status = 'COMPLETED') = (tx_hash IS NOT NULL)),
    CHECK ((status IN ('COMPLETED', 'REJECTED', 'CANCELLED', 'FAILED')) = (completed_at IS NOT NULL)),
    CHECK (status NOT IN ('REJECTED', 'CANCELLED', 'FAILED') OR reason IS NOT NULL)
);
CREATE INDEX withdrawal_by_user ON withdrawal (user_id, created_at DESC, id DESC);
CREATE INDEX withdrawal_waiting ON withdrawal (created_at) WHERE status IN ('HELD', 'REVIEW');
INSERT INTO state_transition VALUES
    ('withdrawal', 'HELD', 'REVIEW'), ('withdrawal', 'HELD', 'SENDING'), ('withdrawal', 'HELD', 'REJECTED'), ('withdrawal', 'HELD', 'CANCELLED'),
    ('withdrawal', 'REVIEW', 'HELD'), ('withdrawal', 'REVIEW', 'REJECTED'), ('withdrawal', 'REVIEW', 'CANCELLED'),
    ('withdrawal', 'SENDING', 'COMPLETED'), ('withdrawal', 'SENDING', 'FAILED');
CREATE TRIGGER withdrawal_transition BEFORE UPDATE OF status ON withdrawal FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER withdrawal_fixed BEFORE UPDATE OF id, user_id, amount, address, hold_until, needs_review, created_at ON withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER withdrawal_kept BEFORE DELETE OR TRUNCATE ON withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO schedule (name, period) VALUES ('release_withdrawals', '10 seconds');
