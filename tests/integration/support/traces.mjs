// Where does something stand? In any row of any table, or any line that the programs have logged.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { environment, sql } from './server.mjs';

const tables = (await sql(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`)).map((row) => row.tablename);
const statement = tables
  .map((name) => `SELECT '${name}' AS name, t::text AS row FROM "${name}" AS t
    WHERE EXISTS (SELECT FROM unnest($1::text[]) AS needle WHERE position(lower(needle) IN lower(t::text)) > 0)`)
  .join(' UNION ALL ');
const inHexadecimal = (text) => Buffer.from(text).toString('hex');

/** Rows of any table that hold one of the texts, in any case, as text or as bytes: ['table: row']. */
export async function rowsWith(texts) {
  const rows = await sql(statement, [texts.flatMap((text) => [text, inHexadecimal(text)])]);
  return rows.map(({ name, row }) => `${name}: ${row}`);
}

/** Lines of any log that hold one of the texts or fit one of the patterns, except the sandbox's own. */
export const linesWith = (texts) =>
  readdirSync(environment.GEM_LOG).filter((name) => !name.startsWith('sandbox')).flatMap((name) =>
    readFileSync(path.join(environment.GEM_LOG, name), 'utf8').split('\n')
      .filter((line) => texts.some((text) => (text instanceof RegExp ? text.test(line) : line.includes(text)))).map((line) => `${name}: ${line}`));
