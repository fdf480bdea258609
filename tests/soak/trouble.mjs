// What goes wrong while people pay: faults of outside services, messages that get lost, processes that die, and jumps of time.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cutConnection } from '../integration/support/processes.mjs';
import { environment, eventually, gemctl } from '../integration/support/server.mjs';
import { createClock } from '../sandbox/server/clock.mjs';
import { control } from './outside.mjs';

const run = promisify(execFile);

const NODE_MODES = ['down', 'slow', 'rate_limited', 'error', 'lost', 'lagging', 'blind', 'unconfirmed'];
const PRICE_MODES = ['down', 'slow', 'rate_limited', 'error'];
const DELIVERY_MODES = ['lost', 'duplicate', 'reordered', 'late', 'wrong_signature'];

// `target` is where the sandbox takes the fault.
export const FAULTS = [
  { target: '/faults', name: 'solana_a', modes: NODE_MODES },
  { target: '/faults', name: 'solana_b', modes: NODE_MODES },
  { target: '/faults', name: 'solana_c', modes: NODE_MODES },
  { target: '/faults', name: 'stripe', modes: ['down', 'slow', 'rate_limited', 'error', 'lost'] },
  { target: '/faults', name: 'coingecko', modes: PRICE_MODES },
  { target: '/faults', name: 'pyth', modes: PRICE_MODES },
  { target: '/deliveries/faults', name: 'stripe', modes: DELIVERY_MODES },
  { target: '/deliveries/faults', name: 'solana', modes: DELIVERY_MODES },
];

// `part` names a process of the supervisor's, `role` one connection of the database.
export const ACCIDENTS = [
  { weight: 4, part: 'gem-worker' },
  { weight: 4, part: 'gem-api' },
  { weight: 2, part: 'gem-api-outbound' },
  { weight: 2, part: 'gem-hooks' },
  { weight: 1, role: 'gem_worker' },
  { weight: 1, role: 'gem_api' },
  { weight: 1, role: 'gem_hooks' },
];

export const platformNow = createClock(environment.GEM_CLOCK_FILE).now;

// Like "gem-api:gem-api_1  RUNNING  pid 123, uptime …". Number 0 of a pool only keeps its socket.
async function processIdsOf(part) {
  const { stdout } = await run('supervisorctl', ['-c', environment.GEM_SUPERVISOR_CONFIG, 'status']).catch((error) => error);
  const rows = [...stdout.matchAll(/^(?:([\w-]+):)?([\w-]+) +RUNNING +pid (\d+)/gm)];
  return rows.filter(([, group, name]) => (group ?? name) === part && !name.endsWith('_0')).map(([, , , process_]) => Number(process_));
}

// False when none runs at the moment.
async function killOne(part) {
  const found = await processIdsOf(part);
  if (found.length === 0) return false;
  try {
    process.kill(found[Math.floor(Math.random() * found.length)], 'SIGKILL');
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false; // it was quicker
    throw error;
  }
}

const cutOne = (role) => cutConnection(role).then(Boolean, () => false);

/**
 * Runs the events of a plan as the payments reach them. `counts` says how often what was done; `jumps` are [{from, until}] in
 * milliseconds of the platform's time; `onJump` runs after each.
 */
export function createTrouble(events, onJump) {
  const waiting = [...events];
  const counts = {};
  const jumps = [];
  let turn = Promise.resolve();

  function count(name) {
    counts[name] = (counts[name] ?? 0) + 1;
  }

  // What has landed by now is final before time jumps, as it would be.
  async function jump(seconds) {
    const from = platformNow();
    await control('POST', '/solana/blocks', { count: 40 });
    await eventually(async () => (await gemctl('clock', 'advance', String(seconds))).code === 0, 60000);
    jumps.push({ from, until: platformNow() });
    count('jumps of time');
    await onJump();
  }

  const ACTS = {
    async fault({ target, name, fault }) {
      await control('PUT', `${target}/${name}`, fault);
      if (fault.mode !== 'none') count(`${target === '/faults' ? '' : 'messages of '}${name} ${fault.mode}`);
    },
    async accident({ part, role }) {
      const done = part === undefined ? await cutOne(role) : await killOne(part);
      if (done) count(part === undefined ? `connection of ${role} cut` : `${part} killed`);
    },
    jump: ({ seconds }) => jump(seconds),
  };

  async function runDue(reached) {
    while (waiting.length > 0 && waiting[0].at <= reached) {
      const event = waiting.shift();
      await ACTS[event.does](event);
    }
  }

  return {
    counts,
    jumps,
    jump,
    reach(index) {
      turn = turn.then(() => runDue(index));
      return turn;
    },
    async end() {
      await turn;
      for (const { target, name } of FAULTS) await control('PUT', `${target}/${name}`, { mode: 'none' });
    },
  };
}
