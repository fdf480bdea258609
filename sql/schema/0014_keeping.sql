-- What several features keep in common: limits of a day, gems off the shelf, gems that come back, and the audit log.

-- How much of something was used on a day (UTC), by a user or by the whole platform (owner_id NULL). Taken in the transaction of its
-- cause, so a limit holds however many try at once.
CREATE TABLE daily_use (
    purpose text NOT NULL,
    owner_id uuid REFERENCES app_user (id),
    day timestamptz NOT NULL, -- its first moment
    used numeric(20, 6) NOT NULL CHECK (used >= 0),
    CONSTRAINT daily_use_identity UNIQUE NULLS NOT DISTINCT (purpose, owner_id, day)
);

-- E56: off the shelf a gem is not drawn; who owns it keeps it.
ALTER TABLE nft ADD COLUMN on_shelf boolean NOT NULL DEFAULT true;

-- A gem that the platform bought back waits in its pool again, at its own position, unless it is off the shelf: whoever takes it off at
-- this moment goes before or after. What was delivered stays with its owner.
CREATE FUNCTION pool_return(returned_nft uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO pool_free (pool_id, position, nft_id)
    SELECT pool_id, pool_position, id FROM nft
     WHERE id = returned_nft AND on_shelf
       AND NOT EXISTS (SELECT FROM vault_item WHERE nft_id = returned_nft AND status = 'DELIVERED') FOR SHARE OF nft
$$;

-- Who did what by hand, with what was there before and after. Each row's hash covers the row before it, so nothing can be changed or
-- taken out unseen.
CREATE TABLE audit_log (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,          -- 'gemctl', or an administrator's id
    action text NOT NULL,         -- 'buyback.approve'
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    before jsonb,
    after jsonb,
    remote_address text NOT NULL DEFAULT '',
    request_id text NOT NULL DEFAULT '',
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);
CREATE INDEX audit_log_by_subject ON audit_log (subject_type, subject_id, id DESC);
CREATE INDEX audit_log_by_actor ON audit_log (actor, id DESC);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- SHA-256 over the hash before (empty for the first) and the row as one JSON array.
CREATE FUNCTION audit_hash(hash_before text, entry audit_log) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(hash_before || jsonb_build_array(entry.id, extract(epoch FROM entry.at), entry.actor, entry.action,
        entry.subject_type, entry.subject_id, entry.before, entry.after, entry.remote_address, entry.request_id)::text, 'UTF8')), 'hex')
$$;

-- One row after the other: whoever writes next waits for this transaction, so numbers have no gaps and the chain one end.
CREATE FUNCTION audit_log_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    last_id bigint;
    last_hash text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit_log', 0));
    SELECT id, hash INTO last_id, last_hash FROM audit_log ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last_id, 0) + 1;
    NEW.at := gem_now();
    NEW.hash := audit_hash(coalesce(last_hash, ''), NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_chain BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_chain();

-- Rows that do not follow from the one before them; none when all is well.
CREATE FUNCTION audit_faults() RETURNS TABLE (id bigint, fault text)
    LANGUAGE sql STABLE AS $$
    SELECT entry.id, CASE WHEN entry.id <> coalesce(entry.id_before, 0) + 1 THEN 'a row is missing before it' ELSE 'changed' END
      FROM (SELECT audit_log.*, lag(audit_log.id) OVER turn AS id_before, lag(hash) OVER turn AS hash_before FROM audit_log
            WINDOW turn AS (ORDER BY audit_log.id)) AS entry
      JOIN audit_log AS stored ON stored.id = entry.id
     WHERE entry.id <> coalesce(entry.id_before, 0) + 1 OR stored.hash <> audit_hash(coalesce(entry.hash_before, ''), stored)
     ORDER BY entry.id
$$;

-- For the files that follow, which may use these values.
ALTER TYPE quote_purpose ADD VALUE 'TRADE';
ALTER TYPE chain_payment_outcome ADD VALUE 'TRADE' AFTER 'DEPOSIT';
