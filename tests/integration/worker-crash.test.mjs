// E1: workers are killed at any moment while money comes in and goes back by card. Each payment is credited once, each refund paid once.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { assertMoneyAgrees, beginTopUp, bringTimeBackIdly, control, depositRow, mustRefund, paidTopUp, pay, reconcile, refundsOf, setDeliveryFault, setStripeFault, stripe, untilHandled, untilOnly }
  from './support/cards.mjs';
import { api } from './support/client.mjs';
import { amid, amidDeaths } from './support/deaths.mjs';
import { startPart, withoutPart } from './support/parts.mjs';
import { killOne } from './support/processes.mjs';
import { advanceClock, eventually, sql } from './support/server.mjs';
import { startStripeGate } from './support/stripe_gate.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';
import { startWorker } from './support/workers.mjs';

afterEach(async () => {
  await setStripeFault();
  await setDeliveryFault();
});
after(async () => {
  await bringTimeBackIdly();
  await startPart('gem-worker:*');
});

/** What dead workers held is free again after the longest lease; then all must come to its end. */
async function finish() {
  await advanceClock(400);
  await untilHandled();
  await bringTimeBackIdly();
}

test('E1: while workers die, 200 card payments with doubled webhooks are each credited once', async (context) => {
  const users = await newUsers(20);
  const begun = (await Promise.all(users.map(async (user) => {
    const own = [];
    for (let i = 0; i < 10; i += 1) own.push(await beginTopUp(user, `${i + 1}.000000`));
    return own;
  }))).flat();
  await setDeliveryFault({ mode: 'duplicate' });
  const deaths = await amidDeaths(async () => {
    for (const { session } of begun) {
      const object = await pay(session);
      await control('/events', { type: 'checkout.session.completed', object });
    }
    await reconcile();
    await eventually(async () => (await sql(`SELECT FROM deposit WHERE id = ANY ($1) AND status = 'CONFIRMED'`, [begun.map(({ id }) => id)])).length >= 150, 120000);
  });
  context.diagnostic(`${deaths} deaths`);
  assert.ok(deaths >= 10, String(deaths));
  await finish();
  const ends = await sql('SELECT status::text, count(*)::integer FROM deposit WHERE id = ANY ($1) GROUP BY status', [begun.map(({ id }) => id)]);
  assert.deepEqual(ends, [{ status: 'CONFIRMED', count: 200 }]);
  for (const user of users) assert.equal(await balanceOf(user.token), '55.000000');
  await assertMoneyAgrees();
});

test('E1: while workers die, refunds ordered by people and at the dashboard are each paid and booked once', async () => {
  const users = await newUsers(15);
  const deposits = [];
  for (const user of users) deposits.push(await paidTopUp(user, '50.000000'));
  await untilHandled();
  await setDeliveryFault({ mode: 'duplicate' });
  await amidDeaths(async () => {
    for (const [index, deposit] of deposits.entries()) {
      await mustRefund(deposit, '10');
      if (index % 2) await control('/refunds', { payment_intent: deposit.payment, amount: 500 });
      if (index % 3 === 0) await control('/disputes', { payment_intent: deposit.payment, amount: 1000 });
      await mustRefund(deposit, '5').catch(() => null); // a disputed one may refuse
    }
  });
  await finish();
  for (const { payment, id } of deposits) {
    const atStripe = (await stripe.refunds.list({ payment_intent: payment })).data;
    const booked = await sql(`SELECT external_id FROM card_refund WHERE deposit_id = $1 AND status <> 'FAILED'`, [id]);
    assert.deepEqual(booked.map((row) => row.external_id).sort(), atStripe.map((refund) => refund.id).sort());
  }
  await assertMoneyAgrees();
});

const isRefunding = (call) => call.method === 'POST' && call.url === '/v1/refunds';

for (const { later, seconds } of [{ later: 'soon', seconds: 130 }, { later: 'more than a day later, when Stripe has forgotten the key', seconds: 26 * 3600 }]) {
  test(`W2: a worker dies between asking for a refund and Stripe's answer; another finds it ${later} and refunds nothing twice`, async () => {
    const user = await newUser();
    const deposit = await paidTopUp(user, '50.000000');
    await untilHandled();
    const gate = await startStripeGate(isRefunding);
    // Nobody is told of it by an event either.
    await setDeliveryFault({ mode: 'lost' });
    await withoutPart('gem-worker:*', async () => {
      const worker = startWorker({ GEM_STRIPE_API_URL: gate.url });
      await mustRefund(deposit, '20');
      await gate.stopped;
      await worker.end('SIGKILL');
    });
    gate.close();
    assert.equal((await refundsOf(deposit))[0].status, 'REQUESTED');
    await advanceClock(seconds);
    await untilOnly(refundsOf, deposit, 'SUCCEEDED');
    await bringTimeBackIdly();
    assert.deepEqual((await stripe.refunds.list({ payment_intent: deposit.payment })).data.map((refund) => refund.amount), [2000]);
    assert.equal(await balanceOf(user.token), '30.000000');
    await assertMoneyAgrees();
  });
}

test('E1: the outbound pool dies while top-ups begin: no session is without its deposit', async () => {
  const users = await newUsers(30);
  await setStripeFault({ mode: 'slow', delay_ms: 100 });
  let answers;
  await amid(() => killOne('gem-api'), async () => {
    answers = await Promise.all(users.map((user) =>
      api('POST', '/api/wallet/deposit/stripe', { token: user.token, body: { amount_usd: '10.000000' } }).catch(() => ({ status: 0 }))));
  }, { milliseconds: 100 });
  await setStripeFault();
  assert.ok(answers.some(({ status }) => status !== 201), 'no request met an accident');
  const ids = (await sql('SELECT id FROM deposit WHERE user_id = ANY ($1)', [users.map(({ id }) => id)])).map(({ id }) => id);
  const sessions = [];
  for await (const session of stripe.checkout.sessions.list({ limit: 100 })) if (ids.includes(session.client_reference_id)) sessions.push(session);
  assert.equal(new Set(sessions.map((session) => session.client_reference_id)).size, sessions.length, 'one each at most');
  for (const session of sessions) await pay(session.id);
  await untilHandled();
  for (const session of sessions) assert.equal((await depositRow(session.client_reference_id)).status, 'CONFIRMED');
  await assertMoneyAgrees();
});
