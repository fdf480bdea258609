CREATE TYPE rarity AS ENUM ('COMMON', 'UNCOMMON', 'RARE', 'EPIC', 'LEGENDARY');

CREATE TABLE collection (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT gem_now()
);

-- Where gems wait to be drawn: one pool for each collection and rarity. Its order is a shuffle fixed at import and committed to by
-- hash (pool_commitment), so nobody can move a stone once a draw is due.
CREATE TABLE pool (
    id uuid PRIMARY KEY,
    collection_id uuid NOT NULL REFERENCES collection (id),
    rarity rarity NOT NULL,
    size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    CONSTRAINT pool_identity UNIQUE (collection_id, rarity)
);

-- Each import appends to a pool. order_hash = SHA-256 over the previous order_hash (hexadecimal, empty for the first) and the
-- certificate numbers in order of position, each followed by a newline.
CREATE TABLE pool_commitment (
    pool_id uuid NOT NULL REFERENCES pool (id),
    size bigint NOT NULL CHECK (size > 0),
    order_hash text NOT NULL CHECK (order_hash ~ '^[0-9a-f]{64}$'),
    committed_at timestamptz NOT NULL DEFAULT gem_now(),
    PRIMARY KEY (pool_id, size)
);
CREATE TRIGGER pool_commitment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pool_commitment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE nft (
    id uuid PRIMARY KEY,
    certificate_number text NOT NULL UNIQUE,
    laboratory text NOT NULL,
    name text NOT NULL,
    collection_id uuid NOT NULL REFERENCES collection (id),
    rarity rarity NOT NULL,
    pool_id uuid NOT NULL REFERENCES pool (id),
    pool_position bigint NOT NULL CHECK (pool_position >= 0),
    species text NOT NULL,
    shape text NOT NULL,
    carat numeric(6, 2) NOT NULL CHECK (carat > 0),
    cut text,
    color text,
    clarity text,
    length_mm numeric(6, 2) CHECK (length_mm > 0),
    width_mm numeric(6, 2) CHECK (width_mm > 0),
    depth_mm numeric(6, 2) CHECK (depth_mm > 0),
    depth_percent numeric(4, 1),
    table_percent numeric(4, 1),
    fmv numeric(20, 6) NOT NULL CHECK (fmv > 0),
    fmv_source text NOT NULL,
    fmv_at timestamptz NOT NULL,
    image_url text,
    imported_at timestamptz NOT NULL DEFAULT gem_now(),
    CONSTRAINT nft_pool_position UNIQUE (pool_id, pool_position)
);

-- What the order of a pool was committed to with.
CREATE TRIGGER nft_position_fixed BEFORE UPDATE OF certificate_number, pool_id, pool_position ON nft
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a gem was worth, when, and who says so.
CREATE TABLE nft_fmv (
    nft_id uuid NOT NULL REFERENCES nft (id),
    observed_at timestamptz NOT NULL,
    fmv numeric(20, 6) NOT NULL CHECK (fmv > 0),
    source text NOT NULL,
    PRIMARY KEY (nft_id, observed_at)
);
CREATE TRIGGER nft_fmv_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON nft_fmv
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The gems still to be drawn. A draw deletes its row; a gem that comes back is inserted again at its own position. Kept thin: every
-- opening writes here.
CREATE TABLE pool_free (
    pool_id uuid NOT NULL,
    position bigint NOT NULL,
    nft_id uuid NOT NULL UNIQUE REFERENCES nft (id),
    PRIMARY KEY (pool_id, position),
    FOREIGN KEY (pool_id, position) REFERENCES nft (pool_id, pool_position)
);

-- What is left in a pool and what it is worth, for expected values; refreshed by a schedule, never used by a draw.
CREATE TABLE pool_statistics (
    pool_id uuid PRIMARY KEY REFERENCES pool (id),
    available bigint NOT NULL,
    average_fmv numeric(20, 6),
    refreshed_at timestamptz NOT NULL DEFAULT gem_now()
);
