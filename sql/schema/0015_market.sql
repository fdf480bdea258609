-- The secondary market: listings, offers, and the trades they end in.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

INSERT INTO ledger_purpose VALUES
    ('market_fees', 'Income from sales on the market', true, 16),
    ('user_escrow', 'What buyers have set aside for offers', false, 1);
INSERT INTO ledger_account (purpose, stripe, may_be_negative)
    SELECT name, stripe, may_be_negative FROM ledger_purpose, generate_series(0, stripes - 1) AS stripe WHERE name = 'market_fees';

-- RESERVED: for one buyer, who is paying on chain or has had an offer accepted; nobody else can buy, change or withdraw it meanwhile.
CREATE TYPE listing_status AS ENUM ('ACTIVE', 'RESERVED', 'SOLD', 'DELISTED');

CREATE TABLE listing (
    id uuid PRIMARY KEY,
    vault_item_id uuid NOT NULL REFERENCES vault_item (id),
    nft_id uuid NOT NULL REFERENCES nft (id),
    seller_id uuid NOT NULL REFERENCES app_user (id),
    status listing_status NOT NULL DEFAULT 'ACTIVE',
    asking_price numeric(20, 6) NOT NULL CHECK (asking_price > 0),
    fmv numeric(20, 6) NOT NULL CHECK (fmv > 0), -- when the price was set
    reserved_for uuid REFERENCES app_user (id),
    -- E31: the gem as it was offered; the buyer gets this.
    name text NOT NULL,
    collection_id uuid NOT NULL REFERENCES collection (id),
    collection text NOT NULL,
    rarity rarity NOT NULL,
    certificate text NOT NULL,
    carat numeric(6, 2) NOT NULL,
    image_url text NOT NULL,
    attributes jsonb NOT NULL,
    words tsvector NOT NULL GENERATED ALWAYS AS
        (to_tsvector('simple', name || ' ' || collection || ' ' || certificate || ' ' || coalesce(attributes ->> 'species', '') || ' ' ||
                     coalesce(attributes ->> 'shape', '') || ' ' || coalesce(attributes ->> 'color', ''))) STORED,
    listed_at timestamptz NOT NULL DEFAULT gem_now(),
    closed_at timestamptz,
    CONSTRAINT listing_price_floor CHECK (asking_price >= fmv * 0.5), -- E24
    CHECK ((status = 'RESERVED') = (reserved_for IS NOT NULL)),
    CHECK (reserved_for <> seller_id),
    CHECK ((status IN ('SOLD', 'DELISTED')) = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX listing_once ON listing (vault_item_id) WHERE status IN ('ACTIVE', 'RESERVED');
CREATE INDEX listing_newest ON listing (listed_at DESC, id DESC) WHERE status = 'ACTIVE';
CREATE INDEX listing_by_price ON listing (asking_price, id) WHERE status = 'ACTIVE';
CREATE INDEX listing_by_fmv ON listing (fmv, id) WHERE status = 'ACTIVE';
CREATE INDEX listing_by_seller ON listing (seller_id, listed_at DESC, id DESC);
CREATE INDEX listing_by_words ON listing USING gin (words) WHERE status = 'ACTIVE';
CREATE INDEX listing_by_similar_name ON listing USING gin (name gin_trgm_ops) WHERE status = 'ACTIVE';

INSERT INTO state_transition VALUES
    ('listing', 'ACTIVE', 'RESERVED'), ('listing', 'RESERVED', 'ACTIVE'), ('listing', 'ACTIVE', 'SOLD'), ('listing', 'RESERVED', 'SOLD'),
    ('listing', 'ACTIVE', 'DELISTED');
CREATE TRIGGER listing_transition BEFORE UPDATE OF status ON listing FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER listing_fixed BEFORE UPDATE OF id, vault_item_id, nft_id, seller_id, name, collection_id, collection, rarity, certificate, carat,
    image_url, attributes, listed_at ON listing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER listing_kept BEFORE DELETE OR TRUNCATE ON listing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An item is LISTED exactly while it has an open listing, by its owner; looked at when the transaction ends.
CREATE FUNCTION listing_agrees() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    item uuid := CASE TG_TABLE_NAME WHEN 'vault_item' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'vault_item_id')::uuid END;
BEGIN
    PERFORM FROM vault_item AS held LEFT JOIN listing AS open ON open.vault_item_id = held.id AND open.status IN ('ACTIVE', 'RESERVED')
      WHERE held.id = item AND ((held.status = 'LISTED') <> (open.id IS NOT NULL) OR open.seller_id <> held.user_id);
    IF FOUND THEN
        RAISE EXCEPTION 'vault item % and its listing disagree', item USING ERRCODE = 'check_violation', CONSTRAINT = 'listing_agrees';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER listing_agrees AFTER INSERT OR UPDATE OF status ON listing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION listing_agrees();
CREATE CONSTRAINT TRIGGER vault_item_listing_agrees AFTER UPDATE OF status ON vault_item
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status = 'LISTED' OR NEW.status = 'LISTED') EXECUTE FUNCTION listing_agrees();

-- ACCEPTED: the gem is reserved for the buyer, who has until pay_by to pay (E27); an escrowed offer goes from PENDING to COMPLETED.
CREATE TYPE offer_status AS ENUM ('PENDING', 'ACCEPTED', 'COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED');

CREATE TABLE offer (
    id uuid PRIMARY KEY,
    listing_id uuid NOT NULL REFERENCES listing (id),
    seller_id uuid NOT NULL REFERENCES app_user (id),
    buyer_id uuid NOT NULL REFERENCES app_user (id),
    status offer_status NOT NULL DEFAULT 'PENDING',
    price numeric(20, 6) NOT NULL CHECK (price >= 1),
    asking_price numeric(20, 6) NOT NULL, -- when the offer was made
    escrowed boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    expires_at timestamptz NOT NULL,
    pay_by timestamptz,
    closed_at timestamptz,
    closed_reason text, -- for people: 'rejected', 'listing sold', 'not paid' …
    CONSTRAINT offer_below_asking CHECK (price < asking_price),   -- E26
    CONSTRAINT offer_not_to_oneself CHECK (buyer_id <> seller_id), -- E28
    CHECK ((status IN ('PENDING', 'ACCEPTED')) = (closed_at IS NULL)),
    CHECK (status <> 'ACCEPTED' OR pay_by IS NOT NULL)
);
CREATE UNIQUE INDEX offer_one_active ON offer (listing_id, buyer_id) WHERE status IN ('PENDING', 'ACCEPTED'); -- E30
CREATE UNIQUE INDEX offer_one_accepted ON offer (listing_id) WHERE status = 'ACCEPTED';
CREATE INDEX offer_by_buyer ON offer (buyer_id, created_at DESC, id DESC);
CREATE INDEX offer_by_seller ON offer (seller_id, created_at DESC, id DESC);
CREATE INDEX offer_to_expire ON offer (expires_at) WHERE status = 'PENDING';
CREATE INDEX offer_to_lapse ON offer (pay_by) WHERE status = 'ACCEPTED';
INSERT INTO state_transition VALUES
    ('offer', 'PENDING', 'ACCEPTED'), ('offer', 'PENDING', 'COMPLETED'), ('offer', 'PENDING', 'REJECTED'), ('offer', 'PENDING', 'CANCELLED'),
    ('offer', 'PENDING', 'EXPIRED'), ('offer', 'ACCEPTED', 'COMPLETED'), ('offer', 'ACCEPTED', 'CANCELLED');
CREATE TRIGGER offer_transition BEFORE UPDATE OF status ON offer FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER offer_fixed BEFORE UPDATE OF id, listing_id, seller_id, buyer_id, price, asking_price, escrowed, created_at, expires_at ON offer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_kept BEFORE DELETE OR TRUNCATE ON offer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One purchase of a listing that is paid on chain: its payment_quote has its id, and the listing is reserved until it ends.
CREATE TYPE market_purchase_status AS ENUM ('PENDING_PAYMENT', 'COMPLETED', 'CANCELLED');

CREATE TABLE market_purchase (
    id uuid PRIMARY KEY,
    listing_id uuid NOT NULL REFERENCES listing (id),
    offer_id uuid REFERENCES offer (id),
    buyer_id uuid NOT NULL REFERENCES app_user (id),
    method payment_method NOT NULL CHECK (method <> 'CREDIT'),
    price numeric(20, 6) NOT NULL CHECK (price > 0),
    status market_purchase_status NOT NULL DEFAULT 'PENDING_PAYMENT',
    created_at timestamptz NOT NULL DEFAULT gem_now(),
    closed_at timestamptz,
    CHECK ((status = 'PENDING_PAYMENT') = (closed_at IS NULL))
);
CREATE UNIQUE INDEX market_purchase_one_open ON market_purchase (listing_id) WHERE status = 'PENDING_PAYMENT';
CREATE INDEX market_purchase_by_buyer ON market_purchase (buyer_id, created_at DESC, id DESC);
INSERT INTO state_transition VALUES
    ('market_purchase', 'PENDING_PAYMENT', 'COMPLETED'), ('market_purchase', 'PENDING_PAYMENT', 'CANCELLED');
CREATE TRIGGER market_purchase_transition BEFORE UPDATE OF status ON market_purchase FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER market_purchase_fixed BEFORE UPDATE OF id, listing_id, offer_id, buyer_id, method, price, created_at ON market_purchase
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER market_purchase_kept BEFORE DELETE OR TRUNCATE ON market_purchase FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A listing is RESERVED exactly while one buyer has an accepted offer for it, or pays on chain for it at its price; who pays on chain for an
-- offer pays for that accepted one. Looked at when the transaction ends.
CREATE FUNCTION listing_reservation_agrees() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    wanted uuid := CASE TG_TABLE_NAME WHEN 'listing' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'listing_id')::uuid END;
BEGIN
    PERFORM FROM listing
      LEFT JOIN offer ON offer.listing_id = listing.id AND offer.status = 'ACCEPTED'
      LEFT JOIN market_purchase AS purchase ON purchase.listing_id = listing.id AND purchase.status = 'PENDING_PAYMENT'
      WHERE listing.id = wanted
        AND ((listing.status = 'RESERVED') <> (offer.id IS NOT NULL OR purchase.id IS NOT NULL)
             OR offer.buyer_id <> listing.reserved_for OR purchase.buyer_id <> listing.reserved_for
             OR (purchase.id IS NOT NULL AND purchase.offer_id IS DISTINCT FROM offer.id));
    IF FOUND THEN
        RAISE EXCEPTION 'listing % and what it is reserved for disagree', wanted
            USING ERRCODE = 'check_violation', CONSTRAINT = 'listing_reservation_agrees';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER listing_reservation_agrees AFTER INSERT OR UPDATE OF status, reserved_for ON listing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION listing_reservation_agrees();
CREATE CONSTRAINT TRIGGER offer_reservation_agrees AFTER UPDATE OF status ON offer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status = 'ACCEPTED' OR NEW.status = 'ACCEPTED')
    EXECUTE FUNCTION listing_reservation_agrees();
CREATE CONSTRAINT TRIGGER market_purchase_reservation_agrees AFTER INSERT OR UPDATE OF status ON market_purchase
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION listing_reservation_agrees();

-- Offers as people see them: one whose time is over is so at once, whenever its row is closed.
CREATE VIEW offer_shown AS
SELECT offer.id, offer.listing_id, offer.seller_id, offer.buyer_id, buyer.handle AS buyer_handle, offer.price AS offer_price_usd, offer.escrowed,
       CASE WHEN offer.status = 'PENDING' AND offer.expires_at <= gem_now() THEN 'EXPIRED'
            WHEN offer.status = 'ACCEPTED' AND offer.pay_by <= gem_now()
                 AND NOT EXISTS (SELECT FROM market_purchase AS paying WHERE paying.listing_id = offer.listing_id AND paying.status = 'PENDING_PAYMENT')
                 THEN 'CANCELLED'
            ELSE offer.status END AS status,
       offer.created_at, offer.expires_at, offer.pay_by, offer.closed_reason, listing.name AS listing_name, listing.rarity AS listing_rarity,
       listing.image_url AS listing_image_url, listing.asking_price AS listing_asking_price_usd, listing.status AS listing_status
FROM offer JOIN app_user AS buyer ON buyer.id = offer.buyer_id JOIN listing ON listing.id = offer.listing_id;

CREATE TABLE trade (
    id uuid PRIMARY KEY,
    listing_id uuid NOT NULL UNIQUE REFERENCES listing (id),
    offer_id uuid UNIQUE REFERENCES offer (id),
    nft_id uuid NOT NULL REFERENCES nft (id),
    seller_id uuid NOT NULL REFERENCES app_user (id),
    buyer_id uuid NOT NULL REFERENCES app_user (id),
    method payment_method NOT NULL,
    price numeric(20, 6) NOT NULL CHECK (price > 0),
    fee numeric(20, 6) NOT NULL CHECK (fee = trunc(price * 0.02, 6)), -- shares are rounded down: money.h
    seller_item_id uuid NOT NULL UNIQUE REFERENCES vault_item (id),
    buyer_item_id uuid NOT NULL UNIQUE REFERENCES vault_item (id),
    traded_at timestamptz NOT NULL DEFAULT gem_now(),
    CHECK (seller_id <> buyer_id)
);
CREATE INDEX trade_by_gem ON trade (nft_id, traded_at DESC, id DESC);
CREATE INDEX trade_by_seller ON trade (seller_id, traded_at DESC, id DESC);
CREATE INDEX trade_by_buyer ON trade (buyer_id, traded_at DESC, id DESC);
CREATE INDEX trade_newest ON trade (traded_at DESC, id DESC);
CREATE TRIGGER trade_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trade FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE INDEX app_user_frozen ON app_user (id) WHERE status = 'FROZEN'; -- what they offer is left out of every search
CREATE INDEX listing_by_gem ON listing (nft_id, listed_at);
CREATE INDEX listing_sold ON listing (collection_id, rarity) WHERE status = 'SOLD';

-- Does a listing fit what is looked for? NULL: anything. Simple enough for the planner to put in its place.
CREATE FUNCTION listing_fits(listing listing, wanted_rarity rarity, wanted_collection uuid, least_price numeric, greatest_price numeric,
                             least_carat numeric, greatest_carat numeric) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (wanted_rarity IS NULL OR listing.rarity = wanted_rarity)
       AND (wanted_collection IS NULL OR listing.collection_id = wanted_collection)
       AND (least_price IS NULL OR listing.asking_price >= least_price) AND (greatest_price IS NULL OR listing.asking_price <= greatest_price)
       AND (least_carat IS NULL OR listing.carat >= least_carat) AND (greatest_carat IS NULL OR listing.carat <= greatest_carat)
$$;

-- A listing as everybody may see it.
CREATE VIEW listing_shown AS
SELECT listing.id, listing.vault_item_id, listing.nft_id, listing.name AS snapshot_name, listing.collection AS snapshot_collection,
       listing.rarity AS snapshot_rarity, listing.certificate AS snapshot_certificate, listing.image_url AS snapshot_image_url,
       listing.attributes ->> 'laboratory' AS snapshot_attributes_laboratory, listing.attributes ->> 'species' AS snapshot_attributes_species,
       listing.attributes ->> 'shape' AS snapshot_attributes_shape, listing.attributes ->> 'carat' AS snapshot_attributes_carat,
       listing.attributes ->> 'cut' AS snapshot_attributes_cut, listing.attributes ->> 'color' AS snapshot_attributes_color,
       listing.attributes ->> 'clarity' AS snapshot_attributes_clarity, listing.attributes ->> 'length_mm' AS snapshot_attributes_length_mm,
       listing.attributes ->> 'width_mm' AS snapshot_attributes_width_mm, listing.attributes ->> 'depth_mm' AS snapshot_attributes_depth_mm,
       listing.attributes ->> 'depth_percent' AS snapshot_attributes_depth_percent,
       listing.attributes ->> 'table_percent' AS snapshot_attributes_table_percent,
       seller.id AS seller_id, seller.handle AS seller_handle, seller.status = 'ACTIVE' AS seller_active,
       listing.asking_price AS asking_price_usd, listing.fmv, listing.status, listing.listed_at
FROM listing JOIN app_user AS seller ON seller.id = listing.seller_id;

CREATE VIEW trade_shown AS
SELECT trade.id, trade.nft_id, trade.price AS price_usd, trade.fee AS fee_usd, trade.traded_at,
       seller.id AS seller_id, seller.handle AS seller_handle, buyer.id AS buyer_id, buyer.handle AS buyer_handle
FROM trade JOIN app_user AS seller ON seller.id = trade.seller_id JOIN app_user AS buyer ON buyer.id = trade.buyer_id;

-- A gem as its holder has it: one bought on the market is the gem that was offered, whatever its record says by now (E31).
CREATE VIEW vault_item_shown AS
SELECT item.id, item.nft_id, coalesce(bought.name, nft.name) AS name, coalesce(bought.collection, collection.name) AS collection,
       coalesce(bought.rarity, nft.rarity) AS rarity, nft.fmv, item.status, item.source, item.acquired_at,
       coalesce(bought.image_url, nft.image_url, '/api/nfts/' || nft.id || '/image') AS image_url, open.id AS listing_id,
       coalesce(bought.certificate, nft.certificate_number) AS certificate,
       CASE WHEN bought.id IS NULL THEN nft.laboratory ELSE bought.attributes ->> 'laboratory' END AS attributes_laboratory,
       CASE WHEN bought.id IS NULL THEN nft.species ELSE bought.attributes ->> 'species' END AS attributes_species,
       CASE WHEN bought.id IS NULL THEN nft.shape ELSE bought.attributes ->> 'shape' END AS attributes_shape,
       CASE WHEN bought.id IS NULL THEN nft.carat::text ELSE bought.attributes ->> 'carat' END AS attributes_carat,
       CASE WHEN bought.id IS NULL THEN nft.cut ELSE bought.attributes ->> 'cut' END AS attributes_cut,
       CASE WHEN bought.id IS NULL THEN nft.color ELSE bought.attributes ->> 'color' END AS attributes_color,
       CASE WHEN bought.id IS NULL THEN nft.clarity ELSE bought.attributes ->> 'clarity' END AS attributes_clarity,
       CASE WHEN bought.id IS NULL THEN nft.length_mm::text ELSE bought.attributes ->> 'length_mm' END AS attributes_length_mm,
       CASE WHEN bought.id IS NULL THEN nft.width_mm::text ELSE bought.attributes ->> 'width_mm' END AS attributes_width_mm,
       CASE WHEN bought.id IS NULL THEN nft.depth_mm::text ELSE bought.attributes ->> 'depth_mm' END AS attributes_depth_mm,
       CASE WHEN bought.id IS NULL THEN nft.depth_percent::text ELSE bought.attributes ->> 'depth_percent' END AS attributes_depth_percent,
       CASE WHEN bought.id IS NULL THEN nft.table_percent::text ELSE bought.attributes ->> 'table_percent' END AS attributes_table_percent
FROM vault_item AS item
JOIN nft ON nft.id = item.nft_id
JOIN collection ON collection.id = nft.collection_id
LEFT JOIN listing AS open ON open.vault_item_id = item.id AND open.status IN ('ACTIVE', 'RESERVED')
LEFT JOIN trade ON trade.buyer_item_id = item.id
LEFT JOIN listing AS bought ON bought.id = trade.listing_id;

DROP INDEX chain_payment_pays_once;
CREATE UNIQUE INDEX chain_payment_pays_once ON chain_payment (quote_id) WHERE outcome IN ('OPENING', 'DEPOSIT', 'TRADE');

INSERT INTO schedule (name, period) VALUES ('expire_offers', '10 seconds');
