// The parts of the running server, stopped and started as an operator would. Always inside withoutPart(), or with a start in after().
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { environment, eventually, url } from './server.mjs';

const run = promisify(execFile);

async function supervisor(...words) {
  try {
    return (await run('supervisorctl', ['-c', environment.GEM_SUPERVISOR_CONFIG, ...words])).stdout;
  } catch (error) {
    if (typeof error.code !== 'number') throw error;
    return error.stdout; // "already started" and a stopped part in a status are no failures
  }
}

/** postgres, memcached, sandbox, nginx, gem-api:*, gem-worker:* */
export const stopPart = (name) => supervisor('stop', name);

export const isReady = async () => {
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  return answer?.status === 200 && (await answer.json()).cache;
};

/** Starts a part and waits until the whole server is ready again: database, cache and all. */
export async function startPart(name) {
  await supervisor('start', name);
  await eventually(isReady, 30000);
}

export async function withoutPart(name, work) {
  await stopPart(name);
  try {
    return await work();
  } finally {
    await startPart(name);
  }
}
