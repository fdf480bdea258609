// Messages (web-hooks) to the platform: tried again until it takes them, behind faults of their own. Without a platform
// they are only recorded. The newest are remembered; one that is pushed out is given up.
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaults } from './faults.mjs';
import { DELIVERY_MODES } from './delivery_modes.mjs';

const MAXIMUM_KEPT = 20_000;
const MAXIMUM_LISTED = 1000;
const MAXIMUM_TRIES = 10;
const MAXIMUM_ATTEMPTS_KEPT = 50;
const AT_ONCE = 8;
const ANSWER_LIMIT_MS = 10_000;

function createSlots(count) {
  const waiting = [];
  let free = count;
  return {
    async take() {
      if (free === 0) await new Promise((resolve) => { waiting.push(resolve); });
      else free -= 1;
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}

// What proves the sender is spoilt wherever it may stand: in the path's query, in fixed headers, in a signature.
function forgedMessage({ path, headers, sign, body }, seconds) {
  const spoilt = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}-forged`]));
  return { path: path.replace(/\?.*/, (query) => `${query}-forged`), headers: { ...spoilt, ...sign(`${body} `, seconds) } };
}

const messageOf = ({ path, headers, sign, body }, seconds) => ({ path, headers: { ...headers, ...sign(body, seconds) } });

// `services` are the names of those that send; `platform` is an address or null; `first_pause_ms` doubles with each try.
export function createDeliveries({ services, platform, first_pause_ms, clock, random }) {
  const faults = createFaults(new Map(services.map((name) => [name, DELIVERY_MODES])), random);
  const records = new Map();
  const held = new Map();
  const slots = createSlots(AT_ONCE);
  const stopping = new AbortController();

  const wait = (milliseconds) => sleep(milliseconds, null, { signal: stopping.signal });

  // The status of the answer, or null when there was none. A redirection is not followed.
  async function post({ path, headers }, body) {
    try {
      const answer = await fetch(platform + path, {
        method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return null;
    }
  }

  // True when the platform took it.
  async function attempt(record, write = messageOf) {
    await slots.take();
    try {
      stopping.signal.throwIfAborted();
      const now = clock.now();
      const row = { at: new Date(now).toISOString(), status: await post(write(record, Math.floor(now / 1000)), record.body) };
      record.attempts.push(row);
      if (record.attempts.length > MAXIMUM_ATTEMPTS_KEPT) record.attempts.shift();
      return row.status >= 200 && row.status < 300;
    } finally {
      slots.give();
    }
  }

  async function send(record) {
    for (let tries = 0; tries < MAXIMUM_TRIES; tries += 1) {
      if (tries > 0) await wait(first_pause_ms * 2 ** (tries - 1));
      if (records.get(record.id) !== record) return;
      if (await attempt(record)) {
        record.state = 'delivered';
        return;
      }
    }
    if (record.state !== 'delivered') record.state = 'failed';
  }

  // Until the next one of the service is done, but not for ever.
  async function hold(record, most_ms) {
    let release;
    const next = new Promise((resolve) => { release = resolve; });
    held.set(record.service, release);
    await Promise.race([next, wait(most_ms)]);
    if (held.get(record.service) === release) held.delete(record.service);
    await send(record);
  }

  async function dispatch(record) {
    const release = held.get(record.service);
    if (release) {
      held.delete(record.service);
      await send(record);
      release();
      return;
    }
    await faults.apply(record.service, {
      send: () => send(record),
      forge: () => attempt(record, forgedMessage),
      lose: () => { record.state = 'lost'; },
      hold: (most_ms) => hold(record, most_ms),
      wait,
      random,
    });
  }

  function start(task) {
    task.catch((error) => {
      if (error.name !== 'AbortError') console.error(`sandbox: a delivery failed: ${error.stack}`);
    });
  }

  function remember(message) {
    const record = Object.assign(records.get(message.id) ?? { attempts: [] }, message);
    record.state = platform === null ? 'recorded' : 'waiting';
    records.set(record.id, record);
    if (records.size > MAXIMUM_KEPT) records.delete(records.keys().next().value);
    return record;
  }

  return {
    faults,

    // Returns at once. `headers` and `sign(body, seconds) => headers` say who sends; the signature is made anew for each try, with
    // the platform's time in seconds. `body` is JSON text. What has an `id` sent before is sent again.
    send({ service, path, headers = {}, sign = () => ({}), body, id }) {
      const record = remember({ id, service, path, headers, sign, body });
      if (platform !== null) start(dispatch(record));
    },

    // Once more and without a fault; false when there is no such message.
    replay(id) {
      const record = records.get(id);
      if (record && platform !== null) start(send(record));
      return record !== undefined;
    },

    isDelivered: (id) => records.get(id)?.state === 'delivered',

    // The newest first; service null means all.
    list({ service }) {
      const wanted = [...records.values()].filter((record) => service === null || record.service === service);
      return wanted.slice(-MAXIMUM_LISTED).reverse().map(({ id, service: sender, path, state, attempts }) => ({ id, service: sender, path, state, attempts }));
    },

    stop() {
      stopping.abort();
    },
  };
}
