// Starts the program as a user would, on free ports and in a folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../sandbox.mjs', import.meta.url));
const START_LIMIT_MS = 20_000;

const folders = [];
process.on('exit', () => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

export function newFolder() {
  folders.push(fs.mkdtempSync(path.join(os.tmpdir(), 'gem-sandbox-')));
  return folders.at(-1);
}

// Runs the program to its end: {code, signal, stdout, stderr}.
export async function runProgram(words, environment = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...words], { env: { ...process.env, ...environment } });
  const output = collect(child);
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...output };
}

function collect(child) {
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece) => { output.stdout += piece; });
  child.stderr.on('data', (piece) => { output.stderr += piece; });
  return output;
}

function waitForReady(child, output) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time: ${output.stdout}${output.stderr}`)), START_LIMIT_MS);
    child.once('close', () => reject(new Error(`ended early: ${output.stderr}`)));
    child.stdout.on('data', () => {
      const ready = /sandbox ready: (\S+)/.exec(output.stdout);
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready[1]);
    });
  });
}

export async function startSandbox({ state = newFolder(), contracts, smtp = true, more_words = [] } = {}) {
  const words = ['--port', '0', '--state', state, ...(smtp ? ['--smtp-port', '0'] : []), ...(contracts ? ['--contracts', contracts] : []), ...more_words];
  const child = spawn(process.execPath, [PROGRAM, ...words]);
  const output = collect(child);
  const address = await waitForReady(child, output);

  const request = (place, options) => fetch(address + place, options);
  return {
    address,
    state,
    output,
    request,
    smtp_port: Number(/smtp: 127\.0\.0\.1:(\d+)/.exec(output.stdout)?.[1]),
    getJson: async (place) => (await request(place)).json(),
    getText: async (place) => (await request(place)).text(),
    sendMail: (mail, headers = {}) => request('/sendgrid/v3/mail/send', {
      method: 'POST',
      headers: { authorization: 'Bearer SG.test', 'content-type': 'application/json', ...headers },
      body: typeof mail === 'string' ? mail : JSON.stringify(mail),
    }),
    setFault: (service, fault) => request(`/control/faults/${service}`, { method: 'PUT', body: JSON.stringify(fault) }),
    // What a test must be able to rely on at its start.
    reset: async () => {
      await request('/mailbox', { method: 'DELETE' });
      await request('/control/violations', { method: 'DELETE' });
      await request('/control/x/tokens', { method: 'DELETE' });
      for (const service of ['mail', 'x']) await request(`/control/faults/${service}`, { method: 'PUT', body: '{"mode":"none"}' });
    },
    // Ends the program: {code, signal}.
    stop: async (signal = 'SIGTERM') => {
      const closed = once(child, 'close');
      child.kill(signal);
      const [code, by_signal] = await closed;
      return { code, signal: by_signal };
    },
  };
}
