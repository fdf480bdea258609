// Card payments that are not what was asked for: nothing is credited, nothing goes to somebody else, and a person looks at it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { assertMoneyAgrees, beginTopUp, control, depositRow, eventsAbout, paidTopUp, pay, reconcile, setDeliveryFault, stripe, untilDeposit, untilHandled }
  from './support/cards.mjs';
import { entriesAbout } from './support/openings.mjs';
import { gemctl, mustSucceed, sql } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';

afterEach(() => setDeliveryFault());

const changes = [
  { about: 'a cent less', payment: { amount_override: 2499 }, problem: /2499 cents/ },
  { about: 'a cent more', payment: { amount_override: 2501 }, problem: /2501 cents/ },
  { about: 'nothing', payment: { amount_override: 0 }, problem: /0 cents/ },
  { about: 'ten thousand times as much', payment: { amount_override: 25000000 }, problem: /25000000 cents/ },
  { about: 'another currency', payment: { currency_override: 'jpy' }, problem: /jpy/ },
  { about: 'another currency and amount', payment: { amount_override: 1, currency_override: 'eur' }, problem: /eur/ },
];

for (const { about, payment, problem } of changes) {
  test(`E14: paid ${about}: nothing is credited, and a person looks at it`, async () => {
    const user = await newUser();
    const { id, session } = await beginTopUp(user);
    await pay(session, { outcome: 'paid', ...payment });
    const row = await untilDeposit(id, 'REVIEW');
    assert.match(row.problem, problem);
    assert.deepEqual([row.credited, await balanceOf(user.token), await entriesAbout(id)], [null, '0.000000', []]);
    await reconcile();
    await untilHandled();
    assert.deepEqual([await depositRow(id), await balanceOf(user.token)], [row, '0.000000'], 'and reconciliation leaves it to them');
    await assertMoneyAgrees();
  });
}

test('E14: what an event says is only a hint: a wrong amount, currency, mode or status in it changes nothing', async () => {
  const user = await newUser();
  const { id, session } = await beginTopUp(user);
  const open = await stripe.checkout.sessions.retrieve(session);
  const lies = [
    { status: 'complete', payment_status: 'paid' },
    { status: 'complete', payment_status: 'paid', amount_total: 100000000 },
    { status: 'complete', payment_status: 'paid', livemode: true },
    { status: 'complete', payment_status: 'paid', client_reference_id: randomUUID() },
    { status: 'expired' },
  ];
  for (const lie of lies) await control('/events', { type: 'checkout.session.completed', object: { ...open, ...lie }, livemode: true });
  await untilHandled();
  assert.deepEqual(new Set((await eventsAbout(session)).map((event) => event.outcome)), new Set(['not paid yet']));
  assert.equal((await depositRow(id)).status, 'PENDING');
  await pay(session);
  await untilDeposit(id, 'CONFIRMED');
  assert.equal(await balanceOf(user.token), '25.000000');
  await assertMoneyAgrees();
});

test('E20: "failed" and "expired" for what is paid takes nothing back', async () => {
  const user = await newUser();
  const { id, session } = await paidTopUp(user);
  const object = await stripe.checkout.sessions.retrieve(session);
  for (const type of ['checkout.session.async_payment_failed', 'checkout.session.expired']) await control('/events', { type, object });
  await untilHandled();
  assert.deepEqual([(await depositRow(id)).status, await balanceOf(user.token)], ['CONFIRMED', '25.000000']);
  await assertMoneyAgrees();
});

/** A session that somebody else with our key, or a fault of ours, has made: for another amount, and paid. */
async function strangeSession(changesOfSession) {
  const session = await stripe.checkout.sessions.create({
    mode: 'payment', success_url: 'http://127.0.0.1/', line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 2500, product_data: { name: 'Not ours' } } }],
    ...changesOfSession,
  });
  await pay(session.id);
  await untilHandled();
  return session.id;
}

test('E14: a session that names another\'s deposit credits nobody', async () => {
  const [victim, other] = await newUsers(2);
  const waiting = await beginTopUp(victim);
  const credited = await paidTopUp(other);
  const sessions = [];
  for (const { id } of [waiting, credited]) {
    sessions.push(await strangeSession({ client_reference_id: id, metadata: { deposit_id: id } }));
  }
  await reconcile();
  await untilHandled();
  const row = await depositRow(waiting.id);
  assert.deepEqual([row.status, row.external_id, row.credited], ['REVIEW', waiting.session, null], 'money came for it: a person looks');
  assert.equal((await depositRow(credited.id)).status, 'CONFIRMED');
  assert.deepEqual([await balanceOf(victim.token), await balanceOf(other.token)], ['0.000000', '25.000000']);
  for (const session of sessions) await stripe.refunds.create({ payment_intent: (await stripe.checkout.sessions.retrieve(session)).payment_intent });
  await assertMoneyAgrees();
});

test('E14: a session with our deposit in its metadata and another in its reference goes to neither', async () => {
  const [first, second] = await newUsers(2);
  const deposits = [await beginTopUp(first), await beginTopUp(second)];
  const session = await strangeSession({ client_reference_id: deposits[0].id, metadata: { deposit_id: deposits[1].id } });
  assert.deepEqual([await balanceOf(first.token), await balanceOf(second.token)], ['0.000000', '0.000000']);
  assert.equal((await depositRow(deposits[1].id)).status, 'PENDING');
  await stripe.refunds.create({ payment_intent: (await stripe.checkout.sessions.retrieve(session)).payment_intent });
  await assertMoneyAgrees();
});

test('W2: sessions of other business under the same key are no concern of ours', async () => {
  for (const client_reference_id of [undefined, 'order 17', randomUUID()]) {
    const session = await strangeSession({ client_reference_id });
    const { payment_intent } = await stripe.checkout.sessions.retrieve(session);
    await stripe.refunds.create({ payment_intent, amount: 1000 });
    await control('/disputes', { payment_intent, amount: 1500 });
    await untilHandled();
    const events = await eventsAbout(session);
    assert.deepEqual(events.map((event) => [event.type, event.status]), [['checkout.session.completed', 'IGNORED']], String(client_reference_id));
    await control(`/refunds/${(await stripe.refunds.list({ payment_intent })).data[0].id}/fail`);
    await control(`/disputes/${(await stripe.disputes.list({ payment_intent })).data[0].id}/close`, { status: 'won' });
    await stripe.refunds.list({ payment_intent });
  }
  await untilHandled();
  await assertBooksAgree();
  assert.deepEqual(await sql(`SELECT kind, problem FROM job WHERE dead_at IS NOT NULL`), []);
});

test('W2: a person\'s account is frozen after they paid: the money is still credited', async () => {
  const user = await newUser();
  const { id, session } = await beginTopUp(user);
  mustSucceed(await gemctl('freeze', user.email, '--reason', 'A look at it'));
  await pay(session);
  await untilDeposit(id, 'CONFIRMED');
  assert.equal(await balanceOf(user.token), '25.000000');
  await assertMoneyAgrees();
});

test('W2: events that say nothing to us, or are about things Stripe does not know, end as ignored or left for a person', async () => {
  const about = randomUUID();
  await control('/events', { type: 'customer.created', object: { id: about, object: 'customer' } });
  await control('/events', { type: 'some.future.type', object: { id: about, object: 'future', amount: 1e30, list: [[[]]] } });
  await untilHandled();
  assert.deepEqual((await eventsAbout(about)).map((event) => event.status), ['IGNORED', 'IGNORED']);
  const { id: event } = await control('/events', { type: 'checkout.session.completed', object: { id: 'cs_test_unknown', object: 'checkout.session' } });
  await untilHandled();
  const [{ subject }] = await sql(`SELECT id AS subject FROM webhook_event WHERE event_id = $1`, [event]);
  const dead = await sql(`SELECT problem FROM job WHERE subject_id = $1 AND dead_at IS NOT NULL`, [subject]);
  assert.match(dead[0].problem, /not_found/);
  await sql('DELETE FROM job WHERE subject_id = $1', [subject]);
});
