// The data of a run, and the tokens of its people. data/load.sql says what there is.
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { benchFolder, pause, tokenKey } from './server.mjs';

export const BUYERS = 10000;
export const COLLECTORS = 2500;
const FIRST = 100000000000;

/** The pack everybody buys. */
export const packId = `00000000-0000-4000-c000-${FIRST + 1}`;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(claims) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, iat: now, exp: now + 43200 })}`;
  return `${text}.${createHmac('sha256', tokenKey).update(text).digest('base64url')}`;
}

export const tokenOf = (number) => sign({ aud: 'gem-user', sub: `00000000-0000-4000-8000-${FIRST + number}`, sid: `00000000-0000-4000-9000-${FIRST + number}` });

/** Of the administrator in data/console.sql. */
export const adminToken = () => sign({ aud: 'gem-admin', sub: '00000000-0000-4000-f000-000000000001', sid: '00000000-0000-4000-f000-000000000002' });

const script = (name) => readFileSync(path.join(benchFolder, name), 'utf8');

/** Loads everything, and writes the tokens to a file that the load generator reads: one a line, collectors first. */
export async function load(server, folder) {
  await server.sql(script('data/load.sql'));
  await server.sql(script('ceiling/opening.sql'));
  await reset(server);
  await server.sql('VACUUM ANALYZE');
  // It would fall upon one contestant and not upon another.
  await server.sql('ALTER SYSTEM SET autovacuum = off');
  await server.sql('SELECT pg_reload_conf()');
  const tokens = path.join(folder, 'tokens');
  writeFileSync(tokens, Array.from({ length: BUYERS }, (_, number) => `${tokenOf(number)}\n`).join(''), { mode: 0o600 });
  return tokens;
}

/** Requests whose client has gone still run to their end: waits for that. */
export async function settle(server) {
  const busy = `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE usename IN ('gem_api', 'gem_hooks') AND state <> 'idle'`;
  for (let quiet = 0, attempt = 0; quiet < 3 && attempt < 500; attempt += 1) {
    const [{ count }] = await server.sql(busy);
    quiet = count === 0 ? quiet + 1 : 0;
    await pause(20);
  }
}

export async function reset(server) {
  await settle(server);
  await server.sql(script('data/reset.sql'));
  await server.sql('VACUUM ANALYZE vault_item, ledger_account, app_user, pack_supply, pool_free, fairness_seed');
}

/** How many openings there were since reset(). Fails when one is not complete, whoever made it. */
export async function countOpenings(server) {
  await settle(server);
  const [{ ledger_faults: faults, ...counts }] = await server.sql(script('data/check.sql'));
  const [first, ...others] = Object.values(counts).map(Number);
  if (Number(faults) !== 0 || others.some((count) => count !== first)) throw new Error(`openings are not complete: ${JSON.stringify({ ...counts, faults })}`);
  return first;
}
