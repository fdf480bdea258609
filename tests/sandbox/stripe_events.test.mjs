// Stripe's events: which, signed how, in which list; the checkout page; time; and what a restart keeps.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { openStore } from './server/store.mjs';
import { openAccount, TABLES } from './services/stripe/account.mjs';
import { createSessions } from './services/stripe/sessions.mjs';
import { startPlatform } from './testing/start_platform.mjs';
import { newFolder, startSandbox } from './testing/start_sandbox.mjs';
import { DEPOSIT, stripeOf } from './testing/stripe.mjs';
import { waitUntil } from './testing/wait_until.mjs';

const platform = await startPlatform();
const TO_PLATFORM = ['--platform', platform.address, '--delivery-pause-ms', '10'];
const sandbox = await startSandbox({ smtp: false, more_words: [...TO_PLATFORM, '--stripe-webhook-secret', 'whsec_other'] });
const { stripe, post, control, create, pay, paid } = stripeOf(sandbox);
after(async () => {
  await sandbox.stop();
  await platform.stop();
});
beforeEach(() => platform.forget());

const typesReceived = () => platform.received.map((each) => JSON.parse(each.body).type);

// The events that come of `act`, whatever their order; each must be signed.
async function eventsOf(count, act) {
  platform.forget();
  await act();
  await platform.waitUntil((received) => received.length === count);
  return platform.received.map(({ body, headers }) => stripe.webhooks.constructEvent(body, headers['stripe-signature'], 'whsec_other'))
    .sort((a, b) => a.type.localeCompare(b.type));
}
const typesOf = async (count, act) => (await eventsOf(count, act)).map((event) => event.type);

describe('events', () => {
  test('of a payment, whole and signed', async () => {
    const { id } = await create();
    const [charge, session, intent] = await eventsOf(3, () => pay(id));
    assert.deepEqual([charge.type, session.type, intent.type], ['charge.succeeded', 'checkout.session.completed', 'payment_intent.succeeded']);
    assert.deepEqual([session.object, session.api_version, session.livemode, session.request], ['event', '2026-10-28.endive', false, { id: null, idempotency_key: null }]);
    assert.deepEqual(session.data.object, await stripe.checkout.sessions.retrieve(id).then(({ lastResponse, ...rest }) => rest));
    assert.throws(() => stripe.webhooks.constructEvent(platform.received[0].body, platform.received[0].headers['stripe-signature'], 'whsec_sandbox'));
  });

  test('of slow payments', async () => {
    const [good, bad] = [await create(), await create()];
    assert.deepEqual(await typesOf(1, () => pay(good.id, { outcome: 'async' })), ['checkout.session.completed']);
    assert.deepEqual(await typesOf(3, () => pay(good.id, { outcome: 'async_succeed' })), ['charge.succeeded', 'checkout.session.async_payment_succeeded', 'payment_intent.succeeded']);
    assert.deepEqual(await typesOf(3, () => pay(bad.id, { outcome: 'async_fail', delay_ms: 0 })),
      ['checkout.session.async_payment_failed', 'checkout.session.completed', 'payment_intent.payment_failed']);
  });

  test('of an expiry, a refund and what becomes of it', async () => {
    const { id } = await create();
    const [expired] = await eventsOf(1, () => stripe.checkout.sessions.expire(id, {}, { idempotencyKey: 'expire-1' }));
    assert.deepEqual([expired.type, expired.request.idempotency_key], ['checkout.session.expired', 'expire-1']);
    const session = await create();
    await eventsOf(3, () => pay(session.id));
    const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
    let refund;
    const [charge, created] = await eventsOf(2, async () => { refund = await control('/refunds', { payment_intent, amount: 5, status: 'pending' }); });
    assert.deepEqual([charge.type, charge.data.object.amount_refunded, charge.data.previous_attributes.amount_refunded], ['charge.refunded', 5, 0]);
    assert.deepEqual([created.type, created.data.object.status], ['refund.created', 'pending']);
    assert.deepEqual(await typesOf(1, () => post(`/refunds/${refund.id}/succeed`)), ['refund.updated']);
    assert.deepEqual(await typesOf(2, () => post(`/refunds/${refund.id}/fail`)), ['refund.failed', 'refund.updated']);
  });

  test('of disputes', async () => {
    const disputed = async (status) => {
      const { id } = await create();
      await eventsOf(3, () => pay(id));
      const { payment_intent } = await stripe.checkout.sessions.retrieve(id);
      let dispute;
      const opened = await typesOf(2, async () => { dispute = await control('/disputes', { payment_intent, amount: 1000 }); });
      const closed = await typesOf(status === 'won' ? 3 : 2, () => post(`/disputes/${dispute.id}/close`, { status }));
      return [...opened, ...closed];
    };
    const opened = ['charge.dispute.created', 'charge.dispute.funds_withdrawn'];
    assert.deepEqual(await disputed('won'), [...opened, 'charge.dispute.closed', 'charge.dispute.funds_reinstated', 'charge.dispute.updated']);
    assert.deepEqual(await disputed('lost'), [...opened, 'charge.dispute.closed', 'charge.dispute.updated']);
  });

  test('are listed by type and by whether they arrived', async () => {
    await sandbox.request('/control/deliveries/faults/stripe', { method: 'PUT', body: '{"mode":"lost"}' });
    const { id } = await paid();
    await sandbox.request('/control/deliveries/faults/stripe', { method: 'PUT', body: '{"mode":"none"}' });
    const missed = (await stripe.events.list({ delivery_success: false, types: ['checkout.session.completed', 'charge.refunded'], limit: 100 })).data;
    assert.deepEqual(missed.map((event) => event.data.object.id), [id]);
    assert.equal(missed[0].pending_webhooks, 1);
    const { type } = await stripe.events.retrieve(missed[0].id);
    assert.equal(type, 'checkout.session.completed');
    await control('/events', { id: missed[0].id });
    await waitUntil(async () => (await stripe.events.list({ delivery_success: false, type: 'checkout.session.completed' })).data.length === 0);
    assert.deepEqual(typesReceived(), ['checkout.session.completed']);
    await assert.rejects(stripe.events.list({ type: 'a', types: ['b'] }));
  });

  test('one that never happened can be sent, signed, and is in no list', async () => {
    const [event] = await eventsOf(1, () => control('/events', { type: 'checkout.session.completed', object: { id: 'cs_test_forged' }, livemode: true }));
    assert.deepEqual([event.livemode, event.data.object], [true, { id: 'cs_test_forged' }]);
    await assert.rejects(stripe.events.retrieve(event.id), { statusCode: 404 });
    assert.equal((await post('/events', { type: 'x' })).status, 400);
  });
});

describe('the checkout page', () => {
  const decide = (id, decision) => sandbox.request(`/stripe/checkout/${id}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision }) });

  test('says what and how much, and may lead back to the shop', async () => {
    const { url } = await create({ line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 1234, product_data: { name: '<b>Credit</b>' } } }] });
    const answer = await fetch(url);
    const text = await answer.text();
    assert.match(text, /12\.34 USD/);
    assert.match(text, /&lt;b&gt;Credit/);
    assert.doesNotMatch(text, /<script/);
    assert.match(answer.headers.get('content-security-policy'), /form-action 'self' http:\/\/127\.0\.0\.1:8080/);
  });

  const decisions = [
    { decision: 'pay', location: (id) => DEPOSIT.success_url.replace('{CHECKOUT_SESSION_ID}', id), is: ['complete', 'paid'] },
    { decision: 'slow', location: (id) => DEPOSIT.success_url.replace('{CHECKOUT_SESSION_ID}', id), is: ['complete', 'unpaid'] },
    { decision: 'back', location: () => DEPOSIT.cancel_url, is: ['open', 'unpaid'] },
  ];
  for (const row of decisions) {
    test(row.decision, async () => {
      const { id } = await create();
      const answer = await decide(id, row.decision);
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, row.location(id)]);
      const { status, payment_status } = await stripe.checkout.sessions.retrieve(id);
      assert.deepEqual([status, payment_status], row.is);
    });
  }

  test('a declined card may be tried again; a closed checkout says so', async () => {
    const { id } = await create();
    assert.match(await (await decide(id, 'decline')).text(), /declined/);
    assert.equal((await decide(id, 'pay')).status, 303);
    assert.match(await (await decide(id, 'pay')).text(), /is over/);
    assert.equal((await decide(id, 'nothing')).status, 200);
    assert.equal((await decide('cs_test_nowhere', 'pay')).status, 404);
  });
});

test('a session expires by the clock', () => {
  const clock = { time: Date.now(), now: () => clock.time };
  const sent = [];
  const store = openStore(path.join(newFolder(), 'journal'), TABLES);
  const account = openAccount({ store, clock, send: (event) => sent.push(event.type) });
  const sessions = createSessions({ account, clock });
  const { id } = sessions.create(DEPOSIT, { address: '', caused_by: null });
  clock.time += 86_400_000 - 1000;
  sessions.endDue();
  assert.equal(account.find('session', id).status, 'open');
  clock.time += 1000;
  sessions.endDue();
  assert.equal(account.find('session', id).status, 'expired');
  assert.deepEqual(sent, ['checkout.session.expired']);
});

describe('a restart', () => {
  test('keeps sessions, keys, balance and what is still to settle, also after a kill', async () => {
    const state = newFolder();
    const first = await startSandbox({ smtp: false, state });
    const before = stripeOf(first);
    const done = await before.paid();
    const slow = await before.create({}, { idempotencyKey: 'kept' });
    await before.pay(slow.id, { outcome: 'async_succeed', delay_ms: 1 });
    const totals = await before.totals();
    await first.stop('SIGKILL');
    fs.appendFileSync(path.join(state, 'stripe', 'journal'), '[["session",{"id":"cut o');

    const second = await startSandbox({ smtp: false, state, more_words: TO_PLATFORM });
    const later = stripeOf(second);
    assert.equal((await later.stripe.checkout.sessions.retrieve(done.id)).payment_status, 'paid');
    assert.equal((await later.create({}, { idempotencyKey: 'kept' })).id, slow.id);
    await waitUntil(async () => (await later.stripe.checkout.sessions.retrieve(slow.id)).payment_status === 'paid');
    assert.equal((await later.totals()).charge, totals.charge === 4000 ? 4000 : totals.charge + 2000);
    await second.stop();
  });
});
