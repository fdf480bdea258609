-- The platform buys gems back at 85 % of their value: on request, after a review, or at once for credit.

INSERT INTO ledger_purpose VALUES ('buyback_cost', 'Paid for gems bought back', true, 16);
INSERT INTO ledger_account (purpose, stripe, may_be_negative)
    SELECT name, stripe, may_be_negative FROM ledger_purpose, generate_series(0, stripes - 1) AS stripe WHERE name = 'buyback_cost';

-- APPROVED: the gem is the platform's, the money owed; COMPLETED once it has arrived. FAILED: a person gave up paying it out, and it was
-- credited instead.
CREATE TYPE buyback_status AS ENUM ('PENDING', 'APPROVED', 'COMPLETED', 'REJECTED', 'CANCELLED', 'FAILED');

CREATE TABLE buyback (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id),
    vault_item_id uuid NOT NULL REFERENCES vault_item (id),
    nft_id uuid NOT NULL REFERENCES nft (id),
    instant boolean NOT NULL,
    status buyback_status NOT NULL DEFAULT 'PENDING',
    fmv numeric(20, 6) NOT NULL CHECK (fmv > 0),                          -- E33: at the request
    rate integer NOT NULL CHECK (rate BETWEEN 1 AND 10000),               -- hundredths of a percent
    price numeric(20, 6) NOT NULL CHECK (price > 0 AND price = trunc(fmv * rate / 10000, 6)),
    payout payment_method NOT NULL,
    address text, -- forgotten when the account is closed, unless it was paid to
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    decided_at timestamptz,
    completed_at timestamptz, -- when the money was with the user
    reason text,              -- of a rejection or a failure, for the owner
    tx_hash text,             -- of the payout that arrived
    CHECK (CASE WHEN payout = 'CREDIT' THEN address IS NULL ELSE address IS NOT NULL OR status IN ('CANCELLED', 'REJECTED') END),
    CHECK (NOT instant OR (payout = 'CREDIT' AND status = 'COMPLETED')),
    CHECK ((status = 'PENDING') = (decided_at IS NULL)),
    CHECK ((status IN ('COMPLETED', 'FAILED')) = (completed_at IS NOT NULL)),
    CHECK ((status IN ('REJECTED', 'FAILED')) = (reason IS NOT NULL)),
    CHECK ((status = 'COMPLETED' AND payout <> 'CREDIT') = (tx_hash IS NOT NULL))
);
CREATE UNIQUE INDEX buyback_one_open ON buyback (vault_item_id) WHERE status IN ('PENDING', 'APPROVED');
CREATE INDEX buyback_by_user ON buyback (user_id, created_at DESC, id DESC);
CREATE INDEX buyback_to_review ON buyback (created_at) WHERE status = 'PENDING';
INSERT INTO state_transition VALUES
    ('buyback', 'PENDING', 'APPROVED'), ('buyback', 'PENDING', 'COMPLETED'), ('buyback', 'PENDING', 'REJECTED'),
    ('buyback', 'PENDING', 'CANCELLED'), ('buyback', 'APPROVED', 'COMPLETED'), ('buyback', 'APPROVED', 'FAILED');
CREATE TRIGGER buyback_transition BEFORE UPDATE OF status ON buyback FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER buyback_fixed BEFORE UPDATE OF id, user_id, vault_item_id, nft_id, instant, fmv, rate, price, payout, created_at ON buyback
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER buyback_address_fixed BEFORE UPDATE OF address ON buyback
    FOR EACH ROW WHEN (NEW.address IS NOT NULL AND NEW.address IS DISTINCT FROM OLD.address) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER buyback_kept BEFORE DELETE OR TRUNCATE ON buyback FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An item is in BUYBACK exactly while a request for it is PENDING; looked at when the transaction ends.
CREATE FUNCTION buyback_agrees() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    item uuid := CASE TG_TABLE_NAME WHEN 'vault_item' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'vault_item_id')::uuid END;
BEGIN
    PERFORM FROM vault_item AS held LEFT JOIN buyback AS open ON open.vault_item_id = held.id AND open.status = 'PENDING'
      WHERE held.id = item AND ((held.status = 'BUYBACK') <> (open.id IS NOT NULL) OR open.user_id <> held.user_id);
    IF FOUND THEN
        RAISE EXCEPTION 'vault item % and its buyback disagree', item USING ERRCODE = 'check_violation', CONSTRAINT = 'buyback_agrees';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER buyback_agrees AFTER INSERT OR UPDATE OF status ON buyback
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION buyback_agrees();
CREATE CONSTRAINT TRIGGER vault_item_buyback_agrees AFTER UPDATE OF status ON vault_item
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status = 'BUYBACK' OR NEW.status = 'BUYBACK') EXECUTE FUNCTION buyback_agrees();
