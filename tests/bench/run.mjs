// Measures Gem against ceilings and against other stacks; script/bench runs this.
import { chmodSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { load, reset } from './support/data.mjs';
import { startFront } from './support/front.mjs';
import { useTokens } from './support/generators.mjs';
import { describeMachine } from './support/machine.mjs';
import { finished } from './support/progress.mjs';
import { startPeers } from './support/peers.mjs';
import { startServer } from './support/server.mjs';
import { summarise } from './support/table.mjs';
import * as catalogue from './workloads/catalogue.mjs';
import * as console_ from './workloads/console.mjs';
import * as flood from './workloads/flood.mjs';
import * as intake from './workloads/intake.mjs';
import * as market from './workloads/market.mjs';
import * as memory from './workloads/memory.mjs';
import * as opening from './workloads/opening.mjs';
import * as payment from './workloads/payment.mjs';
import * as vault from './workloads/vault.mjs';

const workloads = { catalogue, vault, opening, market, intake, flood, payment, memory, console: console_ };
const AGAINST_PEERS = ['catalogue', 'vault', 'opening'];
const POOL = 8;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, json: { type: 'string' }, rounds: { type: 'string' } },
});
const names = positionals.length ? positionals : Object.keys(workloads);

const folder = mkdtempSync(path.join(os.tmpdir(), 'gem-bench-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as somebody else and must get at its data
const running = [];
let kept = false;

async function clean() {
  for (const part of running.reverse()) await part.stop().catch(() => {});
  running.length = 0;
  if (!kept) rmSync(folder, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => clean().finally(() => process.exit(130)));

function failed(words) {
  kept = true;
  process.exitCode = 1;
  console.error(`bench: ${words}\nThe logs are in ${folder}.`);
}

async function prepare() {
  const state = path.join(folder, 'state');
  mkdirSync(state);
  finished('Starting the server');
  const server = await startServer(state, openSync(path.join(folder, 'server.log'), 'w'), { pool: POOL });
  running.push(server);
  useTokens(await load(server, folder));
  // Its schedules would fall upon one contestant and not upon another.
  await server.supervisor('stop', 'gem-worker:*');
  if (!names.some((name) => AGAINST_PEERS.includes(name))) return { server, peers: { running: [], skipped: [] } };
  const peers = await startPeers(folder, { databaseSocket: server.databaseSocket, pool: POOL });
  running.push(peers);
  const sites = peers.running.map((peer) => ({ ...peer, name: peer.key }));
  const front = await startFront(folder, [...(await catalogue.sites({ server, folder })), ...sites]);
  running.push(front);
  return { server, peers, front };
}

async function main() {
  const { server, peers, front } = await prepare();
  const settings = { seconds: values.quick ? 1 : 3, rounds: Number(values.rounds ?? 3), quick: values.quick === true, pool: POOL };
  const measured = [];
  for (const name of names) {
    try {
      await reset(server); // each finds the data as loaded, in whatever order they run
      measured.push({ workload: workloads[name], ...(await workloads[name].measure({ server, front, peers: peers.running, folder, ...settings })) });
    } catch (error) {
      failed(`${name}: ${error.message}`); // what the others found is worth showing all the same
    }
  }
  const { text, json } = summarise(measured, await describeMachine(), peers.skipped);
  console.log(text);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(json, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  failed(error.message);
} finally {
  await clean();
}
