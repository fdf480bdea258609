// Has anything changed? Count and checksum of every table, in one statement.
import assert from 'node:assert/strict';
import { sql } from './server.mjs';

/** What changes by itself: sessions and answers that are kept, and what the worker's schedules write. */
const restless = ['user_session', 'idempotency_key', 'schedule', 'pool_statistics', 'ledger_check'];

const names = (await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`)).map((row) => row.tablename);
const statement = names
  .filter((name) => !restless.includes(name))
  .map((name) => `SELECT '${name}' AS name, count(*)::text AS rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS checksum FROM "${name}" AS t`)
  .join(' UNION ALL ');

export const tableContents = () => sql(`${statement} ORDER BY name`);

/** Runs `work` and fails when a table differs afterwards. */
export async function assertNothingChanges(work) {
  const before = await tableContents();
  const result = await work();
  assert.deepEqual(await tableContents(), before);
  return result;
}
