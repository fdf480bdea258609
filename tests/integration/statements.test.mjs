// The statements under sql/query against the migrated schema and the roles that run them, and what holds for the schema itself.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { api, expectStatus } from './support/client.mjs';
import { environment, eventually, gemctl, mustSucceed, root, sql, sqlAs } from './support/server.mjs';
import { newUser } from './support/users.mjs';

const run = promisify(execFile);
const folder = path.join(root, 'sql/query');
const files = readdirSync(folder).flatMap((noun) => readdirSync(path.join(folder, noun)).map((name) => `${noun}/${name.replace(/\.sql$/, '')}`));
const textOf = (name) => readFileSync(path.join(folder, `${name}.sql`), 'utf8');
const withoutComments = (text) => text.replace(/--.*$/gm, '').replace(/'(?:[^']|'')*'/g, '\'\'');

// Which programs run a statement; the first row that fits counts. gemctl runs the rest as the owner, who may do everything.
const runBy = [
  [/^inbox\/store$/, ['HOOKS', 'WORKER']],
  [/\/console_\w+$|^(adjustments|console|operations|schedules)\/|^buyback\/chosen$|^limits\/today$|^inbox\/again$|^accounts\/find_named$|^deposits\/(confirm|fail)_reviewed$/, ['ADMIN']],
  [/^ledger\/(accounts|checks|lines|lines_of_cause)$|^settlement\/(assign|last_checks|payments_of_transaction|claims_of_transaction)$/, ['ADMIN']],
  [/^buyback\/(list_pending|totals)$/, []],
  [/^buyback\/(lock|lock_owner|set_status)$/, ['API', 'WORKER']],
  [/^buyback\/complete_payout$/, ['WORKER']],
  [/^buyback\//, ['API']],
  [/^limits\/take$/, ['API', 'WORKER']],
  [/^limits\//, ['API']],
  [/^payouts\/(create|state)$/, ['API', 'WORKER']],
  [/^payouts\/(attempts|cancel|list_open|reopen_payment|retry|show)$|^settlement\/return$/, ['ADMIN']],
  [/^payouts\//, ['WORKER']],
  [/^market\/(close_holding|close_listing|close_offers|complete_offer|lock_listing|open_holding|record_trade|free_listing)$/, ['API', 'WORKER']],
  [/^market\/reserve_listing$|^purchases\/(create|wait|show)$|^offers\/(?!due|lock$|listing_of|close$)/, ['API']],
  [/^offers\/(lock|close)$/, ['API', 'WORKER']],
  [/^offers\/(due|listing_of)$|^purchases\//, ['WORKER']],
  [/^admins\/(create_link|find_by_name)$/, []],
  [/^gems\/(batch_content|close_batch|queue_batch|refuse_batch|show_batch)$/, ['ADMIN', 'WORKER']],
  [/^dashboard\/count_days/, ['WORKER']],
  [/^(admins|dashboard|gems|users)\//, ['ADMIN']],
  [/^packs\/(add_series|grow_supply|lock_series|manage_\w+|pool_samples|pools_by_id|series_options|show_series|update_series)$/, ['ADMIN']],
  [/^(ledger\/statement|vault\/list_newest|sessions\/(list|revoke_all)|wallets\/(issue_nonce|lock|use_nonce))$/, ['ADMIN', 'API']],
  [/^accounts\/set_frozen$/, ['ADMIN', 'WORKER']],
  [/^audit\//, ['ADMIN']],
  [/^deposits\/fail$|^prices\/current$|^packs\/(list|show)$|^accounts\/lock$|^ledger\/balance$|^wallets\/find_user$|^openings\/record_purchase$/, ['API', 'WORKER']],
  [/^deposits\/(create|list|note_session|show)$|^payments\/(?!note_seen)|^openings\/confirm$/, ['API']],
  [/^settlement\/assign$|^withdrawals\/(approve|list_waiting)$/, []],
  [/^withdrawals\/(queue_due|to_screen|hand_to_person|send|complete)$/, ['WORKER']],
  [/^withdrawals\/(lock|lock_user|terms|give_up)$/, ['API', 'WORKER']],
  [/^(deposits|inbox|prices|settlement)\/|^payments\/note_seen$|^openings\/(cancel|pay|unconfirm)$|^accounts\/set_frozen$/, ['WORKER']],
  [/^(accounts\/(set_code|forget_expired)|ledger\/(faults|record_check))$/, ['WORKER']],
  [/^catalog\/refresh_pool_statistics$/, ['ADMIN', 'WORKER']],
  [/^openings\/(draw_rows|finish|hand_out|note_refunded_unit)$|^packs\/return_supply$|^fairness\/reveal$|^ledger\/post$/, ['API', 'WORKER']],
  [/^jobs\/add$/, ['ADMIN', 'API', 'WORKER']],
  [/^openings\/(due|lock_paid)$|^jobs\//, ['WORKER']],
  [/^catalog\/(commit|ensure|fill|insert|known|lock|pool_ends)/, ['ADMIN', 'WORKER']],
  [/^packs\/(create$|create_version|publish)/, ['ADMIN']],
  [/^packs\/(create_series|set|pool_values)|^accounts\/(find_any|set_frozen)$|^clock\//, []],
  [/^(accounts|catalog|fairness|health|idempotency|ledger|market|oauth|openings|packs|sessions|vault|wallets|withdrawals)\//, ['API']],
];

// What gem-admin runs besides: the same that users' requests do, when a person decides.
const runByConsole = new RegExp([
  /^buyback\/(totals|lock|lock_owner|set_status|move_item|return_gem)$/, /^withdrawals\/(approve|lock|lock_user|give_up)$/,
  /^deposits\/(lock_owner|lock_source|create_refund)$/, /^payouts\/create$/, /^ledger\/post$/, /^limits\/give_back$/, /^jobs\/add$/,
].map(({ source }) => source).join('|'));

const clients = {};
async function clientOf(role) {
  if (!clients[role]) {
    clients[role] = new pg.Client({ connectionString: environment[`GEM_DATABASE_URL_${role}`] });
    await clients[role].connect();
    await clients[role].query('SET plan_cache_mode = force_generic_plan');
  }
  return clients[role];
}
after(() => Promise.all(Object.values(clients).map((client) => client.end())));

/** Prepares and plans a statement, which checks every name, type and privilege, and runs nothing. */
async function problemOf(role, name) {
  const client = await clientOf(role);
  const text = textOf(name).replace(/;\s*$/, '');
  try {
    if (/^\s*LISTEN/m.test(withoutComments(text))) {
      await client.query(text);
      return null;
    }
    await client.query(`PREPARE checked AS ${text}`);
    const { rows } = await client.query(`SELECT cardinality(parameter_types) AS count FROM pg_prepared_statements WHERE name = 'checked'`);
    const parameters = rows[0].count ? `(${Array(rows[0].count).fill('NULL').join(', ')})` : '';
    await client.query(`EXPLAIN EXECUTE checked${parameters}`);
    return null;
  } catch (error) {
    return `${name} as ${role}: ${error.message}`;
  } finally {
    await client.query('DEALLOCATE ALL');
  }
}

test('every statement fits the schema, and the roles that run it may', async () => {
  assert.ok(files.length > 80, String(files.length));
  const problems = [];
  for (const name of files) {
    const row = runBy.find(([pattern]) => pattern.test(name));
    if (!row) problems.push(`${name}: say in this test which programs run it`);
    for (const role of new Set(['OWNER', ...(row?.[1] ?? []), ...(runByConsole.test(name) ? ['ADMIN'] : [])])) problems.push(await problemOf(role, name));
  }
  assert.deepEqual(problems.filter(Boolean), []);
});

test('E59: no statement and no default asks the database for the time: gem_now() is the one clock', async () => {
  const bare = /\b(now\s*\(|(clock|transaction|statement)_timestamp|timeofday|(current|local)_?(time|timestamp|date)\b|'(now|today|tomorrow|yesterday)')/i;
  const asking = files.filter((name) => bare.test(withoutComments(textOf(name)).replace(/\bgem_now\s*\(/g, '')));
  assert.deepEqual(asking, []);
  const stored = await sql(`SELECT conrelid::regclass::text || ' ' || conname AS place, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT adrelid::regclass::text, pg_get_expr(adbin, adrelid) FROM pg_attrdef
    UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname NOT IN ('gem_now', 'gem_shift_clock')`);
  assert.ok(stored.some((row) => row.text.includes('gem_now()')));
  const allowed = ({ place }) => place === 'schema_migration'; // when a migration ran is no platform time
  assert.deepEqual(stored.filter((row) => !allowed(row) && bare.test(row.text.replace(/\bgem_now\s*\(/g, ''))), []);
});

test('E59: every column of time knows its zone', async () => {
  assert.deepEqual(await sql(`SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('timestamp without time zone', 'date', 'time without time zone', 'time with time zone')`), []);
});

test('amounts are exact: no column is a floating point number', async () => {
  assert.deepEqual(await sql(`SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('real', 'double precision', 'money')`), []);
});

test('E59: times come in UTC with Z, whatever zone the database server is in', async () => {
  const { token, id } = await newUser({ credit: 5 });
  const [{ created }] = await sql('SELECT created_at AS created FROM app_user WHERE id = $1', [id]);
  const show = async () => ({
    me: (await expectStatus(200, 'GET', '/api/me', { token })).created_at,
    entry: (await expectStatus(200, 'GET', '/api/wallet/entries', { token })).items[0].created_at,
    csv: (await api('GET', '/api/wallet/entries?format=csv', { token })).text.split('\r\n')[1].split(',')[0],
    session: (await expectStatus(200, 'GET', '/api/auth/sessions', { token })).items[0].expires_at,
  });
  const before = await show();
  const reconnect = async () => {
    const ended = await sqlAs('SUPERUSER', `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gem-api'`);
    const pids = ended.map((row) => row.pid);
    await eventually(async () => (await sqlAs('SUPERUSER', 'SELECT FROM pg_stat_activity WHERE pid = ANY ($1)', [pids])).length === 0);
  };
  await sqlAs('SUPERUSER', `ALTER DATABASE gem SET timezone = 'Asia/Kathmandu'`);
  await sqlAs('SUPERUSER', `ALTER ROLE gem_api SET timezone = 'America/St_Johns'`);
  await sqlAs('SUPERUSER', `ALTER ROLE gem_api SET datestyle = 'German'`);
  try {
    await reconnect();
    await eventually(async () => (await api('GET', '/api/me', { token })).status === 200);
    for (let i = 0; i < 5; i++) assert.deepEqual(await show(), before);
  } finally {
    await sqlAs('SUPERUSER', 'ALTER DATABASE gem RESET timezone');
    await sqlAs('SUPERUSER', 'ALTER ROLE gem_api RESET ALL');
    await reconnect();
  }
  for (const [name, time] of Object.entries(before)) assert.match(time, /^"?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"?$/, name);
  assert.equal(new Date(before.me).getTime(), created.getTime());
  await eventually(async () => (await api('GET', '/api/me', { token })).status === 200);
});

/** Everything the schema is, as text: columns, defaults, constraints, indexes, triggers, functions and privileges. */
const schemaText = `
  SELECT 'table' AS kind, relname AS name, relkind::text || ' ' || coalesce(relacl::text, '') || ' ' || coalesce(reloptions::text, '') AS text FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'column', attrelid::regclass::text || '.' || attname, format_type(atttypid, atttypmod) || attnotnull::text || attidentity::text || coalesce(attacl::text, '')
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT 'default', adrelid::regclass::text || ' ' || adnum::text, pg_get_expr(adbin, adrelid) FROM pg_attrdef
  UNION ALL SELECT 'constraint', conrelid::regclass::text || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'trigger', tgrelid::regclass::text || ' ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'function', proname, prosrc || prosecdef::text || coalesce(proacl::text, '') FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'migration', name, '' FROM schema_migration
  UNION ALL SELECT 'purpose', name, stripes::text FROM ledger_purpose
  UNION ALL SELECT 'move', machine || ' ' || from_state, to_state FROM state_transition
  ORDER BY kind, name, text`;

test('migrating again changes nothing', async () => {
  const before = await sql(schemaText);
  assert.ok(before.length > 300, String(before.length));
  mustSucceed(await gemctl('migrate'));
  mustSucceed(await gemctl('migrate'));
  assert.deepEqual(await sql(schemaText), before);
});

test('two who migrate an empty database at once both succeed, and the result is the same schema', async () => {
  const expected = await sql(schemaText);
  for (let round = 0; round < 3; round++) {
    const name = `scratch_${process.pid}_${round}`;
    await sqlAs('SUPERUSER', `CREATE DATABASE ${name} OWNER gem_owner`);
    const address = environment.GEM_DATABASE_URL_OWNER.replace('/gem?', `/${name}?`);
    const migrate = () => run(path.join(environment.GEM_BUILD, 'gemctl'), ['migrate'], { env: { ...process.env, GEM_ENVIRONMENT: 'sandbox', GEM_DATABASE_URL: address } })
      .then(() => null, (error) => error.stderr);
    const client = new pg.Client({ connectionString: address });
    try {
      const problems = await Promise.all([migrate(), migrate(), migrate()]);
      assert.deepEqual(problems, [null, null, null], `round ${round}`);
      await client.connect();
      assert.deepEqual((await client.query(schemaText)).rows, expected);
    } finally {
      await client.end();
      await sqlAs('SUPERUSER', `DROP DATABASE ${name} WITH (FORCE)`);
    }
  }
});
