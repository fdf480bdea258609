-- The catalogue in the console: versions of gems, packs and series, batches that were uploaded, and the indexes of the console's lists.

ALTER TABLE nft ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER nft_version BEFORE UPDATE OF name, laboratory, species, shape, carat, cut, color, clarity, length_mm, width_mm, depth_mm,
    depth_percent, table_percent, fmv, fmv_source, fmv_at, image_url, on_shelf ON nft FOR EACH ROW EXECUTE FUNCTION bump_version();

ALTER TABLE pack_series ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER pack_series_version BEFORE UPDATE OF name, description ON pack_series FOR EACH ROW EXECUTE FUNCTION bump_version();

-- Of what administrators see of a pack, its current odds included; not to be mistaken for the version of the odds.
ALTER TABLE pack ADD COLUMN version bigint NOT NULL DEFAULT 1;
CREATE TRIGGER pack_version_count BEFORE UPDATE OF series_id, name, description, price, xp_reward, max_supply, status, image_gradient,
    cover_image_url, version_id ON pack FOR EACH ROW EXECUTE FUNCTION bump_version();

-- E56: whether the gem is on the shelf is asked with its row locked, so a gem that comes back while it is taken off the shelf is not
-- left in its pool: either this waits and sees it, or the other waits and finds it there.
CREATE OR REPLACE FUNCTION pool_return(returned_nft uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO pool_free (pool_id, position, nft_id)
    SELECT pool_id, pool_position, id FROM nft WHERE id = returned_nft AND on_shelf FOR SHARE
$$;

-- More of a pack to sell, spread over its stripes; never less. They are locked in the order in which buyers lock them.
CREATE FUNCTION pack_supply_grow(grown_pack uuid, units bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF units < 0 THEN
        RAISE EXCEPTION 'supply only grows' USING ERRCODE = 'check_violation', CONSTRAINT = 'pack_supply_grows';
    END IF;
    UPDATE pack SET max_supply = max_supply + units WHERE id = grown_pack AND units > 0;
    PERFORM FROM pack_supply WHERE pack_id = grown_pack ORDER BY stripe FOR NO KEY UPDATE;
    UPDATE pack_supply SET remaining = remaining + units / 16 + CASE WHEN stripe < units % 16 THEN 1 ELSE 0 END
      WHERE pack_id = grown_pack AND units > 0;
END $$;

-- A batch that was uploaded and looked through, to be imported as a second step (E55). Its text is let go of once it is imported.
CREATE TABLE nft_batch (
    id uuid PRIMARY KEY,
    admin_id uuid NOT NULL REFERENCES admin (id),
    file_name text NOT NULL,
    content text,
    stones bigint NOT NULL CHECK (stones >= 0),
    pools bigint NOT NULL CHECK (pools >= 0),
    total_fmv numeric(20, 6) NOT NULL CHECK (total_fmv >= 0),
    faults bigint NOT NULL CHECK (faults >= 0),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    queued_at timestamptz, -- a large one is imported by the worker
    problem text,          -- why it could not be imported after all
    imported_at timestamptz,
    milliseconds bigint, -- that the import took
    CHECK (imported_at IS NULL OR faults = 0)
);
CREATE INDEX nft_batch_by_age ON nft_batch (created_at DESC, id DESC);

-- The faults that are shown of it: the first ones.
CREATE TABLE nft_batch_fault (
    batch_id uuid NOT NULL REFERENCES nft_batch (id) ON DELETE CASCADE,
    place bigint NOT NULL,
    row bigint, -- from 1; NULL: not of one row
    field text NOT NULL,
    problem text NOT NULL,
    PRIMARY KEY (batch_id, place)
);

CREATE INDEX nft_by_age ON nft (imported_at DESC, id DESC);
CREATE INDEX nft_by_value ON nft (fmv, id);
CREATE INDEX nft_by_collection ON nft (collection_id, rarity, imported_at DESC, id DESC);
CREATE INDEX nft_off_shelf ON nft (id) WHERE NOT on_shelf;
CREATE INDEX nft_by_text ON nft USING gin (name gin_trgm_ops, certificate_number gin_trgm_ops);
CREATE INDEX nft_by_words ON nft USING gin (to_tsvector('simple', name || ' ' || species || ' ' || shape || ' ' || laboratory || ' '
    || coalesce(cut, '') || ' ' || coalesce(color, '') || ' ' || coalesce(clarity, '')));
CREATE INDEX vault_item_by_rare_status ON vault_item (status, nft_id) WHERE status IN ('LISTED', 'BUYBACK', 'PROCESSING', 'DELIVERED');

-- Gems as the console lists them, with the one place where each is.
CREATE VIEW gem_place AS
SELECT nft.id, nft.certificate_number AS certificate, nft.laboratory, nft.name, nft.collection_id, collection.name AS collection, nft.rarity,
       nft.species, nft.shape, nft.carat, nft.cut, nft.color, nft.clarity, nft.length_mm, nft.width_mm, nft.depth_mm, nft.depth_percent,
       nft.table_percent, nft.fmv AS fmv_usd, nft.fmv_source, nft.fmv_at, nft.image_url, nft.imported_at, nft.on_shelf, nft.pool_id,
       nft.pool_position, nft.version,
       coalesce((SELECT CASE held.status WHEN 'VAULTED' THEN 'OWNED' ELSE held.status::text END FROM vault_item AS held
                  WHERE held.nft_id = nft.id AND held.closed_at IS NULL),
                (SELECT 'IN_POOL' FROM pool_free WHERE pool_free.nft_id = nft.id),
                (SELECT 'DELIVERED' FROM vault_item AS sent WHERE sent.nft_id = nft.id AND sent.status = 'DELIVERED' LIMIT 1),
                'OFF_SHELF') AS state
FROM nft JOIN collection ON collection.id = nft.collection_id;
