// Workers beside the server's own, on the same database and with settings of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import path from 'node:path';
import { environment } from './server.mjs';

const START = 'source "$0"; exec setpriv --pdeathsig TERM env "${@:2}" "$1"';

/** startWorker({GEM_STRIPE_API_URL: '…'}) → {end(signal), ended}; `ended` comes to {code, signal}. */
export function startWorker(settings = {}) {
  const log = openSync(path.join(environment.GEM_LOG, 'gem-worker.log'), 'a');
  const overrides = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const child = spawn(
    'bash', ['-c', START, path.join(environment.GEM_SETTINGS, 'gem-worker'), path.join(environment.GEM_BUILD, 'gem-worker'), ...overrides],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const end = (signal = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { end, ended };
}
