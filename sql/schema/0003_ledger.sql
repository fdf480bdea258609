-- Double-entry ledger. A posting changes its account's balance in the same breath (trigger), an entry's postings are inserted by
-- one statement and sum to zero (trigger), and neither is ever changed.
--
-- Signs: what the platform owes is positive. A user who tops up 100 has user_credit +100, and the source of the money -100.

CREATE TABLE ledger_purpose (
    name text PRIMARY KEY,
    description text NOT NULL,
    may_be_negative boolean NOT NULL,
    stripes smallint NOT NULL DEFAULT 1 CHECK (stripes BETWEEN 1 AND 64)
);
INSERT INTO ledger_purpose VALUES
    ('user_credit', 'What the platform owes a user', false, 1),
    ('pack_sales', 'Income from packs sold', true, 32),
    ('adjustment', 'Credit granted or taken by hand, with a reason', true, 1);

-- A platform account that every purchase touches is striped over several rows, so that buyers do not wait for each other; its
-- balance is the sum of its stripes.
CREATE TABLE ledger_account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose text NOT NULL REFERENCES ledger_purpose (name),
    owner_id uuid REFERENCES app_user (id),
    currency text NOT NULL DEFAULT 'USD' CHECK (currency = 'USD'),
    stripe smallint NOT NULL DEFAULT 0,
    may_be_negative boolean NOT NULL,
    balance numeric(20, 6) NOT NULL DEFAULT 0,
    CONSTRAINT ledger_account_balance_not_negative CHECK (may_be_negative OR balance >= 0),
    CONSTRAINT ledger_account_identity UNIQUE NULLS NOT DISTINCT (purpose, owner_id, currency, stripe)
) WITH (fillfactor = 50);

INSERT INTO ledger_account (purpose, stripe, may_be_negative)
    SELECT name, stripe, may_be_negative FROM ledger_purpose, generate_series(0, stripes - 1) AS stripe
    WHERE name <> 'user_credit';

CREATE TABLE ledger_entry (
    id uuid PRIMARY KEY,
    cause_type text NOT NULL,
    cause_id uuid NOT NULL,
    description text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    CONSTRAINT ledger_entry_cause UNIQUE (cause_type, cause_id)
);

CREATE TABLE ledger_posting (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id uuid NOT NULL REFERENCES ledger_entry (id),
    account_id bigint NOT NULL REFERENCES ledger_account (id),
    amount numeric(20, 6) NOT NULL CHECK (amount <> 0),
    balance_after numeric(20, 6) NOT NULL
);
CREATE INDEX ledger_posting_by_account ON ledger_posting (account_id, id DESC);
CREATE INDEX ledger_posting_by_entry ON ledger_posting (entry_id);

CREATE FUNCTION ledger_posting_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE ledger_account SET balance = balance + NEW.amount WHERE id = NEW.account_id
        RETURNING balance INTO NEW.balance_after;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_posting_apply BEFORE INSERT ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_apply();

-- Immediate, not deferred: an entry is balanced when its statement ends, so no later statement can rely on its being mended.
CREATE FUNCTION ledger_posting_balanced() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM posted GROUP BY entry_id HAVING sum(amount) <> 0;
    IF FOUND THEN
        RAISE EXCEPTION 'the postings of an entry must sum to zero'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_posting_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_balanced();

CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The account a posting goes to: a user's own, or the first stripe of a platform account that nobody holds, looked for from
-- `start`; when all are held, it waits for that one.
CREATE FUNCTION ledger_account_for(wanted_purpose text, wanted_owner uuid, start integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    found_id bigint;
    stripe_count smallint;
BEGIN
    IF wanted_owner IS NOT NULL THEN
        SELECT id INTO STRICT found_id FROM ledger_account
          WHERE purpose = wanted_purpose AND owner_id = wanted_owner AND currency = 'USD' AND stripe = 0;
        RETURN found_id;
    END IF;
    SELECT stripes INTO STRICT stripe_count FROM ledger_purpose WHERE name = wanted_purpose;
    FOR i IN 0 .. stripe_count - 1 LOOP
        SELECT id INTO found_id FROM ledger_account
          WHERE purpose = wanted_purpose AND owner_id IS NULL AND currency = 'USD' AND stripe = (start + i) % stripe_count
          FOR NO KEY UPDATE SKIP LOCKED;
        IF FOUND THEN
            RETURN found_id;
        END IF;
    END LOOP;
    SELECT id INTO STRICT found_id FROM ledger_account
      WHERE purpose = wanted_purpose AND owner_id IS NULL AND currency = 'USD' AND stripe = start % stripe_count
      FOR NO KEY UPDATE;
    RETURN found_id;
END $$;

-- Whether everything still adds up, recomputed from the postings alone. One row per fault; none when all is well.
CREATE FUNCTION ledger_faults() RETURNS TABLE (fault text, subject text, detail text)
    LANGUAGE sql STABLE AS $$
    SELECT 'entry_unbalanced', entry_id::text, sum(amount)::text
      FROM ledger_posting GROUP BY entry_id HAVING sum(amount) <> 0
    UNION ALL
    SELECT 'entry_without_postings', entry.id::text, entry.cause_type
      FROM ledger_entry AS entry WHERE NOT EXISTS (SELECT FROM ledger_posting WHERE entry_id = entry.id)
    UNION ALL
    SELECT 'balance_differs', account.id::text, account.balance::text || ' stored, ' || coalesce(sum(amount), 0)::text || ' posted'
      FROM ledger_account AS account LEFT JOIN ledger_posting ON account_id = account.id
      GROUP BY account.id, account.balance HAVING account.balance <> coalesce(sum(amount), 0)
    UNION ALL
    SELECT 'balance_negative', id::text, balance::text
      FROM ledger_account WHERE balance < 0 AND NOT may_be_negative
    UNION ALL
    SELECT 'sum_not_zero', 'all postings', sum(amount)::text FROM ledger_posting HAVING sum(amount) <> 0
$$;
