// A server of the benchmark's own, made by script/server in a folder that goes away afterwards.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';

export const benchFolder = path.resolve(import.meta.dirname, '..');
export const root = path.resolve(benchFolder, '../..');
export const queryFolder = path.join(root, 'sql/query');

/** Signs the tokens of all contestants. */
export const tokenKey = randomBytes(32).toString('hex');

/** Signs the webhooks. */
export const webhookSecret = `whsec_${randomBytes(16).toString('hex')}`;

/** How many processes gem-hooks has (script/lib/programs.sh). */
export const webhookPool = 2;

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A program that is ended with us; what it says goes to `log`. The promise `ended` gives its exit status. */
export function start(command, words, { log, environment = {}, folder = root } = {}) {
  const child = spawn(command, words, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'] });
  child.ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal));
    child.on('error', (error) => resolve(error.message));
  });
  return child;
}

export async function stop(child) {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await child.ended;
}

/** Runs a program to its end and gives what it printed; fails when it fails. */
export function run(command, words, { environment = {}, folder = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (complaints += data));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${path.basename(command)} ended with ${code}: ${(complaints || output).trim().split('\n').slice(-5).join('\n')}`));
    });
  });
}

function readEnvironment(state) {
  const text = readFileSync(path.join(state, 'server.env'), 'utf8');
  return Object.fromEntries([...text.matchAll(/^(\w+)='(.*)'$/gm)].map((match) => [match[1], match[2]]));
}

/** Starts script/server with limits that are never reached, and gives what is needed to talk to it. */
export async function startServer(state, log, { pool }) {
  const port = await freePort();
  const child = start(path.join(root, 'script/server'), ['--state', state, '--port', String(port), '--no-demo'], {
    log,
    environment: {
      GEM_ENVIRONMENT: 'sandbox', GEM_USER_JWT_KEY: tokenKey, GEM_ADMIN_JWT_KEY: tokenKey, GEM_PURCHASE_INTERVAL: '0', GEM_API_PROCESSES: String(pool),
      GEM_STRIPE_WEBHOOK_SECRET: webhookSecret, GEM_LIMIT_API: '1000000r/s burst 1000000', GEM_LIMIT_HOOKS: '1000000r/s burst 1000000',
      GEM_LIMIT_CONNECTIONS: '4000', GEM_DATABASE_CONNECTIONS: '200',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (await Promise.race([child.ended, pause(200)]) !== undefined) throw new Error('script/server did not start');
    if (await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false)) break;
  }
  while (!readableEnvironment(state)) await pause(100);
  const environment = readEnvironment(state);
  const database = new pg.Pool({ connectionString: environment.GEM_DATABASE_URL_SUPERUSER, max: 1 });
  database.on('error', () => {});
  const server = { child, url, state, environment, database, databaseSocket: path.join(environment.GEM_SOCKETS, 'postgres') };
  server.sql = async (text, values) => (await database.query(text, values)).rows;
  server.supervisor = (...words) => run('supervisorctl', ['--configuration', environment.GEM_SUPERVISOR_CONFIG, ...words]);
  server.stop = async () => {
    await database.end().catch(() => {});
    await stop(child);
  };
  return server;
}

function readableEnvironment(state) {
  try {
    return readFileSync(path.join(state, 'server.env'), 'utf8').includes('GEM_DATABASE_URL_WORKER');
  } catch {
    return false;
  }
}
