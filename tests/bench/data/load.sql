-- What the benchmark reads and sells: 10,000 buyers with credit, 2,500 of them with 20 gems each in their vault, 40,000 gems to draw,
-- eight packs. Ids are counted up, so that pgbench can make one from a number. Run by the superuser on an empty database.
BEGIN;
SET LOCAL session_replication_role = replica; -- no triggers: a second instead of a minute

INSERT INTO app_user (id, handle, email, avatar_seed, referral_code)
SELECT ('00000000-0000-4000-8000-' || 100000000000 + n)::uuid, 'buyer-' || n, 'buyer-' || n || '@bench.example', 'seed-' || n, 'R' || n
FROM generate_series(0, 9999) AS n;

INSERT INTO user_session (id, user_id, expires_at)
SELECT ('00000000-0000-4000-9000-' || 100000000000 + n)::uuid, ('00000000-0000-4000-8000-' || 100000000000 + n)::uuid,
       gem_now() + interval '24 hours'
FROM generate_series(0, 9999) AS n;

INSERT INTO ledger_account (purpose, owner_id, may_be_negative) SELECT 'user_credit', id, false FROM app_user ORDER BY id;

INSERT INTO collection (id, name)
VALUES ('00000000-0000-4000-a000-000000000001', 'Drawn diamonds'), ('00000000-0000-4000-a000-000000000002', 'Held diamonds');

CREATE TABLE bench_pool (rarity rarity, weight integer, collection_id uuid, pool_id uuid, gems integer, fmv numeric);
INSERT INTO bench_pool VALUES
    ('COMMON', 6000, '00000000-0000-4000-a000-000000000001', '00000000-0000-4000-b000-000000000001', 24000, 15),
    ('UNCOMMON', 2500, '00000000-0000-4000-a000-000000000001', '00000000-0000-4000-b000-000000000002', 10000, 40),
    ('RARE', 1000, '00000000-0000-4000-a000-000000000001', '00000000-0000-4000-b000-000000000003', 4000, 120),
    ('EPIC', 400, '00000000-0000-4000-a000-000000000001', '00000000-0000-4000-b000-000000000004', 1600, 500),
    ('LEGENDARY', 100, '00000000-0000-4000-a000-000000000001', '00000000-0000-4000-b000-000000000005', 400, 3000),
    ('COMMON', 0, '00000000-0000-4000-a000-000000000002', '00000000-0000-4000-b000-000000000006', 50000, 15);

INSERT INTO pool (id, collection_id, rarity, size) SELECT pool_id, collection_id, rarity, gems FROM bench_pool;

INSERT INTO nft (id, certificate_number, laboratory, name, collection_id, rarity, pool_id, pool_position, species, shape, carat, cut,
                 color, clarity, length_mm, width_mm, depth_mm, depth_percent, table_percent, fmv, fmv_source, fmv_at)
SELECT gen_random_uuid(), 'LG' || right(pool_id::text, 2) || lpad(n::text, 7, '0'), 'IGI', 'Round brilliant ' || n || ', 1.05 ct E VS1',
       collection_id, rarity, pool_id, n, 'diamond', 'Round', 1.05, 'Ideal', 'E', 'VS1', 6.51, 6.54, 4.02, 61.6, 57.0,
       fmv + n % 10, 'Price list', '2026-01-01'
FROM bench_pool, generate_series(0, gems - 1) AS n;

INSERT INTO vault_item (id, user_id, nft_id, source, acquired_at)
SELECT gen_random_uuid(), ('00000000-0000-4000-8000-' || 100000000000 + pool_position % 2500)::uuid, id, 'GRANT',
       '2026-01-01'::timestamptz + pool_position * interval '1 minute'
FROM nft WHERE collection_id = '00000000-0000-4000-a000-000000000002';
COMMIT;

BEGIN;
INSERT INTO pack_series (id, name) VALUES ('00000000-0000-4000-a000-000000000003', 'Benchmark series');
INSERT INTO pack (id, series_id, name, description, price, xp_reward, max_supply)
SELECT ('00000000-0000-4000-c000-' || 100000000000 + n)::uuid, '00000000-0000-4000-a000-000000000003', 'Diamond pack ' || n,
       'A pack of certified diamonds', 25, 5, 1000000000
FROM generate_series(1, 8) AS n;
INSERT INTO pack_version (id, pack_id, version, version_hash)
SELECT ('00000000-0000-4000-d000-' || right(id::text, 12))::uuid, id, 1, encode(sha256(name::bytea), 'hex') FROM pack;
INSERT INTO pack_version_row (version_id, row, pool_id, drop_rate, fmv_min, fmv_max)
SELECT pack_version.id, row_number() OVER (PARTITION BY pack_version.id ORDER BY weight DESC) - 1, pool_id, weight, fmv, fmv + 9
FROM pack_version, bench_pool WHERE weight > 0;
UPDATE pack SET status = 'ACTIVE', version_id = ('00000000-0000-4000-d000-' || right(id::text, 12))::uuid;
INSERT INTO pool_statistics (pool_id, available, average_fmv) SELECT pool_id, gems, fmv + 4.5 FROM bench_pool
ON CONFLICT (pool_id) DO UPDATE SET available = excluded.available, average_fmv = excluded.average_fmv;
COMMIT;
