// Has anything changed? How many rows every table has and which transactions wrote them, in one statement.
import assert from 'node:assert/strict';
import { eventually, sql } from './server.mjs';

/** What changes by itself: sessions and answers that are kept, and what the worker's schedules write. */
const restless = ['user_session', 'idempotency_key', 'schedule', 'pool_statistics', 'dashboard_day', 'ledger_check', 'price', 'stripe_reading',
  'treasury_check', 'treasury_sweep'];

/** Rows that the worker looks at again and again: what it notes by the way is no change. Of these the content is compared. */
const compared = {
  chain_transaction: '(SELECT id, signature, status FROM chain_transaction)',
  deposit: '(SELECT id, user_id, method, status, amount, credited, external_id, payment_intent FROM deposit)',
  job: `(SELECT * FROM job WHERE kind NOT IN ('check_card_deposit', 'verify_payment', 'send_payout'))`,
};

const names = (await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`)).map((row) => row.tablename);
const writtenBy = (name) => `SELECT count(*)::text AS rows, sum(xmin::text::bigint)::text AS written FROM "${name}"`;
const contentOf = (rows) => `SELECT count(*)::text AS rows, sum(hashtextextended(t::text, 0)::numeric)::text AS written FROM ${rows} AS t`;
const statement = names
  .filter((name) => !restless.includes(name))
  .map((name) => `SELECT '${name}' AS name, * FROM (${compared[name] ? contentOf(compared[name]) : writtenBy(name)}) AS found`)
  .join(' UNION ALL ');

const tableStates = () => sql(`${statement} ORDER BY name`);

const noJobIsHeld = async () => (await sql('SELECT FROM job WHERE locked_until > gem_now()')).length === 0;

/** Runs `work` and fails when a table differs afterwards. A job that a worker is just about to end may end before; one whose worker died stays. */
export async function assertNothingChanges(work) {
  await eventually(noJobIsHeld, 5000).catch(() => {});
  const before = await tableStates();
  const result = await work();
  assert.deepEqual(await tableStates(), before);
  return result;
}
