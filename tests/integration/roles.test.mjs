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

// Nobody but the owner changes what the database is, or history, or time.
const forbiddenToAll = [
  'UPDATE ledger_account SET balance = 1000000', 'DELETE FROM ledger_account', 'UPDATE ledger_account SET may_be_negative = true',
  'INSERT INTO ledger_account (purpose, owner_id, may_be_negative, balance) VALUES (\'user_credit\', :user, false, 5)',
  'UPDATE ledger_posting SET amount = 1', 'DELETE FROM ledger_posting', 'TRUNCATE ledger_posting',
  'UPDATE ledger_entry SET description = \'\'', 'DELETE FROM ledger_entry',
  'DELETE FROM opening', 'UPDATE opening SET unit_price = 1', 'UPDATE opening SET user_id = :user', 'UPDATE opening_unit SET row = 0', 'DELETE FROM opening_unit',
  'INSERT INTO nft SELECT * FROM nft LIMIT 0', 'UPDATE nft SET fmv = 1', 'UPDATE nft SET pool_position = 0', 'DELETE FROM nft', 'INSERT INTO nft_fmv SELECT * FROM nft_fmv LIMIT 0',
  'UPDATE fairness_seed SET server_seed = decode(\'00\', \'hex\')', 'UPDATE fairness_seed SET server_seed_hash = \'\'', 'UPDATE fairness_seed SET nonce = 7', 'DELETE FROM fairness_seed',
  'UPDATE pack SET price = 1', 'UPDATE pack SET version_id = NULL', 'INSERT INTO pack SELECT * FROM pack LIMIT 0', 'DELETE FROM pack',
  'INSERT INTO pack_version SELECT * FROM pack_version LIMIT 0', 'INSERT INTO pack_version_row SELECT * FROM pack_version_row LIMIT 0',
  'UPDATE pack_version_row SET drop_rate = 1', 'INSERT INTO pack_supply SELECT * FROM pack_supply LIMIT 0', 'DELETE FROM pack_supply',
  'INSERT INTO pool_free SELECT * FROM pool_free LIMIT 0', 'UPDATE pool_free SET position = 0', 'INSERT INTO pool_commitment SELECT * FROM pool_commitment LIMIT 0', 'UPDATE pool SET size = 0',
  'UPDATE vault_item SET user_id = :user', 'UPDATE vault_item SET nft_id = NULL', 'DELETE FROM vault_item',
  'DELETE FROM app_user', 'UPDATE app_user SET referred_by = NULL', 'UPDATE app_user SET frozen_reason = NULL', 'INSERT INTO reserved_handle (handle) VALUES (\'x\')', 'DELETE FROM reserved_handle', 'UPDATE app_user SET created_at = gem_now()',
  'UPDATE user_session SET expires_at = gem_now() + interval \'1 year\'', 'UPDATE user_session SET user_id = :user',
  'INSERT INTO state_transition VALUES (\'opening\', \'REFUNDED\', \'OPENED\')', 'DELETE FROM state_transition', 'UPDATE ledger_purpose SET may_be_negative = true',
  'INSERT INTO schema_migration VALUES (\'x\')', 'DELETE FROM schema_migration',
  'ALTER TABLE app_user ADD COLUMN x integer', 'ALTER TABLE ledger_posting DISABLE TRIGGER ALL', 'DROP TABLE job', 'CREATE TABLE mine (x integer)', 'CREATE INDEX ON app_user (xp)',
  'CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$', 'CREATE SCHEMA mine', 'DROP FUNCTION gem_now()',
  'CREATE OR REPLACE FUNCTION gem_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT transaction_timestamp() $$', 'SELECT gem_shift_clock(1)',
  'SET session_replication_role = replica', 'SET ROLE gem_owner', 'CREATE ROLE mine', 'ALTER ROLE gem_owner PASSWORD \'x\'',
  'COPY app_user TO PROGRAM \'cat\'', 'COPY app_user FROM \'/etc/passwd\'', 'SELECT pg_read_file(\'/etc/passwd\')', 'SELECT lo_import(\'/etc/passwd\')',
];

const forbidden = {
  API: [
    'SELECT * FROM job', 'SELECT * FROM schedule', 'SELECT * FROM schema_migration', 'SELECT * FROM ledger_check', 'DELETE FROM job', 'UPDATE job SET kind = \'x\'', 'UPDATE job SET locked_until = NULL',
    'UPDATE schedule SET next_run_at = gem_now()', 'INSERT INTO ledger_check (faults) VALUES (0)', 'SELECT ledger_faults()',
    'UPDATE email_code SET code_hash = \'x\', salt = \'x\'', 'UPDATE email_code SET expires_at = gem_now()', 'UPDATE wallet_nonce SET expires_at = gem_now()', 'UPDATE wallet_nonce SET address = \'x\'', 'UPDATE oauth_attempt SET verifier = \'x\'', 'UPDATE pool_statistics SET available = 0',
    'SELECT ledger_posting_apply()', 'DELETE FROM user_session', 'DELETE FROM ledger_check', 'UPDATE opening SET paid_at = gem_now()',
  ],
  WORKER: [
    'INSERT INTO app_user (id, handle, avatar_seed, referral_code) VALUES (gen_random_uuid(), \'role\', \'role\', \'role\')', 'UPDATE app_user SET email = NULL', 'UPDATE app_user SET status = \'ACTIVE\'',
    'INSERT INTO user_session SELECT * FROM user_session LIMIT 0', 'UPDATE user_session SET revoked_at = NULL', 'INSERT INTO opening SELECT * FROM opening LIMIT 0',
    'INSERT INTO fairness_seed SELECT * FROM fairness_seed LIMIT 0', 'UPDATE fairness_seed SET client_seed = \'x\'', 'INSERT INTO ledger_account (purpose, may_be_negative) VALUES (\'adjustment\', true)',
    'UPDATE idempotency_key SET response = \'\'', 'UPDATE email_code SET used_at = NULL', 'INSERT INTO schedule (name, period) VALUES (\'x\', \'1 hour\')', 'DELETE FROM schedule', 'SELECT pack_supply_take(:pack, 1, 0)',
    'UPDATE ledger_check SET faults = 0',
  ],
};

test('no program\'s role changes history, the catalogue, balances, time or the schema', async () => {
  for (const role of roles) await assertRefused(role, forbiddenToAll);
});

for (const [role, statements] of Object.entries(forbidden)) {
  test(`gem_${role.toLowerCase()} does not do the other programs' work`, async () => {
    await assertRefused(role, statements);
  });
}

test('gem_admin and gem_hooks cannot read or write anything yet', async () => {
  const tables = (await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).map((row) => row.tablename);
  assert.ok(tables.length >= 20, String(tables.length));
  for (const role of ['ADMIN', 'HOOKS']) {
    await assertRefused(role, tables.flatMap((table) =>
      [`SELECT FROM ${table}`, `INSERT INTO ${table} DEFAULT VALUES`, `DELETE FROM ${table}`, `LOCK TABLE ${table}`]));
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
  API: [
    'SELECT id FROM app_user WHERE id = :user', 'UPDATE app_user SET xp = xp + 1 WHERE id = :user', 'UPDATE user_session SET revoked_at = gem_now() WHERE user_id = :user',
    `INSERT INTO job (id, kind, subject_id) VALUES ('${entry}', 'x', :user) ON CONFLICT (kind, subject_id) DO UPDATE SET run_at = excluded.run_at`,
    'UPDATE fairness_seed SET client_seed = \'mine\' WHERE user_id = :user AND opening_id IS NULL', 'SELECT pack_supply_take(:pack, 1, 0)',
    'DELETE FROM pool_free WHERE nft_id = :free', posted(-1, 1),
    'INSERT INTO email_code (id, email, expires_at) VALUES (gen_random_uuid(), \'a@b.example\', gem_now())', 'DELETE FROM sign_in_lock',
  ],
  WORKER: [
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
