// The running server that script/test started: where it is, how to command it, how to look into its database.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
export const root = path.resolve(import.meta.dirname, '../../..');
export const state = process.env.GEM_TEST_STATE ?? path.join(root, 'var');

function readServerEnvironment() {
  const text = readFileSync(path.join(state, 'server.env'), 'utf8');
  return Object.fromEntries([...text.matchAll(/^(\w+)='(.*)'$/gm)].map((match) => [match[1], match[2]]));
}

export const environment = readServerEnvironment();
export const url = environment.GEM_URL;
export const sandboxUrl = environment.GEM_SANDBOX_URL;

/** A secret that script/server made or was given: secret('GEM_USER_JWT_KEY'). */
export function secret(name) {
  const files = [environment.GEM_SECRETS, ...readdirSync(environment.GEM_SETTINGS).map((file) => path.join(environment.GEM_SETTINGS, file))];
  for (const file of files) {
    const found = readFileSync(file, 'utf8').match(new RegExp(`^(?:export )?${name}=(.*)$`, 'm'));
    if (found) return found[1];
  }
  throw new Error(`script/server keeps no ${name}`);
}

// A sanitizer's look for leaks takes ten times as long as what gemctl does: each word is looked at once in each file.
const looked = new Set();
const withoutLeakCheck = { ...process.env, ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0` };

/** Runs gemctl against the server: {code, stdout, stderr}. */
export async function gemctl(...words) {
  const env = looked.has(words[0]) ? withoutLeakCheck : process.env;
  looked.add(words[0]);
  try {
    const { stdout, stderr } = await run(path.join(root, 'script/gemctl'), ['--state', state, ...words], { maxBuffer: 1 << 26, env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (typeof error.code !== 'number') throw error;
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

const pools = new Map();

/** Rows of a statement run with a role: OWNER, API, ADMIN, HOOKS, WORKER or SUPERUSER. */
export async function sqlAs(role, text, values = []) {
  if (!pools.has(role)) {
    const connectionString = environment[`GEM_DATABASE_URL_${role}`];
    pools.set(role, new pg.Pool({ connectionString, max: 4, idleTimeoutMillis: 5000, allowExitOnIdle: true }));
    pools.get(role).on('error', () => {}); // a test may stop the database
  }
  return (await pools.get(role).query(text, values)).rows;
}

export const sql = (text, values) => sqlAs('OWNER', text, values);

/** Moves the platform's time forward for every process. Put it back with resetClock() in an after() hook. */
export const advanceClock = async (seconds) => mustSucceed(await gemctl('clock', 'advance', String(seconds)));
export const resetClock = async () => mustSucceed(await gemctl('clock', 'reset'));

export function mustSucceed(result) {
  if (result.code !== 0) throw new Error(`gemctl failed with ${result.code}: ${result.stderr}`);
  return result.stdout;
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until `check` gives something truthy, and gives that back. */
export async function eventually(check, milliseconds = 10000) {
  const end = Date.now() + milliseconds;
  for (let attempt = 1; ; attempt += 1) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not happen within ${milliseconds} ms: ${check}`);
    await pause(Math.min(attempt * 10, 200));
  }
}
