// Each program's database role can do its part and nothing else. Every statement runs in a transaction that is rolled back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { newPack } from './support/catalogue.mjs';
import { expectStatus } from './support/client.mjs';
import { environment, sql } from './support/server.mjs';
import { newUser } from './support/users.mjs';

const roles = ['API', 'WORKER', 'ADMIN', 'HOOKS'];
const clients = {};
const rows = {};

before(async () => {
  for (const role of roles) {
    clients[role] = new pg.Client({ connectionString: environment[`GEM_DATABASE_URL_${role}`] });
    await clients[role].connect();
  }
  const { id, token } = await newUser({ credit: 100 });
  const pack = await newPack({ price: '1.000000', stones: { COMMON: 3 }, supply: 3 });
  const opening = await expectStatus(201, 'POST', `/api/packs/${pack.id}/purchase`, { token, body: { quantity: 1, method: 'CREDIT' } });
  const [free] = await sql('SELECT nft_id FROM pool_free JOIN nft ON nft.id = nft_id JOIN collection ON collection.id = collection_id WHERE collection.name = $1 LIMIT 1', [pack.collection]);
  Object.assign(rows, { user: id, pack: pack.id, opening: opening.id, item: opening.items[0].vault_item_id, free: free.nft_id });
});
after(() => Promise.all(Object.values(clients).map((client) => client.end())));

const fill = (statement) => statement.replace(/:(\w+)/g, (all, name) => (name in rows ? `'${rows[name]}'` : all));

/** The error of a statement, or null when it succeeds. */
async function attempt(role, statement) {
  const client = clients[role];
  await client.query('BEGIN');
  try {
    for (const part of [statement].flat()) await client.query(fill(part));
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The role itself must not be allowed; a trigger that refuses says the same code in other words. */
async function assertRefused(role, statements) {
  const done = [];
  for (const statement of statements) {
    const error = await attempt(role, statement);
    const refused = error?.code === '42501' && /permission denied|must be (owner|superuser)/i.test(error.message);
    if (!refused) done.push(`${statement}: ${error?.message ?? 'was done'}`);
  }
  assert.deepEqual(done, [], `gem_${role.toLowerCase()}`);
}

// The console alone works on the catalogue; the worker imports gems for it.
const forbiddenToOthers = [
  'UPDATE nft SET fmv = 1', 'UPDATE nft SET on_shelf = false', 'UPDATE pack SET price = 1', 'UPDATE pack SET version_id = NULL', 'UPDATE pack SET max_supply = 1',
  'INSERT INTO pack_version_row SELECT * FROM pack_version_row LIMIT 0', 'INSERT INTO nft_batch SELECT * FROM nft_batch LIMIT 0', 'SELECT pack_supply_grow(:pack, 1)',
];
const forbiddenImports = [
  'INSERT INTO nft_fmv SELECT * FROM nft_fmv LIMIT 0', 'INSERT INTO pool_free SELECT * FROM pool_free LIMIT 0', 'UPDATE pool SET size = 0', 'INSERT INTO collection (id, name) SELECT id, name FROM collection LIMIT 0',
];

// Nobody but the owner changes what the database is, or history, or time.
const forbiddenToAll = [
  'UPDATE ledger_account SET balance = 1000000', 'DELETE FROM ledger_account', 'UPDATE ledger_account SET may_be_negative = true',
  'INSERT INTO ledger_account (purpose, owner_id, may_be_negative, balance) VALUES (\'user_credit\', :user, false, 5)',
  'UPDATE ledger_posting SET amount = 1', 'DELETE FROM ledger_posting', 'TRUNCATE ledger_posting',
  'UPDATE ledger_entry SET description = \'\'', 'DELETE FROM ledger_entry',
  'DELETE FROM opening', 'UPDATE opening SET unit_price = 1', 'UPDATE opening SET user_id = :user', 'UPDATE opening_unit SET row = 0', 'DELETE FROM opening_unit',
  'INSERT INTO nft SELECT * FROM nft LIMIT 0', 'UPDATE nft SET pool_position = 0', 'DELETE FROM nft',
  'UPDATE fairness_seed SET server_seed = decode(\'00\', \'hex\')', 'UPDATE fairness_seed SET server_seed_hash = \'\'', 'UPDATE fairness_seed SET nonce = 7', 'DELETE FROM fairness_seed',
  'INSERT INTO pack SELECT * FROM pack LIMIT 0', 'DELETE FROM pack',
  'INSERT INTO pack_version SELECT * FROM pack_version LIMIT 0',
  'UPDATE pack_version_row SET drop_rate = 1', 'INSERT INTO pack_supply SELECT * FROM pack_supply LIMIT 0', 'DELETE FROM pack_supply',
  'UPDATE pool_free SET position = 0', 'INSERT INTO pool_commitment SELECT * FROM pool_commitment LIMIT 0',
  'UPDATE withdrawal SET amount = 1', 'UPDATE withdrawal SET address = \'x\'', 'UPDATE withdrawal SET hold_until = NULL', 'UPDATE withdrawal SET needs_review = false', 'DELETE FROM withdrawal',
  'UPDATE withdrawal_address SET address = \'x\'',
  'UPDATE buyback SET price = 1', 'UPDATE buyback SET user_id = :user', 'UPDATE buyback SET payout = \'SOL\'', 'DELETE FROM buyback',
  'UPDATE listing SET seller_id = :user', 'UPDATE listing SET name = \'x\'', 'UPDATE listing SET attributes = \'{}\'', 'DELETE FROM listing', 'UPDATE trade SET price = 1', 'DELETE FROM trade',
  'UPDATE vault_item SET user_id = :user', 'UPDATE vault_item SET nft_id = NULL', 'DELETE FROM vault_item',
  'INSERT INTO payout SELECT * FROM payout LIMIT 0', 'UPDATE payout SET usd = 1', 'UPDATE payout SET recipient = \'x\'', 'DELETE FROM payout',
  'UPDATE payout_attempt SET transaction = \'\'', 'UPDATE payout_attempt SET signature = \'x\'', 'DELETE FROM payout_attempt',
  'UPDATE offer SET price = 1', 'UPDATE offer SET buyer_id = :user', 'UPDATE offer SET escrowed = true', 'UPDATE offer SET expires_at = gem_now()', 'DELETE FROM offer',
  'UPDATE market_purchase SET price = 1', 'UPDATE market_purchase SET buyer_id = :user', 'DELETE FROM market_purchase', 'UPDATE trade SET fee = 0', 'DELETE FROM trade',
  'DELETE FROM app_user', 'UPDATE app_user SET referred_by = NULL', 'INSERT INTO reserved_handle (handle) VALUES (\'x\')', 'DELETE FROM reserved_handle', 'UPDATE app_user SET created_at = gem_now()',
  'UPDATE user_session SET expires_at = gem_now() + interval \'1 year\'', 'UPDATE user_session SET user_id = :user',
  'INSERT INTO state_transition VALUES (\'opening\', \'REFUNDED\', \'OPENED\')', 'DELETE FROM state_transition', 'UPDATE ledger_purpose SET may_be_negative = true',
  'INSERT INTO schema_migration VALUES (\'x\')', 'DELETE FROM schema_migration',
  'ALTER TABLE app_user ADD COLUMN x integer', 'ALTER TABLE ledger_posting DISABLE TRIGGER ALL', 'DROP TABLE job', 'CREATE TABLE mine (x integer)', 'CREATE INDEX ON app_user (xp)',
  'CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$', 'CREATE SCHEMA mine', 'DROP FUNCTION gem_now()',
  'CREATE OR REPLACE FUNCTION gem_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT transaction_timestamp() $$', 'SELECT gem_shift_clock(1)',
  'SET session_replication_role = replica', 'SET ROLE gem_owner', 'CREATE ROLE mine', 'ALTER ROLE gem_owner PASSWORD \'x\'',
  'COPY app_user TO PROGRAM \'cat\'', 'COPY app_user FROM \'/etc/passwd\'', 'SELECT pg_read_file(\'/etc/passwd\')', 'SELECT lo_import(\'/etc/passwd\')',
];

const received = `INSERT INTO webhook_event (id, provider, event_id, body) VALUES (gen_random_uuid(), 'stripe', 'evt_role', '{}')`;

const forbidden = {
  API: [
    'INSERT INTO offer (id, status) SELECT id, status FROM offer LIMIT 0', 'UPDATE market_purchase SET status = \'COMPLETED\'', 'INSERT INTO market_purchase (id, status) SELECT id, status FROM market_purchase LIMIT 0',
    'SELECT * FROM webhook_event', received, 'UPDATE webhook_event SET status = \'IGNORED\'', 'SELECT * FROM stripe_reading', 'UPDATE stripe_reading SET read_until = gem_now()',
    'UPDATE payout SET attempts_allowed = 9', 'SELECT * FROM adjustment_request', 'UPDATE deposit SET reviewed_at = gem_now()',
    'UPDATE deposit SET credited = 1', 'UPDATE deposit SET amount = 1', 'UPDATE deposit SET confirmed_at = gem_now()', 'UPDATE deposit SET payment_intent = \'pi_1\'', 'DELETE FROM deposit',
    'INSERT INTO card_refund SELECT * FROM card_refund LIMIT 0', 'UPDATE card_refund SET status = \'FAILED\'', 'INSERT INTO card_dispute SELECT * FROM card_dispute LIMIT 0',
    'UPDATE card_dispute SET status = \'WON\'', 'UPDATE app_user SET frozen_reason = NULL',
    'UPDATE withdrawal SET payout_id = NULL', 'UPDATE withdrawal SET reviewed_at = gem_now()', 'UPDATE withdrawal SET tx_hash = NULL', 'UPDATE app_user SET solana_address_changed_at = NULL',
    'INSERT INTO withdrawal_address (id, user_id, address, confirmed_at) VALUES (gen_random_uuid(), :user, \'x\', gem_now())',
    'INSERT INTO withdrawal (id, user_id, status, amount, address, needs_review, reviewed_at) VALUES (gen_random_uuid(), :user, \'HELD\', 5, \'x\', true, gem_now())',
    'SELECT * FROM job', 'SELECT * FROM schedule', 'SELECT * FROM schema_migration', 'SELECT * FROM ledger_check', 'DELETE FROM job', 'UPDATE job SET kind = \'x\'', 'UPDATE job SET locked_until = NULL',
    'UPDATE schedule SET next_run_at = gem_now()', 'INSERT INTO ledger_check (faults) VALUES (0)', 'SELECT ledger_faults()',
    'UPDATE email_code SET code_hash = \'x\', salt = \'x\'', 'UPDATE email_code SET expires_at = gem_now()', 'UPDATE wallet_nonce SET expires_at = gem_now()', 'UPDATE wallet_nonce SET address = \'x\'', 'UPDATE oauth_attempt SET verifier = \'x\'', 'UPDATE pool_statistics SET available = 0',
    'UPDATE buyback SET tx_hash = \'x\'', 'SELECT ledger_posting_apply()', 'DELETE FROM user_session', 'DELETE FROM ledger_check', 'UPDATE opening SET paid_at = gem_now()',
  ],
  ADMIN: [
    'SELECT server_seed FROM fairness_seed', 'SELECT * FROM email_code', 'SELECT * FROM idempotency_key', 'SELECT * FROM oauth_attempt', 'SELECT * FROM schema_migration',
    'UPDATE audit_log SET action = \'\'', 'DELETE FROM audit_log', 'TRUNCATE audit_log', `INSERT INTO audit_log (id, at, actor, action, subject_type, subject_id, hash) VALUES (0, gem_now(), '', '', '', '', '')`,
    'UPDATE admin SET version = 1', 'UPDATE admin SET address = \'x\'', 'DELETE FROM admin', 'UPDATE admin_session SET expires_at = gem_now()', 'DELETE FROM admin_session', 'UPDATE admin_session SET admin_id = admin_id',
    'INSERT INTO admin_link (token_hash, admin_id, expires_at) SELECT repeat(\'0\', 64), id, gem_now() FROM admin', 'UPDATE admin_link SET expires_at = gem_now()', 'UPDATE admin_link SET admin_id = admin_id',
    'UPDATE nft SET version = 1', 'UPDATE nft SET certificate_number = \'x\'', 'UPDATE nft SET pool_id = pool_id', 'UPDATE nft SET rarity = \'RARE\'', 'DELETE FROM nft_fmv', 'UPDATE nft_fmv SET fmv = 1', 'UPDATE pool_commitment SET size = 1',
    'UPDATE pack SET max_supply = 1', 'UPDATE pack SET version = 1', 'UPDATE pack_supply SET remaining = 1000', 'UPDATE pack_version SET version_hash = \'\'', 'DELETE FROM pack_version_row', 'UPDATE nft_batch SET faults = 0', 'DELETE FROM nft_batch',
    'UPDATE app_user SET email = NULL', 'UPDATE app_user SET xp = 0', 'UPDATE app_user SET version = 1', 'UPDATE app_user SET solana_address = \'x\'', 'INSERT INTO app_user (id, handle, avatar_seed, referral_code) VALUES (gen_random_uuid(), \'role\', \'role\', \'role\')',
    'INSERT INTO user_session SELECT * FROM user_session LIMIT 0', 'UPDATE wallet_nonce SET expires_at = gem_now()', 'UPDATE vault_item SET user_id = :user', 'SELECT ledger_posting_apply()', 'UPDATE job SET kind = \'x\'',
    'UPDATE webhook_event SET body = \'{}\'', 'UPDATE opening SET status = \'OPENED\'', 'UPDATE deposit SET amount = 1',
    'UPDATE adjustment_request SET amount = 1', 'UPDATE adjustment_request SET alone = true', 'UPDATE adjustment_request SET asked_by = decided_by', 'DELETE FROM adjustment_request',
    'UPDATE deposit SET version = 1', 'UPDATE deposit SET payment_intent = \'x\'', 'UPDATE chain_payment SET usd = 1', 'UPDATE withdrawal SET payout_id = NULL', 'UPDATE buyback SET tx_hash = \'x\'',
    'UPDATE payout SET attempts = 0', 'UPDATE payout_attempt SET status = \'FAILED\'', 'UPDATE schedule SET period = interval \'1 day\'', 'UPDATE webhook_event SET outcome = \'x\'', 'SELECT ledger_faults()',
  ],
  HOOKS: [
    'SELECT event_id FROM webhook_event', 'SELECT count(*) FROM webhook_event', `${received} RETURNING id`, `${received} ON CONFLICT (provider, event_id) DO NOTHING`,
    `${received} ON CONFLICT ON CONSTRAINT webhook_event_once DO UPDATE SET body = excluded.body`,
    `INSERT INTO webhook_event (id, provider, event_id, body, status) VALUES (gen_random_uuid(), 'stripe', 'evt_role', '{}', 'DONE')`,
    `INSERT INTO webhook_event (id, provider, event_id, body, received_at) VALUES (gen_random_uuid(), 'stripe', 'evt_role', '{}', gem_now())`,
    'UPDATE webhook_event SET status = \'IGNORED\'', 'UPDATE webhook_event SET body = \'{}\'', 'COPY webhook_event TO STDOUT', 'SELECT id FROM app_user', 'SELECT email FROM app_user',
    'INSERT INTO job (id, kind, subject_id) VALUES (gen_random_uuid(), \'x\', gen_random_uuid())', 'SELECT ledger_faults()', 'SELECT ledger_account_for(\'stripe\', NULL, 0)',
    'SELECT price_current(\'SOL\')',
  ],
  WORKER: [
    'UPDATE payout SET attempts_allowed = 9', 'UPDATE adjustment_request SET status = \'APPLIED\'', 'UPDATE deposit SET reviewed_at = gem_now()',
    'INSERT INTO offer (id) SELECT id FROM offer LIMIT 0', 'UPDATE offer SET pay_by = gem_now()', 'INSERT INTO market_purchase (id) SELECT id FROM market_purchase LIMIT 0',
    'UPDATE webhook_event SET body = \'{}\'', 'UPDATE webhook_event SET event_id = \'x\'', 'UPDATE deposit SET amount = 1', 'UPDATE deposit SET user_id = :user', 'DELETE FROM deposit',
    'INSERT INTO deposit (id, user_id, method, amount) VALUES (gen_random_uuid(), :user, \'STRIPE\', 1)', 'UPDATE card_refund SET amount = 1', 'UPDATE card_refund SET from_credit = 1',
    'DELETE FROM card_refund', 'UPDATE card_dispute SET amount = 1', 'DELETE FROM card_dispute', 'UPDATE buyback SET address = NULL', 'INSERT INTO buyback SELECT * FROM buyback LIMIT 0', 'SELECT pool_return(:free)',
    'INSERT INTO app_user (id, handle, avatar_seed, referral_code) VALUES (gen_random_uuid(), \'role\', \'role\', \'role\')', 'UPDATE app_user SET email = NULL',
    'INSERT INTO user_session SELECT * FROM user_session LIMIT 0', 'UPDATE user_session SET revoked_at = NULL', 'INSERT INTO opening SELECT * FROM opening LIMIT 0',
    'INSERT INTO fairness_seed SELECT * FROM fairness_seed LIMIT 0', 'UPDATE fairness_seed SET client_seed = \'x\'', 'INSERT INTO ledger_account (purpose, owner_id, may_be_negative, stripe) VALUES (\'user_debt\', :user, true, 1)',
    'UPDATE idempotency_key SET response = \'\'', 'UPDATE email_code SET used_at = NULL', 'INSERT INTO schedule (name, period) VALUES (\'x\', \'1 hour\')', 'DELETE FROM schedule', 'SELECT pack_supply_take(:pack, 1, 0)',
    'UPDATE ledger_check SET faults = 0', 'INSERT INTO withdrawal SELECT * FROM withdrawal LIMIT 0', 'UPDATE withdrawal SET reviewed_at = gem_now()',
    'UPDATE withdrawal_address SET confirmed_at = gem_now()', 'DELETE FROM withdrawal_address', 'UPDATE app_user SET solana_address = NULL',
  ],
};

test('no program\'s role changes history, the catalogue, balances, time or the schema', async () => {
  for (const role of roles) await assertRefused(role, forbiddenToAll);
});

test('only gem_admin works on the catalogue', async () => {
  for (const role of roles.filter((one) => one !== 'ADMIN')) await assertRefused(role, forbiddenToOthers);
  for (const role of ['API', 'HOOKS']) await assertRefused(role, forbiddenImports);
});

for (const [role, statements] of Object.entries(forbidden)) {
  test(`gem_${role.toLowerCase()} does not do the other programs' work`, async () => {
    await assertRefused(role, statements);
  });
}

test('gem_hooks only adds to the inbox', async () => {
  const tables = (await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).map((row) => row.tablename);
  assert.ok(tables.length >= 20, String(tables.length));
  for (const role of ['HOOKS']) {
    const filled = tables.filter((table) => table !== 'webhook_event');
    await assertRefused(role, filled.map((table) => `INSERT INTO ${table} DEFAULT VALUES`));
    await assertRefused(role, tables.flatMap((table) =>
      [`SELECT FROM ${table}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`, `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`]));
    assert.equal(await attempt(role, 'SELECT gem_now()'), null);
  }
});

const entry = '00000000-0000-7000-8000-00000000000e';
const posted = (from, to) => [
  `INSERT INTO ledger_entry (id, cause_type, cause_id, description) VALUES ('${entry}', 'test', '${entry}', '')`,
  `INSERT INTO ledger_posting (entry_id, account_id, amount) VALUES ('${entry}', ledger_account_for('user_credit', :user, 0), ${from}),
     ('${entry}', ledger_account_for('adjustment', NULL, 0), ${to})`,
];

const allowed = {
  ADMIN: [
    'DELETE FROM pool_free WHERE nft_id = :free', ['DELETE FROM pool_free WHERE nft_id = :free', 'SELECT pool_return(:free)'], 'SELECT pack_supply_grow(:pack, 5)',
    'UPDATE nft SET on_shelf = false WHERE id = :free', 'UPDATE pack SET price = 2 WHERE id = :pack',
    'UPDATE app_user SET status = \'FROZEN\', frozen_reason = \'a reason\' WHERE id = :user', 'UPDATE user_session SET revoked_at = gem_now() WHERE user_id = :user', 'SELECT * FROM audit_faults()',
    'INSERT INTO audit_log (actor, action, subject_type, subject_id) VALUES (\'a\', \'b\', \'c\', \'d\')', 'SELECT * FROM ledger_posting', 'UPDATE admin SET role = \'viewer\'', 'UPDATE admin_session SET ended_at = gem_now()',
    'UPDATE schedule SET next_run_at = gem_now()', 'DELETE FROM job', 'SELECT user_named(\'x\')', 'UPDATE payout SET attempts_allowed = attempts_allowed', posted(-1, 1),
  ],
  HOOKS: [received, `${received} ON CONFLICT DO NOTHING`],
  API: [
    'SELECT id FROM app_user WHERE id = :user', 'UPDATE app_user SET xp = xp + 1 WHERE id = :user', 'UPDATE user_session SET revoked_at = gem_now() WHERE user_id = :user',
    `INSERT INTO job (id, kind, subject_id) VALUES ('${entry}', 'x', :user) ON CONFLICT (kind, subject_id) DO UPDATE SET run_at = excluded.run_at`,
    'UPDATE fairness_seed SET client_seed = \'mine\' WHERE user_id = :user AND opening_id IS NULL', 'SELECT pack_supply_take(:pack, 1, 0)',
    'DELETE FROM pool_free WHERE nft_id = :free', posted(-1, 1),
    'INSERT INTO email_code (id, email, expires_at) VALUES (gen_random_uuid(), \'a@b.example\', gem_now())', 'DELETE FROM sign_in_lock',
  ],
  WORKER: [
    received, 'UPDATE app_user SET status = \'FROZEN\', frozen_reason = \'card payment disputed\' WHERE id = :user',
    'INSERT INTO ledger_account (purpose, owner_id, may_be_negative) VALUES (\'user_debt\', :user, true)',
    'SELECT * FROM job', 'DELETE FROM job', 'UPDATE schedule SET next_run_at = gem_now()', 'INSERT INTO ledger_check (faults) VALUES (0)', 'SELECT ledger_faults()',
    'DELETE FROM idempotency_key', 'DELETE FROM pool_free WHERE nft_id = :free', posted(1, -1), 'UPDATE email_code SET salt = \'x\', code_hash = \'x\'',
  ],
};

for (const [role, statements] of Object.entries(allowed)) {
  test(`gem_${role.toLowerCase()} does its own work`, async () => {
    for (const statement of statements) assert.equal((await attempt(role, statement))?.message, undefined, `${role}: ${statement}`);
  });
}

test('what a role may write is still held to the rules of the database', async () => {
  const refusals = [
    [posted(-1, 2), '23514'], // an entry that does not balance
    [posted(-1000, 1000), '23514'], // more than there is
    [`UPDATE opening SET status = 'PAID' WHERE id = :opening`, '23514'],
    [`UPDATE vault_item SET status = 'DELIVERED', closed_at = gem_now() WHERE id = :item`, '23514'],
    [`UPDATE fairness_seed SET client_seed = 'late' WHERE opening_id = :opening`, '23514'],
    [`INSERT INTO vault_item (id, user_id, nft_id, source) VALUES ('${entry}', :user, :free, 'GRANT')`, '23514'],
    [`INSERT INTO vault_item (id, user_id, nft_id, source) SELECT '${entry}', user_id, nft_id, source FROM vault_item WHERE id = :item`, '23505'],
  ];
  for (const [statement, code] of refusals) assert.equal((await attempt('API', statement))?.code, code, String(statement));
});

test('the roles are no more than logins', async () => {
  const found = await sql(`SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication FROM pg_roles
    WHERE rolname IN ('gem_api', 'gem_worker', 'gem_admin', 'gem_hooks') ORDER BY rolname`);
  assert.deepEqual(found.map((row) => row.rolname), ['gem_admin', 'gem_api', 'gem_hooks', 'gem_worker']);
  for (const row of found) assert.ok(Object.values(row).slice(1).every((value) => value === false), row.rolname);
  assert.deepEqual(await sql(`SELECT roleid::regrole::text AS of FROM pg_auth_members WHERE member::regrole::text IN ('gem_api', 'gem_worker', 'gem_admin', 'gem_hooks')`), []);
});
