// How long a buyer waits: from a payment in USDC sent on the sandbox's chain until the pack is opened, told by a webhook alone, by the
// buyer alone, or by nobody, so that the sweep of the treasury has to find it. The chain's own time until it is final is part of it.
import { randomUUID } from 'node:crypto';
import { packId, reset, tokenOf } from '../support/data.mjs';
import { progress } from '../support/progress.mjs';
import { pause } from '../support/server.mjs';

const FINALITY = { confirmed_ms: 400, finalized_ms: 1500 };
const BETWEEN_PAYMENTS_MS = 250;
const LOOK_EVERY_MS = 10;
const PATIENCE_MS = 30000;

const WAYS = [
  { name: 'by webhook', webhooks: 'none', sweeps: false, tells: false },
  { name: 'by the buyer’s word', webhooks: 'lost', sweeps: false, tells: true },
  { name: 'by the sweep alone', webhooks: 'lost', sweeps: true, tells: false },
];

export const title = 'payment to draw';

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;

async function ask(method, url, body, headers = {}) {
  const answer = await fetch(url, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
  if (!answer.ok) throw new Error(`${method} ${url} answers ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}

/** Watches all openings by one statement: {opened(id) → a promise of the moment, stop()}. */
function watchOpenings(server) {
  const waiting = new Map();
  let watching = true;
  async function watch() {
    while (watching) {
      for (const { id } of await server.sql(`SELECT id FROM opening WHERE status = 'OPENED'`)) {
        waiting.get(id)?.(performance.now());
        waiting.delete(id);
      }
      await pause(LOOK_EVERY_MS);
    }
  }
  const ended = watch();
  return {
    opened: (id) => new Promise((resolve) => waiting.set(id, resolve)),
    stop: () => {
      watching = false;
      return ended;
    },
  };
}

async function payOnce(server, watcher, way, buyer) {
  const authorization = { authorization: `Bearer ${tokenOf(buyer)}` };
  const opening = await ask('POST', `${server.url}/api/packs/${packId}/purchase`, { quantity: 1, method: 'USDC' }, { ...authorization, 'idempotency-key': randomUUID() });
  const opened = watcher.opened(opening.id);
  const { signature } = await ask('POST', `${server.environment.GEM_SANDBOX_URL}/control/solana/pay`, { url: opening.payment.solana_pay_url });
  const sent = performance.now();
  if (way.tells) await ask('POST', `${server.url}/api/packs/confirm-payment`, { opening_id: opening.id, tx_hash: signature }, authorization);
  const moment = await Promise.race([opened, pause(PATIENCE_MS)]);
  if (moment === undefined) throw new Error(`${way.name}: opening ${opening.id} was paid and is not opened after ${seconds(PATIENCE_MS)}`);
  return moment - sent;
}

async function prepareWay(server, way) {
  await server.supervisor('stop', 'gem-worker:*');
  await reset(server);
  await ask('PUT', `${server.environment.GEM_SANDBOX_URL}/control/deliveries/faults/solana`, { mode: way.webhooks, count: null });
  await server.sql(`UPDATE schedule SET next_run_at = gem_now() + $1::interval WHERE name = 'sweep_treasury'`, [way.sweeps ? '0' : '1 day']);
  await server.supervisor('start', 'gem-worker:*');
}

async function measureWay(server, way, count) {
  await prepareWay(server, way);
  const watcher = watchOpenings(server);
  const payments = [];
  for (let buyer = 0; buyer < count; buyer += 1) {
    payments.push(payOnce(server, watcher, way, buyer));
    progress(`${title}, ${way.name}: ${buyer + 1} of ${count}`);
    await pause(BETWEEN_PAYMENTS_MS);
  }
  const taken = await Promise.all(payments).finally(watcher.stop);
  taken.sort((left, right) => left - right);
  const part = (share) => taken[Math.ceil(count * share) - 1];
  return { p50: part(0.5), p99: part(0.99) };
}

export async function measure({ server, quick }) {
  const count = quick ? 20 : 100;
  const measured = {};
  await ask('PUT', `${server.environment.GEM_SANDBOX_URL}/control/solana/finality`, FINALITY);
  for (const way of WAYS) measured[way.name] = await measureWay(server, way, count);
  await server.supervisor('stop', 'gem-worker:*');
  return {
    facts: [
      { what: 'the sandbox’s chain is final after', value: seconds(FINALITY.finalized_ms) },
      ...WAYS.map(({ name }) => ({ what: `${name}, ${count} payments`, value: `p50 ${seconds(measured[name].p50)}, p99 ${seconds(measured[name].p99)}` })),
    ],
    measured,
  };
}
