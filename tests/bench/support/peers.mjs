// The same three routes in other stacks, each with a pool as large as ours. One that cannot be started is left out by name.
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { finished, progress } from './progress.mjs';
import { benchFolder, pause, queryFolder, root, run, start, stop, tokenKey } from './server.mjs';

const folderOf = (name) => path.join(benchFolder, 'peers', name);

async function buildGo(folder) {
  const program = path.join(folder, 'go-peer');
  await run('go', ['build', '-o', program, '.'], { folder: folderOf('go'), environment: { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' } });
  return [program, []];
}

async function installFastify() {
  const folder = folderOf('fastify');
  if (!existsSync(path.join(folder, 'node_modules/.package-lock.json'))) await run('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']);
  return [process.execPath, [path.join(folder, 'server.mjs')]];
}

async function findPhp() {
  const packages = await run('php', ['-r', 'echo PHP_MAJOR_VERSION . "." . PHP_MINOR_VERSION;']);
  return `php-fpm${packages.trim()}`;
}

async function configurePhp(folder, { socket, environment, pool }) {
  const file = path.join(folder, 'php-fpm.conf');
  const variables = Object.entries(environment).map(([name, value]) => `env[${name}] = "${value}"`).join('\n');
  writeFileSync(file, `[global]\nerror_log = ${folder}/php.log\ndaemonize = no\n[bench]\nlisten = ${socket}\nlisten.backlog = 4096\npm = static\n`
    + `pm.max_children = ${pool}\n${process.getuid() === 0 ? 'user = root\ngroup = root\n' : ''}${variables}\n`, { mode: 0o600 });
  return [await findPhp(), ['--nodaemonize', '--fpm-config', file, ...(process.getuid() === 0 ? ['--allow-to-run-as-root'] : [])]];
}

// Debian's own Python, which Debian's packages belong to.
const uvicorn = (module) => ['/usr/bin/python3', ['-m', 'uvicorn', '--app-dir', folderOf('fastapi'), '--workers', '2', '--no-access-log', '--log-level', 'warning',
  '--uds', '@SOCKET@', `${module}:app`]];

const peers = [
  { name: 'Go, pgx', key: 'go', kind: 'proxy', prepare: buildGo },
  { name: 'Fastify, pg', key: 'fastify', kind: 'proxy', prepare: installFastify },
  { name: 'php-fpm, PDO', key: 'php', kind: 'fastcgi', prepare: configurePhp, script: path.join(folderOf('php'), 'index.php') },
  { name: 'FastAPI, asyncpg', key: 'fastapi', kind: 'proxy', prepare: async () => uvicorn('direct') },
  { name: 'FastAPI, SQLAlchemy', key: 'sqlalchemy', kind: 'proxy', prepare: async () => uvicorn('mapped') },
];

const accepts = (socket) => new Promise((resolve) => {
  const connection = createConnection(socket, () => resolve(connection.destroy() && true));
  connection.on('error', () => resolve(false));
});

async function startPeer(peer, folder, { databaseSocket, pool }) {
  const socket = path.join(folder, `${peer.key}.socket`);
  const environment = {
    BENCH_SQL: queryFolder, BENCH_DATABASE: databaseSocket, BENCH_KEY: tokenKey, BENCH_POOL: String(pool), BENCH_SOCKET: socket, PYTHONDONTWRITEBYTECODE: '1',
  };
  const [command, words] = await peer.prepare(folder, { socket, environment, pool });
  const file = path.join(folder, `${peer.key}.log`);
  const log = openSync(file, 'w');
  const child = start(command, words.map((word) => word.replace('@SOCKET@', socket)), { log, environment, folder: root });
  closeSync(log);
  let status;
  child.ended.then((ended) => (status = ended));
  for (let attempt = 0; attempt < 200 && status === undefined; attempt += 1) {
    if (await accepts(socket)) return { name: peer.name, key: peer.key, kind: peer.kind, script: peer.script, socket, child };
    await pause(100);
  }
  if (status === undefined) await stop(child);
  throw new Error(readFileSync(file, 'utf8').trim().split('\n').at(-1) || `ended with ${status}`);
}

/** → {running: [{name, key, kind, socket, …}], skipped: [{name, why}], stop()} */
export async function startPeers(folder, options) {
  const running = [];
  const skipped = [];
  for (const peer of peers) {
    progress(`Starting the peers: ${peer.name}`);
    try {
      running.push(await startPeer(peer, folder, options));
    } catch (error) {
      skipped.push({ name: peer.name, why: error.message.split('\n')[0] });
    }
  }
  finished(`Peers: ${running.map((peer) => peer.name).join('; ')}`);
  for (const { name, why } of skipped) finished(`  skipped ${name}: ${why}`);
  return { running, skipped, stop: () => Promise.all(running.map((peer) => stop(peer.child))) };
}
