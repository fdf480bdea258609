// A real EVM node (anvil) as a child, whose chain is kept in a file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const START_LIMIT_MS = 20_000;
const SAVE_EVERY_SECONDS = '5';
const MACHINES = { x64: 'amd64', arm64: 'arm64' };

// The shell becomes anvil, and leaves a watcher that ends it when our end of the pipe closes: also when we were killed. A line
// in the pipe lets the watcher go.
const LEASH = 'exec 3<&0; (read -r _ <&3 || kill $$) >/dev/null 2>&1 & exec 3<&- "$@" </dev/null';

const findProgram = () => createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${MACHINES[process.arch]}/bin/anvil`);

function waitForPort(child) {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`anvil is not ready in time: ${output}`)), START_LIMIT_MS);
    child.once('exit', () => reject(new Error(`anvil ended: ${output}`)));
    child.stdout.on('data', (piece) => {
      const ready = /Listening on 127\.0\.0\.1:(\d+)/.exec(output += piece);
      if (!ready) return;
      clearTimeout(timer);
      child.stdout.removeAllListeners('data').resume();
      resolve(Number(ready[1]));
    });
    child.stderr.on('data', (piece) => { output += piece; });
  });
}

export function createAnvil({ folder, chain_id }) {
  let child = null;
  let url = null;

  async function start() {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    child = spawn('/bin/sh', [
      '-c', LEASH, 'sh', findProgram(), '--host', '127.0.0.1', '--port', '0', '--chain-id', String(chain_id),
      '--state', path.join(folder, 'chain.json'), '--state-interval', SAVE_EVERY_SECONDS, '--cache-path', path.join(folder, 'cache'),
    ]);
    child.stdin.on('error', () => {});
    child.once('exit', () => child.stdin.end('ended\n'));
    url = `http://127.0.0.1:${await waitForPort(child)}`;
    return `evm: chain ${chain_id}`;
  }

  // Saves the chain, too.
  async function stop() {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  }

  // A JSON-RPC message to the node, as text; gives the text of its answer.
  async function exchange(text) {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });
    return answer.text();
  }

  async function call(method, params) {
    const { result, error } = JSON.parse(await exchange(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })));
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  return { start, stop, exchange, call };
}
