// Has anything changed? Count and checksum of every table, in one statement.
import assert from 'node:assert/strict';
import { sql } from './server.mjs';

/** What changes by itself: sessions and answers that are kept, and what the worker's schedules write. */
const restless = ['user_session', 'idempotency_key', 'schedule', 'pool_statistics', 'dashboard_day', 'ledger_check', 'price', 'stripe_reading',
  'treasury_check', 'treasury_sweep'];

/** Rows that the worker looks at again and again: what it notes by the way is no change. */
const compared = {
  chain_transaction: '(SELECT id, signature, status FROM chain_transaction)',
  deposit: '(SELECT id, user_id, method, status, amount, credited, external_id, payment_intent FROM deposit)',
  job: `(SELECT * FROM job WHERE kind NOT IN ('check_card_deposit', 'verify_payment', 'send_payout'))`,
};

const names = (await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`)).map((row) => row.tablename);
const statement = names
  .filter((name) => !restless.includes(name))
  .map((name) => `SELECT '${name}' AS name, count(*)::text AS rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS checksum FROM ${compared[name] ?? `"${name}"`} AS t`)
  .join(' UNION ALL ');

export const tableContents = () => sql(`${statement} ORDER BY name`);

/** Runs `work` and fails when a table differs afterwards. */
export async function assertNothingChanges(work) {
  const before = await tableContents();
  const result = await work();
  assert.deepEqual(await tableContents(), before);
  return result;
}
