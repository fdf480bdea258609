// Another server with settings of its own, small and empty, for what cannot be changed on the running one.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { environment, root } from './server.mjs';

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** startServer({GEM_CORS_ORIGINS: '…'}) → {url, stop()}. Give stop() to after(). */
export async function startServer(settings) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gem-second-'));
  chmodSync(folder, 0o755); // the database's user goes through it
  const port = await freePort();
  const child = spawn(path.join(root, 'script/server'), ['--state', folder, '--port', String(port), '--no-demo'], {
    env: { ...process.env, GEM_SKIP_BUILD: '1', GEM_BUILD_DIR: environment.GEM_BUILD, GEM_API_PROCESSES: '2', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let said = '';
  await new Promise((resolve, reject) => {
    const listen = (data) => {
      said += data;
      if (/^ready:/m.test(said)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then(() => reject(new Error(`the second server did not start: ${said}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}
