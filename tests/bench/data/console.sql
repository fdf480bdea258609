-- 90,000 more people, so that there are 100,000, each with a deposit; 10,000 more gems, so that there are 100,000; 67 days of packs sold,
-- 200,000 in all; and an administrator.
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
INSERT INTO opening (id, user_id, pack_id, version_id, quantity, method, status, unit_price, total_cost, nonce, created_at, paid_at, opened_at)
SELECT ('00000000-0000-4000-e100-' || 100000000000 + n)::uuid, ('00000000-0000-4000-8000-' || 100000000000 + n / 2)::uuid,
       ('00000000-0000-4000-c000-' || 100000000001 + n % 8)::uuid, ('00000000-0000-4000-d000-' || 100000000001 + n % 8)::uuid,
       1, 'CREDIT', 'OPENED', 25, 25, 1000000 + n % 2, at, at, at
FROM generate_series(0, 199999) AS n CROSS JOIN LATERAL (SELECT gem_now() - n * interval '29 seconds' AS at) AS past;
INSERT INTO ledger_entry (id, cause_type, cause_id, description, created_at)
SELECT ('00000000-0000-4000-e200-' || right(id::text, 12))::uuid, 'opening', id, 'A pack', created_at FROM opening WHERE nonce >= 1000000;
INSERT INTO ledger_posting (entry_id, account_id, amount, balance_after)
SELECT ('00000000-0000-4000-e200-' || right(opening.id::text, 12))::uuid, account.id, -25, 0
FROM opening JOIN ledger_account AS account ON owner_id = user_id WHERE nonce >= 1000000
UNION ALL SELECT ('00000000-0000-4000-e200-' || right(opening.id::text, 12))::uuid, account.id, 25, 0
FROM opening JOIN ledger_account AS account ON purpose = 'pack_sales' AND stripe = nonce % 2 WHERE nonce >= 1000000;
-- Ten thousand people and their credit came within a second: that is no day like others.
UPDATE app_user SET created_at = created_at - interval '1 day' WHERE handle LIKE 'buyer-%';
UPDATE ledger_entry SET created_at = created_at - interval '1 day' WHERE cause_type <> 'opening';
DELETE FROM dashboard_day; -- of the empty platform
INSERT INTO admin (id, name, role) VALUES ('00000000-0000-4000-f000-000000000001', 'Bench', 'owner');
INSERT INTO admin_session (id, admin_id, expires_at, remote_address, user_agent)
VALUES ('00000000-0000-4000-f000-000000000002', '00000000-0000-4000-f000-000000000001', gem_now() + interval '12 hours', '127.0.0.1', 'bench');
COMMIT;
