// Card top-ups for tests: the buyer at the checkout, the bank, Stripe's dashboard, and the official library that reads it all back.
import assert from 'node:assert/strict';
import { stripeOf } from '../../sandbox/testing/stripe.mjs';
import { assertBooksAgree } from './accounting.mjs';
import { api } from './client.mjs';
import { bringTimeBack } from './clock.mjs';
import { withoutPart } from './parts.mjs';
import { eventually, gemctl, mustSucceed, sandboxUrl, sql } from './server.mjs';

const request = (place, options) => fetch(sandboxUrl + place, options);
const getJson = async (place) => (await request(place)).json();

/** `stripe` is the official library; `control(place, body)` does what a buyer, a bank or somebody at the dashboard would. */
export const { stripe, control, pay } = stripeOf({ address: sandboxUrl, request, getJson });

const put = async (place, body) => assert.equal((await request(place, { method: 'PUT', body: JSON.stringify(body) })).status, 200, place);
/** What ails Stripe's API, or its messages to us, from now on: {mode, count, delay_ms}; without an argument, nothing. */
export const setStripeFault = (fault = { mode: 'none' }) => put('/control/faults/stripe', fault);
export const setDeliveryFault = (fault = { mode: 'none' }) => put('/control/deliveries/faults/stripe', fault);
/** What new refunds are at Stripe from now on: pending or succeeded. */
export const beginRefundsAs = (status) => put('/control/stripe/refunds', { status });

/** The answer to asking for a top-up. */
export const topUp = (user, usd, { key, ...members } = {}) =>
  api('POST', '/api/wallet/deposit/stripe', { token: user.token, key, body: { amount_usd: usd, ...members } });

/** Begins a top-up. {id, session, user, usd, checkoutUrl} */
export async function beginTopUp(user, usd = '25.000000') {
  const answer = await topUp(user, usd);
  assert.equal(answer.status, 201, answer.text);
  const { deposit, checkout_url: checkoutUrl } = answer.body;
  return { id: deposit.id, session: deposit.external_id, user, usd, checkoutUrl };
}

export const depositRow = async (id) =>
  (await sql('SELECT status, amount::text, credited::text, external_id, payment_intent, problem FROM deposit WHERE id = $1', [id]))[0];

/** Waits until a deposit has come to a status. Its row. */
export const untilDeposit = (id, status) => eventually(async () => {
  const row = await depositRow(id);
  return row.status === status && row;
}, 30000);

/** A top-up that is paid and credited: what beginTopUp() gives, with `payment`, Stripe's payment intent. */
export async function paidTopUp(user, usd) {
  const deposit = await beginTopUp(user, usd);
  await pay(deposit.session);
  return { ...deposit, payment: (await untilDeposit(deposit.id, 'CONFIRMED')).payment_intent };
}

/** Gives back what an operator does with `gemctl refund`: {code, stdout, stderr}. */
export const refundWithGemctl = (deposit, usd, reason = 'Asked for') => gemctl('refund', deposit.id, usd, '--reason', reason);

/** Orders a refund and gives its id. */
export const mustRefund = async (deposit, usd) => mustSucceed(await refundWithGemctl(deposit, usd)).match(/[0-9a-f-]{36}/)[0];

export const refundsOf = (deposit) =>
  sql('SELECT id, origin, status, amount::text, from_credit::text, external_id, problem FROM card_refund WHERE deposit_id = $1 ORDER BY created_at, id', [deposit.id]);

export const disputesOf = (deposit) =>
  sql('SELECT status, amount::text, from_credit::text, external_id FROM card_dispute WHERE deposit_id = $1 ORDER BY created_at, id', [deposit.id]);

/** Waits until the only refund, or dispute, of a deposit has come to a status. Its row. */
export const untilOnly = (rowsOf, deposit, status) => eventually(async () => {
  const rows = await rowsOf(deposit);
  return rows.length === 1 && rows[0].status === status && rows[0];
}, 30000);

export const debtOf = async (user) =>
  (await sql(`SELECT balance::text FROM ledger_account WHERE purpose = 'user_debt' AND owner_id = $1`, [user.id]))[0]?.balance ?? '0.000000';

const isOnItsWay = (delivery) => delivery.state === 'waiting';
const unread = `SELECT FROM webhook_event WHERE provider = 'stripe' AND status = 'RECEIVED'`;
const unfinished = `SELECT FROM job WHERE dead_at IS NULL AND kind IN ('handle_stripe_event', 'check_card_deposit', 'send_card_refund')`;

/** Waits until all that Stripe has said has arrived and is handled, or left for a person. */
export const untilHandled = () => eventually(async () => {
  const deliveries = await getJson('/control/deliveries?service=stripe');
  return !deliveries.some(isOnItsWay) && (await sql(`${unread} UNION ALL ${unfinished}`)).length === 0;
}, 120000);

/** Events of Stripe's that we keep, about an object: [{event_id, type, status, outcome}], oldest first. */
export const eventsAbout = (objectId) => sql(
  `SELECT event_id, body::json ->> 'type' AS type, status, outcome FROM webhook_event
   WHERE provider = 'stripe' AND body::json #>> '{data,object,id}' = $1 ORDER BY received_at, id`,
  [objectId],
);

/** While no worker runs: a job that one adds in the very moment, or has put off, would be left in the future, and who was killed holds none. */
export const bringTimeBackIdly = () => withoutPart('gem-worker:*', async () => {
  await bringTimeBack();
  await sql('UPDATE job SET run_at = least(run_at, gem_now()), locked_until = NULL');
});

export const reconcile = async () => mustSucceed(await gemctl('run-schedule', 'reconcile_stripe'));

const bySum = `
  SELECT (SELECT coalesce(sum(coalesce(credited, 0)), 0) FROM deposit WHERE method = 'STRIPE') AS charge,
         (SELECT coalesce(sum(amount), 0) FROM card_refund WHERE status <> 'FAILED') AS refund,
         (SELECT coalesce(sum(amount), 0) FROM card_dispute WHERE status <> 'WON') AS dispute`;

/** In cents what was charged, given back and disputed of what is not for us to book: in doubt, or other business under the same key. */
async function ofOthers() {
  const doubtful = new Set((await sql(`SELECT id FROM deposit WHERE status = 'REVIEW' OR (status = 'FAILED' AND reviewed_at IS NOT NULL)`)).map(({ id }) => id));
  const isOurs = ({ currency, metadata }) => currency !== 'usd' || (metadata.deposit_id && !doubtful.has(metadata.deposit_id));
  const sums = { charge: 0, refund: 0, dispute: 0 };
  const others = new Set();
  for await (const charge of stripe.charges.list({ limit: 100 })) {
    if (isOurs(charge)) continue;
    others.add(charge.id);
    sums.charge += charge.amount;
    sums.refund += charge.amount_refunded;
  }
  for await (const dispute of stripe.disputes.list({ limit: 100 })) {
    if (others.has(dispute.charge) && dispute.status !== 'won') sums.dispute += dispute.amount;
  }
  return sums;
}

const NOTHING = { charge: 0, refund: 0, refund_failure: 0, dispute: 0, dispute_reversal: 0 };

/** What Stripe has charged, given back and lost to banks is what we have credited, given back and taken back, to the cent. */
async function assertStripeAgrees() {
  const { usd = NOTHING } = await getJson('/control/stripe/totals');
  const [ours] = await sql(bySum);
  const others = await ofOthers();
  assert.deepEqual(
    { charge: usd.charge - others.charge, refund: 0 - usd.refund - usd.refund_failure - others.refund, dispute: 0 - usd.dispute - usd.dispute_reversal - others.dispute },
    Object.fromEntries(Object.entries(ours).map(([name, sum]) => [name, Math.round(Number(sum) * 100)])),
  );
}

/** Everything about cards has come to its end, and nobody's books differ: ours, the ledger's, Stripe's. Nothing was left for a person. */
export async function assertMoneyAgrees() {
  await untilHandled();
  await assertBooksAgree();
  await assertStripeAgrees();
  assert.deepEqual(await sql('SELECT kind, problem FROM job WHERE dead_at IS NOT NULL'), []);
}
