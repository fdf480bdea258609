// Top-ups by card, from the amount that is typed in to the credit: whatever becomes of the session, the webhook or the connection.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, test } from 'node:test';
import { assertMoneyAgrees, beginTopUp, bringTimeBackIdly, control, depositRow, eventsAbout, paidTopUp, pay, reconcile, setDeliveryFault, setStripeFault, stripe, topUp, untilDeposit,
  untilHandled } from './support/cards.mjs';
import { newPack } from './support/catalogue.mjs';
import { expectStatus } from './support/client.mjs';
import { entriesAbout, mustBuy } from './support/openings.mjs';
import { withoutPart } from './support/parts.mjs';
import { assertProblem } from './support/problems.mjs';
import { raw } from './support/raw.mjs';
import { advanceClock, environment, eventually, gemctl, mustSucceed, sql } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';

afterEach(async () => {
  await setStripeFault();
  await setDeliveryFault();
});
after(bringTimeBackIdly);

const depositsOf = (user) => sql('SELECT id, status, external_id, problem FROM deposit WHERE user_id = $1 ORDER BY created_at, id', [user.id]);
const sessionsFor = async (depositId) => {
  const found = [];
  for await (const session of stripe.checkout.sessions.list({ limit: 100 })) if (session.client_reference_id === depositId) found.push(session);
  return found;
};

test('W2: a top-up by card from the form to the statement', async () => {
  const user = await newUser();
  const answer = await topUp(user, '25.500000');
  assert.equal(answer.status, 201, answer.text);
  const { deposit, checkout_url } = answer.body;
  assert.deepEqual({ ...deposit, id: '', external_id: '', created_at: '' },
    { id: '', method: 'STRIPE', amount_usd: '25.500000', status: 'PENDING', external_id: '', created_at: '', confirmed_at: null });

  const session = await stripe.checkout.sessions.retrieve(deposit.external_id);
  const expected = {
    mode: 'payment', status: 'open', payment_status: 'unpaid', currency: 'usd', amount_total: 2550, livemode: false, client_reference_id: deposit.id,
    metadata: { deposit_id: deposit.id }, url: checkout_url,
    success_url: `${environment.GEM_PUBLIC_URL}/top-up/success`, cancel_url: `${environment.GEM_PUBLIC_URL}/top-up/cancelled`,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, session[name]])), expected);
  assert.equal(session.expires_at - session.created, 3600);

  const page = await (await fetch(checkout_url)).text();
  assert.match(page, /25\.50 USD/);
  const paid = await fetch(checkout_url, { method: 'POST', body: new URLSearchParams({ decision: 'pay' }), redirect: 'manual' });
  assert.equal(paid.headers.get('location'), session.success_url);
  await untilDeposit(deposit.id, 'CONFIRMED');

  const shown = await expectStatus(200, 'GET', `/api/wallet/deposits/${deposit.id}`, { token: user.token });
  assert.deepEqual({ ...shown, confirmed_at: null }, { ...deposit, status: 'CONFIRMED' });
  assert.ok(shown.confirmed_at);
  assert.deepEqual((await expectStatus(200, 'GET', '/api/wallet/deposits', { token: user.token })).items, [shown]);
  assert.equal(await balanceOf(user.token), '25.500000');
  const statement = await expectStatus(200, 'GET', '/api/wallet/entries', { token: user.token });
  assert.deepEqual(statement.items.map((entry) => [entry.amount_usd, entry.balance_after_usd]), [['25.500000', '25.500000']]);
  const intent = await stripe.paymentIntents.retrieve((await depositRow(deposit.id)).payment_intent);
  assert.deepEqual([intent.amount_received, intent.metadata], [2550, { deposit_id: deposit.id }]);
  await assertMoneyAgrees();
});

test('W2: the pages that Stripe sends the buyer back to are served', async () => {
  for (const [place, words] of [['/top-up/success', /Thank you/], ['/top-up/cancelled', /no money has moved/]]) {
    const answer = await raw('GET', place);
    assert.equal(answer.status, 200, place);
    assert.match(answer.headers.get('content-type'), /^text\/html/);
    assert.match(answer.text, words);
  }
  assert.equal((await raw('GET', '/top-up/other')).status, 404);
});

test('W2: amounts out of bounds, of other forms or with parts of a cent begin nothing', async () => {
  const user = await newUser();
  for (const usd of ['0.990000', '0.000000', '-25.000000', '10000.010000', '25', '25.00', '1e3', '25,000000', '', ' 25.000000', '99999999999999.000000', null, 25, '25.0000001', '25.005000',
    '25.000001']) {
    assertProblem(await topUp(user, usd), 400, { code: 'invalid_input', field: 'amount_usd', about: String(usd) });
  }
  assert.deepEqual(await depositsOf(user), []);
  for (const [usd, cents] of [['1.000000', 100], ['10000.000000', 1000000], ['25.010000', 2501]]) {
    const { session } = await beginTopUp(user, usd);
    assert.equal((await stripe.checkout.sessions.retrieve(session)).amount_total, cents);
  }
});

test('W2: the same key gives the first answer and one session; another body under it is refused', async () => {
  const user = await newUser();
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 5 }, () => topUp(user, '30.000000', { key })));
  for (const answer of answers) assert.ok(answer.status === 201 || answer.body.code === 'request_in_progress', answer.text);
  const first = answers.find((answer) => answer.status === 201);
  const again = await topUp(user, '30.000000', { key });
  assert.deepEqual([again.status, again.headers.get('idempotent-replayed'), again.body], [201, 'true', first.body]);
  assertProblem(await topUp(user, '31.000000', { key }), 422, { code: 'idempotency_key_reused' });
  assert.equal((await depositsOf(user)).length, 1);
  assert.equal((await sessionsFor(first.body.deposit.id)).length, 1);
});

const outages = [
  { fault: { mode: 'down' }, about: 'connections are cut' },
  { fault: { mode: 'slow', delay_ms: 12000 }, about: 'answers come too late' },
  { fault: { mode: 'rate_limited' }, about: 'calls are too many' },
  { fault: { mode: 'error' }, about: 'it fails inside' },
  { fault: { mode: 'lost' }, about: 'every answer is lost' },
];

for (const { fault, about } of outages) {
  test(`W2: Stripe while ${about}: 503, the deposit has failed, and the next one works`, async () => {
    const user = await newUser();
    await setStripeFault(fault);
    const answer = await topUp(user, '40.000000');
    assertProblem(answer, 503, { code: 'unavailable' });
    const [deposit, ...others] = await depositsOf(user);
    assert.deepEqual([deposit.status, others], ['FAILED', []]);
    assert.ok(deposit.problem, 'people are told why');
    await setStripeFault();
    await paidTopUp(user, '41.000000');
    assert.equal(await balanceOf(user.token), '41.000000');
    await assertMoneyAgrees();
  });
}

test('W2: one answer that is lost, late or refused is asked for again, and costs nothing', async () => {
  const user = await newUser();
  for (const mode of ['down', 'lost', 'rate_limited', 'error']) {
    await setStripeFault({ mode, count: 1 });
    const answer = await topUp(user, '12.000000');
    assert.equal(answer.status, 201, `${mode}: ${answer.text}`);
    assert.equal((await sessionsFor(answer.body.deposit.id)).length, 1, mode);
  }
});

test('E16: a session whose answer was lost, paid all the same, credits the deposit that had failed', async () => {
  const user = await newUser();
  await setStripeFault({ mode: 'lost' });
  assertProblem(await topUp(user, '15.000000'), 503);
  await setStripeFault();
  const [{ id }] = await depositsOf(user);
  const [session, ...others] = await sessionsFor(id);
  assert.deepEqual(others, []);
  await setDeliveryFault({ mode: 'lost', count: 10 });
  await pay(session.id);
  await setDeliveryFault();
  await reconcile();
  assert.equal((await depositRow(id)).external_id, session.id);
  await untilDeposit(id, 'CONFIRMED');
  assert.equal(await balanceOf(user.token), '15.000000');
  await assertMoneyAgrees();
});

test('W2: a session is not paid twice, and what nobody pays stays pending, then expires', async () => {
  const user = await newUser();
  const left = await beginTopUp(user, '10.000000');
  await pay(left.session, { outcome: 'decline' });
  await untilHandled();
  assert.equal((await depositRow(left.id)).status, 'PENDING', 'a declined card is no end: another may be tried');
  await advanceClock(3700);
  await untilDeposit(left.id, 'EXPIRED');
  await bringTimeBackIdly();
  assert.equal((await stripe.checkout.sessions.retrieve(left.session)).status, 'expired');
  assert.equal(await balanceOf(user.token), '0.000000');
  await assertMoneyAgrees();
});

test('E16: a deposit whose session was never noted expires too', async () => {
  const user = await newUser();
  const id = randomUUID();
  await sql(`INSERT INTO deposit (id, user_id, method, amount, created_at) VALUES ($1, $2, 'STRIPE', 20, gem_now() - interval '119 minutes')`, [id, user.id]);
  await reconcile();
  assert.equal((await depositRow(id)).status, 'PENDING');
  await advanceClock(120);
  await reconcile();
  await bringTimeBackIdly();
  assert.equal((await depositRow(id)).status, 'EXPIRED');
});

test('E17: what was topped up can be spent in the same moment', async () => {
  const user = await newUser();
  const pack = await newPack({ price: '25.000000', stones: { COMMON: 5 }, supply: 5 });
  const deposit = await beginTopUp(user);
  await pay(deposit.session);
  await eventually(async () => (await expectStatus(200, 'GET', `/api/wallet/deposits/${deposit.id}`, { token: user.token })).status === 'CONFIRMED', 30000);
  assert.equal((await mustBuy(user, pack)).status, 'OPENED');
  assert.equal(await balanceOf(user.token), '0.000000');
  await assertMoneyAgrees();
});

test('E17: confirmed and credited are one: nobody ever sees the one without the other', async () => {
  const users = await newUsers(5);
  const deposits = await Promise.all(users.map((user) => beginTopUp(user)));
  const halves = `
    SELECT deposit.id FROM deposit LEFT JOIN ledger_entry ON cause_type = 'deposit' AND cause_id = deposit.id
    WHERE deposit.id = ANY ($1) AND (status = 'CONFIRMED') <> (ledger_entry.id IS NOT NULL)`;
  const ids = deposits.map((deposit) => deposit.id);
  await Promise.all(deposits.map((deposit) => pay(deposit.session)));
  await eventually(async () => {
    assert.deepEqual(await sql(halves, [ids]), []);
    return (await sql(`SELECT FROM deposit WHERE id = ANY ($1) AND status = 'CONFIRMED'`, [ids])).length === ids.length;
  }, 30000);
  await assertMoneyAgrees();
});

test('W2: a slow way to pay is credited when the money is there, and failed when it is not', async () => {
  const [lucky, unlucky] = await newUsers(2);
  const good = await beginTopUp(lucky);
  const bad = await beginTopUp(unlucky);
  for (const { session } of [good, bad]) await pay(session, { outcome: 'async' });
  await untilHandled();
  assert.deepEqual([(await depositRow(good.id)).status, (await depositRow(bad.id)).status], ['PENDING', 'PENDING']);
  assert.deepEqual((await eventsAbout(good.session)).map((event) => [event.type, event.status, event.outcome]),
    [['checkout.session.completed', 'DONE', 'not paid yet']]);
  await pay(good.session, { outcome: 'async_succeed' });
  await pay(bad.session, { outcome: 'async_fail' });
  await untilDeposit(good.id, 'CONFIRMED');
  await untilDeposit(bad.id, 'FAILED');
  assert.deepEqual([await balanceOf(lucky.token), await balanceOf(unlucky.token)], ['25.000000', '0.000000']);
  await assertMoneyAgrees();
});

test('E16: Stripe paid and no webhook came: reconciliation credits it', async () => {
  const user = await newUser();
  await setDeliveryFault({ mode: 'lost' });
  const deposits = [await beginTopUp(user, '11.000000'), await beginTopUp(user, '12.000000')];
  for (const { session } of deposits) await pay(session);
  assert.deepEqual(await eventsAbout(deposits[0].session), []);
  await reconcile();
  for (const { id } of deposits) await untilDeposit(id, 'CONFIRMED');
  await setDeliveryFault();
  assert.equal(await balanceOf(user.token), '23.000000');
  await untilHandled();
  assert.deepEqual((await eventsAbout(deposits[0].session)).map((event) => event.status), ['DONE'], 'the event was found in Stripe\'s list');
  await reconcile();
  assert.equal(await balanceOf(user.token), '23.000000');
  await assertMoneyAgrees();
});

test('E16: the schedule does it without anybody asking, also hours later', async () => {
  const user = await newUser();
  await setDeliveryFault({ mode: 'lost' });
  const { id, session } = await beginTopUp(user);
  await pay(session);
  await advanceClock(3 * 3600);
  await untilDeposit(id, 'CONFIRMED');
  await bringTimeBackIdly();
  assert.equal(await balanceOf(user.token), '25.000000');
  await assertMoneyAgrees();
});

test('E16: while Stripe cannot be read nothing is skipped: the next reconciliation reads the same again', async () => {
  const user = await newUser();
  await setDeliveryFault({ mode: 'lost' });
  const { id, session } = await beginTopUp(user);
  await pay(session);
  const readUntil = async () => (await sql('SELECT read_until::text FROM stripe_reading'))[0].read_until;
  const before = await withoutPart('gem-worker:*', async () => {
    const read = await readUntil();
    await setStripeFault({ mode: 'error' });
    assert.notEqual((await gemctl('run-schedule', 'reconcile_stripe')).code, 0);
    assert.equal(await readUntil(), read);
    assert.equal((await depositRow(id)).status, 'PENDING');
    return read;
  });
  await setStripeFault();
  await reconcile();
  assert.notEqual(await readUntil(), before);
  await untilDeposit(id, 'CONFIRMED');
  await assertMoneyAgrees();
});

test('E16: more than a page of events and sessions is read to its end', async () => {
  const users = await newUsers(6);
  await setDeliveryFault({ mode: 'lost' });
  const deposits = [];
  await Promise.all(users.map(async (user) => {
    for (let i = 0; i < 20; i += 1) deposits.push(await beginTopUp(user, '2.000000'));
  }));
  await Promise.all(deposits.map(({ session }) => pay(session)));
  await reconcile();
  const [{ credited }] = await sql(`SELECT count(*)::integer AS credited FROM deposit WHERE id = ANY ($1) AND status = 'CONFIRMED'`, [deposits.map(({ id }) => id)]);
  assert.equal(credited, 120, 'when the command is back, the sessions are settled');
  for (const user of users) assert.equal(await balanceOf(user.token), '40.000000');
  await setDeliveryFault();
  await assertMoneyAgrees();
});

test('E19: a top-up that we call failed or expired and Stripe calls paid is credited in the end', async () => {
  const user = await newUser();
  await setDeliveryFault({ mode: 'lost' });
  const deposits = [await beginTopUp(user, '10.000000'), await beginTopUp(user, '20.000000')];
  await sql(`UPDATE deposit SET status = 'FAILED' WHERE id = $1`, [deposits[0].id]);
  await sql(`UPDATE deposit SET status = 'EXPIRED' WHERE id = $1`, [deposits[1].id]);
  for (const { session } of deposits) await pay(session);
  await reconcile();
  for (const { id } of deposits) await untilDeposit(id, 'CONFIRMED');
  assert.equal(await balanceOf(user.token), '30.000000');
  await assertMoneyAgrees();
});

test('E20: a webhook sent twice credits once; so do twenty at once and reconciliation together with them', async () => {
  const user = await newUser();
  const { id, session } = await paidTopUp(user, '25.000000');
  await untilHandled();
  const [completed] = (await eventsAbout(session)).filter((event) => event.type === 'checkout.session.completed');
  await setDeliveryFault({ mode: 'duplicate' });
  await Promise.all([
    ...Array.from({ length: 20 }, () => control('/events', { id: completed.event_id })),
    reconcile(),
    ...Array.from({ length: 3 }, () => gemctl('run-schedule', 'read_inbox').then(mustSucceed)),
  ]);
  await untilHandled();
  assert.equal((await eventsAbout(session)).length, 1);
  assert.equal(await balanceOf(user.token), '25.000000');
  assert.equal((await entriesAbout(id)).length, 2);
  await assertMoneyAgrees();
});

test('E20: different events and reconciliation that tell of one payment at once credit once', async () => {
  const users = await newUsers(10);
  const deposits = await Promise.all(users.map((user) => beginTopUp(user)));
  await Promise.all(deposits.flatMap(({ session }) => [
    pay(session).then((object) => Promise.all(Array.from({ length: 20 }, () => control('/events', { type: 'checkout.session.completed', object })))),
    reconcile(),
  ]));
  await untilHandled();
  for (const [index, { session, id }] of deposits.entries()) {
    assert.equal((await eventsAbout(session)).length, 21);
    assert.equal((await entriesAbout(id)).length, 2);
    assert.equal(await balanceOf(users[index].token), '25.000000');
  }
  await assertMoneyAgrees();
});

test('E20: events in the wrong order, late, doubled or with a wrong signature first come to the same', async () => {
  for (const mode of ['reordered', 'late', 'duplicate', 'wrong_signature']) {
    const user = await newUser();
    await setDeliveryFault({ mode, delay_ms: 300 });
    const { session, id } = await beginTopUp(user);
    await pay(session, { outcome: 'async' });
    await pay(session, { outcome: 'async_succeed' });
    await untilDeposit(id, 'CONFIRMED');
    await untilHandled();
    assert.equal(await balanceOf(user.token), '25.000000', mode);
    assert.equal((await eventsAbout(session)).length, 2, mode);
  }
  await assertMoneyAgrees();
});
