// After the trouble: everything works again, and time and schedules go on until nothing waits any more.
import { isReady, startPart } from '../integration/support/parts.mjs';
import { advanceClock, eventually, gemctl, sql } from '../integration/support/server.mjs';
import { control } from './outside.mjs';

// Beyond the life of a checkout session, and of everything shorter.
const FIRST_STEP_SECONDS = 2 * 3600;
const STEP_SECONDS = 400;
const FRESH_SECONDS = 90;
const MOST_STEPS = 15;
const QUIET_LIMIT_MS = 15_000;

const PARTS = ['postgres', 'memcached', 'sandbox', 'nginx', 'gem-api:*', 'gem-api-outbound:*', 'gem-hooks:*', 'gem-worker:*'];

/** What still waits for something, by name. */
const WAITING = {
  'jobs': 'SELECT kind, subject_id, attempt, problem FROM job WHERE dead_at IS NULL',
  'quotes': `SELECT id, purpose, asset, expires_at FROM payment_quote WHERE status = 'OPEN'`,
  'openings': `SELECT id, status, method FROM opening WHERE status IN ('PENDING_PAYMENT', 'PENDING_CONFIRMATION', 'PAID')`,
  'deposits': `SELECT id, method, external_id FROM deposit WHERE status = 'PENDING'`,
  'transactions': `SELECT id, signature, source FROM chain_transaction WHERE status = 'SEEN'`,
  'events': `SELECT id, provider, event_id, status FROM webhook_event WHERE status IN ('RECEIVED', 'QUEUED')`,
  'refunds': `SELECT id, deposit_id FROM card_refund WHERE status = 'REQUESTED'`,
};

async function findWaiting() {
  const found = await Promise.all(Object.entries(WAITING).map(async ([name, statement]) => [name, await sql(`${statement} LIMIT 5`)]));
  return found.filter(([, rows]) => rows.length > 0);
}

const isDelivered = async () => (await control('GET', '/deliveries')).every((delivery) => delivery.state !== 'waiting');
const isQuiet = async () => (await findWaiting()).length === 0 && (await isDelivered());

// After a step prices are too old to book by, and what needed one waits for its next try: which comes while the new ones are fresh.
async function step(seconds) {
  await advanceClock(seconds);
  await control('POST', '/solana/blocks', { count: 40 });
  await gemctl('run-schedule', 'all'); // a worker may run the same one at the moment
  await advanceClock(FRESH_SECONDS);
  return eventually(isQuiet, QUIET_LIMIT_MS).catch(() => false);
}

export async function restoreParts() {
  await eventually(isReady, 60_000).catch(() => {}); // what the supervisor gave up is started here
  for (const part of PARTS) await startPart(part);
}

/** How many steps it took. Throws with what still waits when it takes too many. */
export async function settle() {
  if (await step(FIRST_STEP_SECONDS)) return 1;
  for (let steps = 2; steps <= MOST_STEPS; steps += 1) if (await step(STEP_SECONDS)) return steps;
  throw new Error(`it does not come to rest: ${JSON.stringify(await findWaiting(), null, 2)}`);
}
