// Stripe's API as the official client meets it: sessions, payments, refunds, disputes, lists, keys and errors.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { startSandbox } from './testing/start_sandbox.mjs';
import { DEPOSIT, stripeClient, stripeOf } from './testing/stripe.mjs';

const sandbox = await startSandbox({ smtp: false });
const { stripe, post, control, create, pay, paid, totals } = stripeOf(sandbox);
after(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.setFault('stripe', { mode: 'none' });
  await sandbox.request('/control/violations', { method: 'DELETE' });
});

const now = () => Math.floor(Date.now() / 1000);
const violations = async () => (await sandbox.getJson('/control/violations')).flatMap((row) => row.problems.map((problem) => problem.field));
const noViolations = async () => assert.deepEqual(await sandbox.getJson('/control/violations'), []);
const refusedWith = (members) => (error) => {
  for (const [name, value] of Object.entries(members)) assert.equal(error[name], value, `${name} of ${error.message}`);
  return true;
};

describe('Checkout Sessions', () => {
  test('a new one is open, has a page, and says what was asked for', async () => {
    const session = await create();
    assert.match(session.id, /^cs_test_/);
    assert.equal(session.url, `${sandbox.address}/stripe/checkout/${session.id}`);
    const { status, payment_status, mode, amount_total, amount_subtotal, currency, client_reference_id, metadata, payment_intent, livemode, created, expires_at } = session;
    assert.deepEqual(
      { status, payment_status, mode, amount_total, amount_subtotal, currency, client_reference_id, metadata, payment_intent, livemode },
      { status: 'open', payment_status: 'unpaid', mode: 'payment', amount_total: 2000, amount_subtotal: 2000, currency: 'usd', client_reference_id: 'dep_1',
        metadata: { deposit_id: 'dep_1' }, payment_intent: null, livemode: false },
    );
    assert.ok(Math.abs(created - now()) < 60);
    assert.equal(expires_at, created + 86_400);
    const { lastResponse, ...found } = await stripe.checkout.sessions.retrieve(session.id);
    assert.equal(found.amount_total, 2000);
    assert.match(lastResponse.requestId, /^req_/);
    await noViolations();
  });

  test('paid: complete, with an intent, a charge and a movement of the balance', async () => {
    const session = await create();
    const after_payment = await pay(session.id);
    assert.deepEqual([after_payment.status, after_payment.payment_status, after_payment.url], ['complete', 'paid', null]);
    const found = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction'] });
    assert.equal(found.customer_details.email, 'a+b@example.com');
    const intent = found.payment_intent;
    assert.deepEqual([intent.status, intent.amount_received, intent.metadata], ['succeeded', 2000, { deposit_id: 'dep_1' }]);
    assert.deepEqual([intent.latest_charge.paid, intent.latest_charge.payment_intent], [true, intent.id]);
    const { amount, fee, net, type, source } = intent.latest_charge.balance_transaction;
    assert.deepEqual({ amount, fee, net, type, source }, { amount: 2000, fee: 88, net: 1912, type: 'charge', source: intent.latest_charge.id });
    assert.equal((await pay(session.id)).error.type, 'invalid_request_error');
    await noViolations();
  });

  test('the fee is 2.9 % and 30 cents, in whole cents', async () => {
    const fees = [];
    for (const unit_amount of [50, 500, 99_999_999]) {
      const session = await paid({ line_items: [{ quantity: 1, price_data: { ...DEPOSIT.line_items[0].price_data, unit_amount } }] });
      const { latest_charge } = await stripe.paymentIntents.retrieve(session.payment_intent, { expand: ['latest_charge.balance_transaction'] });
      fees.push(latest_charge.balance_transaction.fee);
    }
    assert.deepEqual(fees, [31, 45, 2_900_030]);
  });

  test('a slow payment: complete and unpaid, then paid', async () => {
    const { id } = await create();
    const waiting = await pay(id, { outcome: 'async' });
    assert.deepEqual([waiting.status, waiting.payment_status], ['complete', 'unpaid']);
    assert.equal((await stripe.paymentIntents.retrieve(waiting.payment_intent)).status, 'processing');
    assert.equal((await pay(id, { outcome: 'async_succeed' })).payment_status, 'paid');
    assert.equal((await stripe.paymentIntents.retrieve(waiting.payment_intent)).status, 'succeeded');
  });

  test('a slow payment that fails stays unpaid, and a declined card leaves the session open', async () => {
    const slow = await create();
    await pay(slow.id, { outcome: 'async' });
    const failed = await pay(slow.id, { outcome: 'async_fail' });
    assert.deepEqual([failed.status, failed.payment_status], ['complete', 'unpaid']);
    assert.equal((await stripe.paymentIntents.retrieve(failed.payment_intent)).last_payment_error.code, 'card_declined');
    const declined = await create();
    assert.equal((await pay(declined.id, { outcome: 'decline' })).status, 'open');
    assert.equal((await pay(declined.id)).payment_status, 'paid');
  });

  test('another amount and currency than were asked for can be booked', async () => {
    const session = await create();
    const booked = await pay(session.id, { outcome: 'paid', amount_override: 1, currency_override: 'jpy' });
    assert.deepEqual([booked.amount_total, booked.currency], [1, 'jpy']);
    const intent = await stripe.paymentIntents.retrieve(booked.payment_intent);
    assert.deepEqual([intent.amount, intent.currency], [1, 'jpy']);
    assert.equal((await sandbox.getJson('/control/stripe/totals')).jpy.charge, 1);
  });

  test('expires by a call, once, and is not paid then', async () => {
    const session = await create();
    const expired = await stripe.checkout.sessions.expire(session.id);
    assert.deepEqual([expired.status, expired.url], ['expired', null]);
    await assert.rejects(stripe.checkout.sessions.expire(session.id), refusedWith({ statusCode: 400, type: 'StripeInvalidRequestError' }));
    assert.equal((await post(`/sessions/${session.id}/pay`, { outcome: 'paid' })).status, 400);
    await noViolations();
  });

  const wrong = [
    { name: 'no mode', changes: { mode: undefined }, field: 'mode' },
    { name: 'a subscription', changes: { mode: 'subscription' }, field: 'mode' },
    { name: 'payment_method_types', changes: { payment_method_types: ['card'] }, field: 'payment_method_types' },
    { name: 'a name Stripe does not know', changes: { sucess_url: 'x' }, field: 'sucess_url' },
    { name: '49 cents', price: { unit_amount: 49 }, field: 'line_items' },
    { name: 'more than eight digits', price: { unit_amount: 100_000_000 }, field: 'line_items.0.price_data.unit_amount' },
    { name: 'an amount with a point', price: { unit_amount: '20.00' }, field: 'line_items.0.price_data.unit_amount' },
    { name: 'another currency', price: { currency: 'eur' }, field: 'line_items' },
    { name: 'an upper case currency', price: { currency: 'USD' }, field: 'line_items.0.price_data.currency' },
    { name: 'no success_url', changes: { success_url: undefined }, field: 'success_url' },
    { name: 'a life too short', changes: { expires_at: now() + 60 }, field: 'expires_at' },
    { name: 'a life too long', changes: { expires_at: now() + 25 * 3600 }, field: 'expires_at' },
    { name: 'a reference too long', changes: { client_reference_id: 'x'.repeat(201) }, field: 'client_reference_id' },
    { name: 'metadata too long', changes: { metadata: { a: 'x'.repeat(501) } }, field: 'metadata.a' },
  ];
  for (const row of wrong) {
    test(`refuses ${row.name}`, async () => {
      const line_items = [{ quantity: 1, price_data: { ...DEPOSIT.line_items[0].price_data, ...row.price } }];
      await assert.rejects(create({ line_items, ...row.changes }), refusedWith({ statusCode: 400, param: row.field }));
      assert.ok((await violations()).includes(row.field));
    });
  }
});

describe('refunds', () => {
  test('partial, several, up to the charge', async () => {
    const { payment_intent } = await paid();
    const before = await totals();
    const refund = await stripe.refunds.create({ payment_intent, amount: 500, reason: 'requested_by_customer', metadata: { refund_id: 'rf_1' } });
    assert.deepEqual([refund.status, refund.amount, refund.currency, refund.metadata], ['succeeded', 500, 'usd', { refund_id: 'rf_1' }]);
    await assert.rejects(stripe.refunds.create({ payment_intent, amount: 1501 }), refusedWith({ statusCode: 400, param: 'amount' }));
    assert.equal((await stripe.refunds.create({ charge: refund.charge })).amount, 1500);
    await assert.rejects(stripe.refunds.create({ payment_intent }), refusedWith({ code: 'charge_already_refunded' }));
    const charge = await stripe.charges.retrieve(refund.charge);
    assert.deepEqual([charge.amount_refunded, charge.refunded], [2000, true]);
    assert.deepEqual((await stripe.refunds.list({ payment_intent })).data.map((each) => each.amount), [1500, 500]);
    assert.equal((await totals()).refund, before.refund - 2000);
    await noViolations();
  });

  test('pending, succeeded and failed at last', async () => {
    const { payment_intent } = await paid();
    await sandbox.request('/control/stripe/refunds', { method: 'PUT', body: '{"status":"pending"}' });
    const refund = await stripe.refunds.create({ payment_intent, amount: 700 });
    await sandbox.request('/control/stripe/refunds', { method: 'PUT', body: '{"status":"succeeded"}' });
    assert.equal(refund.status, 'pending');
    assert.equal((await control(`/refunds/${refund.id}/succeed`)).status, 'succeeded');
    const failed = await control(`/refunds/${refund.id}/fail`);
    assert.deepEqual([failed.status, failed.failure_reason], ['failed', 'expired_or_canceled_card']);
    assert.equal((await stripe.charges.retrieve(refund.charge)).amount_refunded, 0);
    assert.equal((await stripe.refunds.retrieve(refund.id)).status, 'failed');
    assert.equal((await post(`/refunds/${refund.id}/succeed`)).status, 400);
  });

  test('as from the dashboard; and of nothing known or paid', async () => {
    const { payment_intent } = await paid();
    assert.equal((await control('/refunds', { payment_intent, amount: 3 })).amount, 3);
    await assert.rejects(stripe.refunds.create({ payment_intent: 'pi_nowhere' }), refusedWith({ statusCode: 404, code: 'resource_missing', param: 'payment_intent' }));
    const { id } = await create();
    const waiting = await pay(id, { outcome: 'async' });
    await assert.rejects(stripe.refunds.create({ payment_intent: waiting.payment_intent }), refusedWith({ statusCode: 400 }));
    await noViolations();
    await assert.rejects(stripe.refunds.create({}), refusedWith({ statusCode: 400 }));
    assert.deepEqual(await violations(), ['payment_intent']);
  });
});

describe('disputes', () => {
  for (const status of ['won', 'lost']) {
    test(`opened, then ${status}`, async () => {
      const { payment_intent } = await paid();
      const before = await totals();
      const dispute = await control('/disputes', { payment_intent });
      assert.deepEqual([dispute.status, dispute.amount, dispute.payment_intent], ['needs_response', 2000, payment_intent]);
      await assert.rejects(stripe.refunds.create({ payment_intent }), refusedWith({ code: 'charge_disputed' }));
      assert.equal((await totals()).net, before.net - 3500);
      assert.equal((await control(`/disputes/${dispute.id}/close`, { status })).status, status);
      assert.equal((await stripe.disputes.retrieve(dispute.id)).status, status);
      assert.deepEqual((await stripe.disputes.list({ payment_intent })).data.map((each) => each.id), [dispute.id]);
      assert.equal((await totals()).net, before.net - (status === 'won' ? 0 : 3500));
      assert.equal((await post(`/disputes/${dispute.id}/close`, { status })).status, 400);
    });
  }
});

describe('lists', () => {
  test('newest first, page by page, filtered', async () => {
    const ids = [];
    for (let each = 0; each < 5; each += 1) ids.unshift((await create()).id);
    const first = await stripe.checkout.sessions.list({ limit: 2 });
    assert.deepEqual([first.data.map((each) => each.id), first.has_more, first.url], [ids.slice(0, 2), true, '/v1/checkout/sessions']);
    const next = await stripe.checkout.sessions.list({ limit: 2, starting_after: ids[1] });
    assert.deepEqual(next.data.map((each) => each.id), ids.slice(2, 4));
    const back = await stripe.checkout.sessions.list({ limit: 2, ending_before: ids[3] });
    assert.deepEqual(back.data.map((each) => each.id), ids.slice(1, 3));
    const walked = [];
    for await (const session of stripe.checkout.sessions.list({ limit: 2, status: 'open' })) walked.push(session.id);
    assert.deepEqual(walked.slice(0, 5), ids);
    const { payment_intent, id } = await pay(ids[2]);
    assert.deepEqual((await stripe.checkout.sessions.list({ payment_intent })).data.map((each) => each.id), [id]);
    assert.equal((await stripe.checkout.sessions.list({ created: { gte: now() + 60 } })).data.length, 0);
    assert.equal((await stripe.checkout.sessions.list({ status: 'complete', created: { gte: now() - 60 } })).data[0].id, id);
    assert.deepEqual((await stripe.charges.list({ payment_intent })).data.map((each) => each.payment_intent), [payment_intent]);
    assert.equal((await stripe.paymentIntents.list({ limit: 1 })).data[0].id, payment_intent);
    await noViolations();
    await assert.rejects(stripe.checkout.sessions.list({ limit: 101 }), refusedWith({ param: 'limit' }));
    await assert.rejects(stripe.checkout.sessions.list({ starting_after: 'cs_nowhere' }), refusedWith({ code: 'resource_missing' }));
  });

  test('balance transactions with what they are about', async () => {
    const { payment_intent } = await paid();
    await stripe.refunds.create({ payment_intent, amount: 5 });
    const [refund] = (await stripe.balanceTransactions.list({ type: 'refund', limit: 1, expand: ['data.source'] })).data;
    assert.deepEqual([refund.amount, refund.fee, refund.net, refund.source.object], [-5, 0, -5, 'refund']);
    const [charge] = (await stripe.balanceTransactions.list({ type: 'charge', created: { gte: now() - 60 }, limit: 1, expand: ['data.source'] })).data;
    assert.equal(charge.source.payment_intent, payment_intent);
    await noViolations();
  });

  test('only links can be expanded', async () => {
    const { id } = await paid();
    await assert.rejects(stripe.checkout.sessions.retrieve(id, { expand: ['currency'] }), refusedWith({ statusCode: 400, param: 'expand' }));
    await assert.rejects(stripe.checkout.sessions.retrieve(id, { expand: ['nothing'] }), refusedWith({ statusCode: 400, param: 'expand' }));
    assert.equal((await stripe.checkout.sessions.retrieve((await create()).id, { expand: ['payment_intent'] })).payment_intent, null);
  });
});

describe('keys and headers', () => {
  const raw = (place, options) => sandbox.request(`/stripe/v1${place}`, options);
  const headers = { authorization: 'Bearer sk_test_sandbox', 'stripe-version': '2026-10-28.endive' };

  test('another key is refused; Basic works too', async () => {
    await assert.rejects(stripeClient(sandbox.address, { key: 'sk_test_other' }).charges.list(), refusedWith({ statusCode: 401, type: 'StripeAuthenticationError' }));
    assert.equal((await sandbox.getJson('/control/violations')).length, 1);
    const basic = { ...headers, authorization: `Basic ${Buffer.from('sk_test_sandbox:').toString('base64')}` };
    assert.equal((await raw('/charges', { headers: basic })).status, 200);
  });

  test('a call without Stripe-Version works and is a violation', async () => {
    assert.equal((await raw('/charges', { headers: { authorization: headers.authorization } })).status, 200);
    assert.deepEqual(await violations(), ['stripe-version']);
  });

  test('JSON, and addresses Stripe does not have', async () => {
    assert.equal((await raw('/refunds', { method: 'POST', body: '{}', headers: { ...headers, 'content-type': 'application/json' } })).status, 400);
    assert.equal((await raw('/nothing', { headers })).status, 404);
    assert.equal((await raw('/refunds', { method: 'DELETE', headers })).status, 404);
    assert.equal((await violations()).length, 3);
  });

  test('what is not there', async () => {
    await assert.rejects(stripe.checkout.sessions.retrieve('cs_test_nowhere'), refusedWith({ statusCode: 404, code: 'resource_missing', type: 'StripeInvalidRequestError' }));
    await noViolations();
  });
});

describe('idempotency', () => {
  test('the same key and parameters: the first answer', async () => {
    const [first, second] = [await create({}, { idempotencyKey: 'k1' }), await create({}, { idempotencyKey: 'k1' })];
    assert.equal(second.id, first.id);
    assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
    await noViolations();
  });

  test('other parameters: idempotency_error', async () => {
    await create({}, { idempotencyKey: 'k2' });
    await assert.rejects(create({ client_reference_id: 'dep_2' }, { idempotencyKey: 'k2' }), refusedWith({ statusCode: 400, type: 'StripeIdempotencyError' }));
    await assert.rejects(stripe.refunds.create({ payment_intent: 'pi_1' }, { idempotencyKey: 'k2' }), refusedWith({ statusCode: 400, type: 'StripeIdempotencyError' }));
  });

  test('a validation failure is not kept, a refusal by the operation is', async () => {
    await assert.rejects(create({ mode: 'setup' }, { idempotencyKey: 'k3' }), refusedWith({ statusCode: 400 }));
    assert.match((await create({}, { idempotencyKey: 'k3' })).id, /^cs_test_/);
    const { payment_intent } = await paid();
    const tooMuch = () => stripe.refunds.create({ payment_intent, amount: 2001 }, { idempotencyKey: 'k4' });
    await assert.rejects(tooMuch(), refusedWith({ param: 'amount' }));
    await assert.rejects(tooMuch(), (error) => error.headers['idempotent-replayed'] === 'true');
  });

  test('two at once with one key: one is answered, the other gets 409', async () => {
    await sandbox.setFault('stripe', { mode: 'slow', delay_ms: 1000 });
    const results = await Promise.allSettled([create({}, { idempotencyKey: 'k5' }), create({}, { idempotencyKey: 'k5' })]);
    assert.deepEqual(results.map((result) => result.reason?.statusCode ?? 200).sort(), [200, 409]);
    await sandbox.setFault('stripe', { mode: 'none' });
    assert.equal((await create({}, { idempotencyKey: 'k5' })).id, results.find((result) => result.value).value.id);
  });
});

// The client repeats a call by itself, once, when its connection is cut.
describe('faults of Stripe', () => {
  test('lost: done, and the answer never comes; the key finds it', async () => {
    const count = async () => (await sandbox.getJson('/control/stripe/sessions')).length;
    const before = await count();
    await sandbox.setFault('stripe', { mode: 'lost', count: 1 });
    const session = await create({}, { idempotencyKey: 'k6' });
    assert.equal(session.lastResponse.headers['idempotent-replayed'], 'true');
    assert.equal(await count(), before + 1);
  });

  const refusals = [
    { mode: 'rate_limited', count: 1, type: 'StripeRateLimitError', statusCode: 429 },
    { mode: 'error', count: 1, type: 'StripeAPIError', statusCode: 500 },
    { mode: 'down', count: 2, type: 'StripeConnectionError', statusCode: undefined },
  ];
  for (const { mode, count, ...members } of refusals) {
    test(mode, async () => {
      await sandbox.setFault('stripe', { mode, count });
      await assert.rejects(create(), refusedWith(members));
      assert.equal((await create()).status, 'open');
    });
  }
});
