-- Money in the console: credit adjusted by hand with a second person above a limit, and what its pages stand on.

-- APPLIED: booked, with this id as the cause. One person may do that alone up to a limit (GEM_ADJUSTMENT_ALONE); else the one who decides is
-- not the one who asked.
CREATE TYPE adjustment_status AS ENUM ('PENDING', 'APPLIED', 'REFUSED');

CREATE TABLE adjustment_request (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    amount numeric(20, 6) NOT NULL CHECK (amount <> 0), -- negative: taken
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 3 AND 500),
    alone boolean NOT NULL,
    status adjustment_status NOT NULL,
    asked_by uuid NOT NULL REFERENCES admin (id),
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    decided_by uuid REFERENCES admin (id),
    decided_at timestamptz,
    decision text, -- why it was refused
    version bigint NOT NULL DEFAULT 1,
    CHECK ((status = 'PENDING') = (decided_by IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((status = 'REFUSED') = (decision IS NOT NULL)),
    CHECK (NOT alone OR (status = 'APPLIED' AND decided_by = asked_by)),
    CONSTRAINT adjustment_second_person CHECK (alone OR status <> 'APPLIED' OR decided_by <> asked_by)
);
CREATE INDEX adjustment_by_age ON adjustment_request (created_at DESC, id DESC);
CREATE INDEX adjustment_by_user ON adjustment_request (user_id, created_at DESC, id DESC);
CREATE INDEX adjustment_by_asker ON adjustment_request (asked_by, created_at) WHERE alone;
CREATE INDEX adjustment_waiting ON adjustment_request (created_at) WHERE status = 'PENDING';
INSERT INTO state_transition VALUES ('adjustment_request', 'PENDING', 'APPLIED'), ('adjustment_request', 'PENDING', 'REFUSED');
CREATE TRIGGER adjustment_request_transition BEFORE UPDATE OF status ON adjustment_request
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER adjustment_request_version BEFORE UPDATE OF status ON adjustment_request
    FOR EACH ROW EXECUTE FUNCTION bump_version();
CREATE TRIGGER adjustment_request_fixed BEFORE UPDATE OF id, user_id, amount, reason, alone, asked_by, created_at ON adjustment_request
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER adjustment_request_kept BEFORE DELETE OR TRUNCATE ON adjustment_request
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What an administrator decides about is decided once: the version counts its states (E57).
ALTER TABLE deposit ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER deposit_version BEFORE UPDATE OF status ON deposit
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION bump_version();
ALTER TABLE buyback ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER buyback_version BEFORE UPDATE OF status ON buyback
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION bump_version();
ALTER TABLE payout ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER payout_version BEFORE UPDATE OF status ON payout
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION bump_version();
ALTER TABLE withdrawal ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER withdrawal_version BEFORE UPDATE OF status ON withdrawal
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION bump_version();
ALTER TABLE chain_payment ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER chain_payment_version BEFORE UPDATE OF outcome ON chain_payment
    FOR EACH ROW WHEN (OLD.outcome <> NEW.outcome) EXECUTE FUNCTION bump_version();

-- A person's word about a deposit in REVIEW is final: Stripe says the same of it each time it is asked.
ALTER TABLE deposit ADD COLUMN reviewed_at timestamptz;

-- A webhook can be handled again by hand.
INSERT INTO state_transition VALUES ('webhook_event', 'DONE', 'QUEUED'), ('webhook_event', 'IGNORED', 'QUEUED');

-- The user that a person means: by id, e-mail or handle.
CREATE FUNCTION user_named(wanted text) RETURNS uuid
    LANGUAGE sql STABLE AS $$
    SELECT id FROM app_user WHERE id = CASE WHEN wanted ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN wanted::uuid END
    UNION ALL SELECT id FROM app_user WHERE email = lower(wanted)
    UNION ALL SELECT id FROM app_user WHERE handle = wanted
    LIMIT 1
$$;

-- JSON text to be read by people; NULL for what is none.
CREATE FUNCTION json_indented(body text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN jsonb_pretty(body::jsonb);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

-- The console's lists, newest first, whole and by what they are mostly filtered by.
CREATE INDEX deposit_by_age ON deposit (created_at DESC, id DESC);
CREATE INDEX deposit_by_status ON deposit (status, created_at DESC, id DESC);
CREATE INDEX chain_payment_by_age ON chain_payment (created_at DESC, id DESC);
CREATE INDEX chain_payment_by_outcome ON chain_payment (outcome, created_at DESC, id DESC);
CREATE INDEX chain_payment_by_user ON chain_payment (user_id, created_at DESC, id DESC);
CREATE INDEX chain_transaction_by_age ON chain_transaction (seen_at DESC, id DESC);
CREATE INDEX chain_transaction_by_status ON chain_transaction (status, seen_at DESC, id DESC);
CREATE INDEX payout_by_age ON payout (created_at DESC, id DESC);
CREATE INDEX payout_by_status ON payout (status, created_at DESC, id DESC);
CREATE INDEX withdrawal_by_age ON withdrawal (created_at DESC, id DESC);
CREATE INDEX withdrawal_by_status ON withdrawal (status, created_at DESC, id DESC);
CREATE INDEX buyback_by_age ON buyback (created_at DESC, id DESC);
CREATE INDEX buyback_by_status ON buyback (status, created_at DESC, id DESC);
CREATE INDEX ledger_entry_by_age ON ledger_entry (created_at DESC, id DESC);
CREATE INDEX ledger_entry_by_type ON ledger_entry (cause_type, created_at DESC, id DESC);
CREATE INDEX ledger_entry_by_cause ON ledger_entry (cause_id);
CREATE INDEX webhook_event_newest ON webhook_event (received_at DESC, id DESC);
CREATE INDEX webhook_event_by_status ON webhook_event (status, received_at DESC, id DESC);
CREATE INDEX job_by_age ON job (created_at DESC, id DESC);
CREATE INDEX job_dead ON job (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX ledger_check_newest ON ledger_check (checked_at DESC, id DESC);
