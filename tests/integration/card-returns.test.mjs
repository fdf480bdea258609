// Money that goes back to cards: refunds of ours and from the dashboard, and disputes (X13).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { assertMoneyAgrees, beginRefundsAs, beginTopUp, control, debtOf, depositRow, disputesOf, mustRefund, paidTopUp, pay, reconcile, refundWithGemctl, refundsOf,
  setDeliveryFault, setStripeFault, stripe, untilDeposit, untilHandled, untilOnly } from './support/cards.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { mustBuy } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { eventually, gemctl, mustSucceed, sql } from './support/server.mjs';
import { balanceOf, newUser } from './support/users.mjs';

afterEach(async () => {
  await setStripeFault();
  await setDeliveryFault();
  await beginRefundsAs('succeeded');
});

const refundsAtStripe = async ({ payment }) =>
  (await stripe.refunds.list({ payment_intent: payment })).data.map(({ amount, status, metadata }) => ({ amount, status, ours: metadata.refund_id ?? null }));
const statusOf = async (user) => (await sql('SELECT status, frozen_reason FROM app_user WHERE id = $1', [user.id]))[0];
const spend = async (user, price) => mustBuy(user, await newPack({ price, stones: { COMMON: 1 }, supply: 1 }));

test('W2: refunds in parts until nothing is left', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  const first = await mustRefund(deposit, '20.01');
  assert.equal(await balanceOf(user.token), '29.990000', 'taken at once');
  await untilOnly(refundsOf, deposit, 'SUCCEEDED');
  assert.equal((await depositRow(deposit.id)).status, 'CONFIRMED');
  const second = await mustRefund(deposit, '29.99');
  await untilDeposit(deposit.id, 'REFUNDED');
  assert.deepEqual(await refundsAtStripe(deposit), [{ amount: 2999, status: 'succeeded', ours: second }, { amount: 2001, status: 'succeeded', ours: first }]);
  assert.equal(await balanceOf(user.token), '0.000000');
  assert.deepEqual((await refundsOf(deposit)).map((refund) => [refund.origin, refund.amount, refund.from_credit]),
    [['PLATFORM', '20.010000', '20.010000'], ['PLATFORM', '29.990000', '29.990000']]);
  const statement = await expectStatus(200, 'GET', '/api/wallet/entries', { token: user.token });
  assert.deepEqual(statement.items.map((entry) => entry.amount_usd), ['-29.990000', '-20.010000', '50.000000']);
  await assertMoneyAgrees();
});

test('W2: more than is left, parts of a cent, nothing, less than nothing or without a reason is refused, and nothing moves', async () => {
  const user = await newUser({ credit: 500 });
  const deposit = await paidTopUp(user, '50.000000');
  await mustRefund(deposit, '30');
  await untilOnly(refundsOf, deposit, 'SUCCEEDED');
  for (const usd of ['20.01', '50', '0', '-5', '1.005', '0.000001', 'all', '1e1', '99999999999999999999']) {
    assert.notEqual((await refundWithGemctl(deposit, usd)).code, 0, usd);
  }
  const { stderr } = await refundWithGemctl(deposit, '20.01');
  assert.match(stderr, /20\.000000 in whole cents can be refunded.*rule_refused/);
  assert.notEqual((await refundWithGemctl({ id: randomUUID() }, '1')).code, 0);
  assert.notEqual((await refundWithGemctl(await beginTopUp(user), '1')).code, 0, 'one that nobody has paid');
  assert.notEqual((await gemctl('refund', deposit.id, '1', '--why', 'Because')).code, 0);
  assert.notEqual((await refundWithGemctl(deposit, '1', '')).code, 0, 'a reason without words');
  assert.equal(await balanceOf(user.token), '520.000000');
  assert.equal((await refundsOf(deposit)).length, 1);
  await assertMoneyAgrees();
});

test('W2: what the user has spent is not refunded', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  await spend(user, '10.000000');
  const { code, stderr } = await refundWithGemctl(deposit, '40.01');
  assert.notEqual(code, 0);
  assert.match(stderr, /40\.000000 of it left.*not_enough_credit/);
  await mustRefund(deposit, '40');
  await untilOnly(refundsOf, deposit, 'SUCCEEDED');
  assert.equal(await balanceOf(user.token), '0.000000');
  await assertMoneyAgrees();
});

test('E20: many refunds ordered at once give back what there is and no more', async () => {
  const user = await newUser({ credit: 1000 });
  const deposit = await paidTopUp(user, '50.000000');
  const runs = await Promise.all(Array.from({ length: 8 }, () => refundWithGemctl(deposit, '20')));
  assert.equal(runs.filter((run) => run.code === 0).length, 2);
  await untilHandled();
  assert.deepEqual((await refundsOf(deposit)).map((refund) => refund.status), ['SUCCEEDED', 'SUCCEEDED']);
  assert.equal(await balanceOf(user.token), '1010.000000');
  await assertMoneyAgrees();
});

test('W2: a refund that takes its time is due until it is there', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  await beginRefundsAs('pending');
  await mustRefund(deposit, '50');
  const { external_id } = await untilOnly(refundsOf, deposit, 'PENDING');
  await assertMoneyAgrees();
  await control(`/refunds/${external_id}/succeed`);
  await untilOnly(refundsOf, deposit, 'SUCCEEDED');
  await untilDeposit(deposit.id, 'REFUNDED');
  await assertMoneyAgrees();
});

for (const began of ['pending', 'succeeded']) {
  test(`W2: a refund that was ${began} and fails later gives the credit back`, async () => {
    const user = await newUser();
    const deposit = await paidTopUp(user, '50.000000');
    await beginRefundsAs(began);
    await mustRefund(deposit, '50');
    const { external_id } = await untilOnly(refundsOf, deposit, began.toUpperCase());
    await untilDeposit(deposit.id, 'REFUNDED');
    await control(`/refunds/${external_id}/fail`);
    const failed = await untilOnly(refundsOf, deposit, 'FAILED');
    assert.equal(failed.problem, 'expired_or_canceled_card');
    assert.equal(await balanceOf(user.token), '50.000000');
    await untilDeposit(deposit.id, 'CONFIRMED');
    await beginRefundsAs('succeeded');
    await mustRefund(deposit, '50');
    await untilDeposit(deposit.id, 'REFUNDED');
    await assertMoneyAgrees();
  });
}

test('W2: Stripe down while a refund is ordered: sent when it is back, once', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  for (const mode of ['down', 'lost', 'rate_limited', 'error']) {
    await setStripeFault({ mode });
    const id = await mustRefund(deposit, '5');
    await eventually(async () => (await sql(`SELECT FROM job WHERE kind = 'send_card_refund' AND attempt > 0 AND locked_until IS NULL AND problem IS NOT NULL`)).length === 1, 60000);
    assert.equal((await sql('SELECT status FROM card_refund WHERE id = $1', [id]))[0].status, 'REQUESTED', mode);
    await setStripeFault();
    await untilHandled();
  }
  assert.deepEqual((await refundsOf(deposit)).map((refund) => refund.status), Array(4).fill('SUCCEEDED'));
  assert.deepEqual((await refundsAtStripe(deposit)).map((refund) => refund.amount), Array(4).fill(500));
  assert.equal(await balanceOf(user.token), '30.000000');
  await assertMoneyAgrees();
});

test('W2: what Stripe refuses to refund comes back to the user', async () => {
  const user = await newUser({ credit: 100 });
  const deposit = await paidTopUp(user, '50.000000');
  await setDeliveryFault({ mode: 'lost' });
  await control('/refunds', { payment_intent: deposit.payment, amount: 4000 });
  const id = await mustRefund(deposit, '50');
  await untilHandled();
  const refund = (await refundsOf(deposit)).find((row) => row.id === id);
  assert.equal(refund.status, 'FAILED');
  assert.match(refund.problem, /greater than unrefunded amount/);
  await reconcile();
  await untilHandled();
  assert.equal(await balanceOf(user.token), '110.000000', 'less what was refunded at the dashboard');
  await assertMoneyAgrees();
});

test('W2: refunds made at Stripe\'s dashboard are taken from the credit', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  await control('/refunds', { payment_intent: deposit.payment, amount: 1500 });
  const refund = await untilOnly(refundsOf, deposit, 'SUCCEEDED');
  assert.deepEqual([refund.origin, refund.amount, refund.from_credit], ['STRIPE', '15.000000', '15.000000']);
  assert.deepEqual([await balanceOf(user.token), await debtOf(user)], ['35.000000', '0.000000']);
  await control('/refunds', { payment_intent: deposit.payment });
  await untilDeposit(deposit.id, 'REFUNDED');
  assert.equal(await balanceOf(user.token), '0.000000');
  assert.notEqual((await refundWithGemctl(deposit, '1')).code, 0);
  await assertMoneyAgrees();
});

test('W2: one of the dashboard for what is spent makes a debt, and its failure ends the debt', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  await spend(user, '30.000000');
  const { id } = await control('/refunds', { payment_intent: deposit.payment, amount: 4500 });
  const refund = await untilOnly(refundsOf, deposit, 'SUCCEEDED');
  assert.deepEqual([refund.amount, refund.from_credit], ['45.000000', '20.000000']);
  assert.deepEqual([await balanceOf(user.token), await debtOf(user)], ['0.000000', '-25.000000']);
  await assertMoneyAgrees();
  await control(`/refunds/${id}/fail`);
  await untilOnly(refundsOf, deposit, 'FAILED');
  assert.deepEqual([await balanceOf(user.token), await debtOf(user)], ['20.000000', '0.000000']);
  await assertMoneyAgrees();
});

test('E16: refunds and disputes whose events never came are found by reconciliation', async () => {
  const user = await newUser();
  const [refunded, disputed] = [await paidTopUp(user, '20.000000'), await paidTopUp(user, '30.000000')];
  await untilHandled();
  await setDeliveryFault({ mode: 'lost' });
  await control('/refunds', { payment_intent: refunded.payment });
  await control('/disputes', { payment_intent: disputed.payment });
  await reconcile();
  await untilDeposit(refunded.id, 'REFUNDED');
  await untilDeposit(disputed.id, 'DISPUTED');
  await setDeliveryFault();
  assert.equal(await balanceOf(user.token), '0.000000');
  await assertMoneyAgrees();
});

test('E20: a refund that is heard of before its payment is booked after it', async () => {
  const user = await newUser();
  const { id, session } = await beginTopUp(user, '50.000000');
  await setDeliveryFault({ mode: 'lost' });
  const { payment_intent } = await pay(session);
  await setDeliveryFault();
  await control('/refunds', { payment_intent, amount: 2000 });
  await untilHandled();
  assert.equal((await depositRow(id)).status, 'CONFIRMED');
  assert.equal(await balanceOf(user.token), '30.000000');
  await assertMoneyAgrees();
});

test('X13: a dispute takes the credit and freezes the account; won, the credit comes back', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  const { id } = await control('/disputes', { payment_intent: deposit.payment });
  await untilDeposit(deposit.id, 'DISPUTED');
  assert.deepEqual([await balanceOf(user.token), await debtOf(user)], ['0.000000', '0.000000']);
  assert.deepEqual(await statusOf(user), { status: 'FROZEN', frozen_reason: `card payment disputed (${id})` });
  const pack = await newPack();
  assertProblem(await api('POST', `/api/packs/${pack.id}/purchase`, { token: user.token, body: { quantity: 1, method: 'CREDIT' } }), 403, { code: 'account_frozen' });
  await assertMoneyAgrees();
  await control(`/disputes/${id}/close`, { status: 'won' });
  await untilOnly(disputesOf, deposit, 'WON');
  assert.equal((await depositRow(deposit.id)).status, 'CONFIRMED');
  assert.equal(await balanceOf(user.token), '50.000000');
  assert.equal((await statusOf(user)).status, 'FROZEN', 'a person unfreezes');
  mustSucceed(await gemctl('unfreeze', user.email));
  await assertMoneyAgrees();
});

test('X13: a dispute for what is spent makes a debt; lost, it stays', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  await spend(user, '35.000000');
  const { id } = await control('/disputes', { payment_intent: deposit.payment });
  const dispute = await untilOnly(disputesOf, deposit, 'OPEN');
  assert.deepEqual([dispute.amount, dispute.from_credit, dispute.external_id], ['50.000000', '15.000000', id]);
  assert.deepEqual([await balanceOf(user.token), await debtOf(user)], ['0.000000', '-35.000000']);
  await control(`/disputes/${id}/close`, { status: 'lost' });
  await untilOnly(disputesOf, deposit, 'LOST');
  assert.equal((await depositRow(deposit.id)).status, 'DISPUTED');
  assert.equal(await debtOf(user), '-35.000000');
  assert.notEqual((await refundWithGemctl(deposit, '1')).code, 0);
  await assertMoneyAgrees();
});

test('X13: a dispute for what is spent, won: credit and debt are as before', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  await spend(user, '35.000000');
  const { id } = await control('/disputes', { payment_intent: deposit.payment, amount: 4000 });
  await untilOnly(disputesOf, deposit, 'OPEN');
  assert.equal(await debtOf(user), '-25.000000');
  await control(`/disputes/${id}/close`, { status: 'won' });
  await untilOnly(disputesOf, deposit, 'WON');
  assert.deepEqual([await balanceOf(user.token), await debtOf(user)], ['15.000000', '0.000000']);
  await assertMoneyAgrees();
});

test('X13: a dispute heard of only after it has ended', async () => {
  const user = await newUser();
  const [won, lost] = [await paidTopUp(user, '20.000000'), await paidTopUp(user, '30.000000')];
  await untilHandled();
  await setDeliveryFault({ mode: 'lost' });
  for (const [deposit, status] of [[won, 'won'], [lost, 'lost']]) {
    const { id } = await control('/disputes', { payment_intent: deposit.payment });
    await control(`/disputes/${id}/close`, { status });
  }
  await setDeliveryFault();
  await reconcile();
  await untilHandled();
  assert.deepEqual(await disputesOf(won), [], 'it came to nothing before we knew');
  assert.equal((await disputesOf(lost))[0].status, 'LOST');
  assert.equal(await balanceOf(user.token), '20.000000');
  await assertMoneyAgrees();
});

test('X13: a disputed deposit is not refunded as well', async () => {
  const user = await newUser({ credit: 100 });
  const deposit = await paidTopUp(user, '50.000000');
  await control('/disputes', { payment_intent: deposit.payment });
  await untilDeposit(deposit.id, 'DISPUTED');
  const { code, stderr } = await refundWithGemctl(deposit, '50');
  assert.notEqual(code, 0, 'the bank has that money');
  assert.match(stderr, /rule_refused/);
  await untilHandled();
  assert.equal(await balanceOf(user.token), '100.000000');
  await assertMoneyAgrees();
});

test('X13: a deposit that was refunded before its dispute is refunded again when that is won', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '50.000000');
  await mustRefund(deposit, '50');
  await untilDeposit(deposit.id, 'REFUNDED');
  const { id } = await control('/disputes', { payment_intent: deposit.payment });
  await untilDeposit(deposit.id, 'DISPUTED');
  assert.equal(await debtOf(user), '-50.000000');
  await control(`/disputes/${id}/close`, { status: 'won' });
  await untilOnly(disputesOf, deposit, 'WON');
  assert.equal((await depositRow(deposit.id)).status, 'REFUNDED');
  assert.equal(await debtOf(user), '0.000000');
  await assertMoneyAgrees();
});
