-- 90,000 more people, so that there are 100,000, each with a deposit; 10,000 more gems, so that there are 100,000; and an administrator.
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO app_user (id, handle, email, avatar_seed, referral_code, created_at)
SELECT ('00000000-0000-4000-8000-' || 100000000000 + n)::uuid, 'visitor-' || n, 'visitor-' || n || '@bench.example', 'seed-' || n, 'V' || n,
       gem_now() - n * interval '1 minute'
FROM generate_series(10000, 99999) AS n;
INSERT INTO ledger_account (purpose, owner_id, may_be_negative) SELECT 'user_credit', id, false FROM app_user WHERE handle LIKE 'visitor-%';
INSERT INTO deposit (id, user_id, method, status, amount, credited, confirmed_at, external_id, payment_intent, created_at)
SELECT gen_random_uuid(), id, 'STRIPE', 'CONFIRMED', 25, 25, created_at, 'cs_bench_' || handle, 'pi_bench_' || handle, created_at FROM app_user;
INSERT INTO nft (id, certificate_number, laboratory, name, collection_id, rarity, pool_id, pool_position, species, shape, carat, fmv, fmv_source, fmv_at)
SELECT gen_random_uuid(), 'LX' || lpad(n::text, 7, '0'), 'IGI', 'Pear ' || n || ', 0.90 ct', '00000000-0000-4000-a000-000000000002', 'COMMON',
       '00000000-0000-4000-b000-000000000006', 50000 + n, 'diamond', 'Pear', 0.9, 12, 'Price list', '2026-01-01'
FROM generate_series(0, 9999) AS n;
INSERT INTO pool_free (pool_id, position, nft_id) SELECT pool_id, pool_position, id FROM nft WHERE certificate_number LIKE 'LX%';
INSERT INTO admin (id, name, role) VALUES ('00000000-0000-4000-f000-000000000001', 'Bench', 'owner');
INSERT INTO admin_session (id, admin_id, expires_at, remote_address, user_agent)
VALUES ('00000000-0000-4000-f000-000000000002', '00000000-0000-4000-f000-000000000001', gem_now() + interval '12 hours', '127.0.0.1', 'bench');
COMMIT;
