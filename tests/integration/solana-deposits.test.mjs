// Top-ups with USDC and SOL: as much as comes is credited, once, whenever it comes.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import bs58 from 'bs58';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import {
  assets, beginDeposit, bookedFrom, confirmDeposit, depositOf, expireQuotes, forgetPurchase, passTime, pay, send, sign, topUp, untilDeposit, untilTransaction, usdOf,
  walletNamed, withoutSchedules, withoutWebhooks, withPrices,
} from './support/chain.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { buy, mustBuy } from './support/openings.mjs';
import { payFrom, readPaymentUrl } from './support/payer.mjs';
import { assertProblem } from './support/problems.mjs';
import { gemctl, mustSucceed, secret } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';

after(bringTimeBack);

const LAMPORTS_PER_SOL = 10n ** 9n;
const SOL_MICROS = 142135000n;
const QUOTE_IS_OVER = 320;
const TREASURY = secret('GEM_SOLANA_TREASURY_ADDRESS');

for (const asset of assets) {
  test(`E17, E18: a top-up with ${asset} is credited by itself when a real wallet has paid, and can be spent at once`, async () => {
    const [user, pack] = [await newUser(), await newPack({ price: '25.000000' })];
    const { deposit, payment } = await beginDeposit(user, asset);
    assert.deepEqual({ ...deposit, id: null, created_at: null },
      { id: null, method: asset, amount_usd: '25.000000', status: 'PENDING', external_id: null, created_at: null, confirmed_at: null });
    assert.deepEqual([payment.recipient, payment.tx_hash, payment.payment_token], [TREASURY, null, null]);
    const asked = readPaymentUrl(payment.solana_pay_url);
    assert.deepEqual([asked.recipient, asked.amount, asked.references, asked.message], [TREASURY, BigInt(payment.amount), [payment.reference], 'Top-up']);

    const signature = await payFrom(payment.solana_pay_url);
    const confirmed = await untilDeposit(user, deposit);
    assert.deepEqual([confirmed.amount_usd, confirmed.external_id], ['25.000000', signature]);
    assert.ok(Date.parse(confirmed.confirmed_at) >= Date.parse(deposit.created_at));
    assert.equal((await mustBuy(user, pack)).status, 'OPENED');
    assert.equal(await balanceOf(user.token), '0.000000');
    await assertBooksAgree();
  });
}

/** What of the amount asked for is paid; what the deposit is then, and of how much. */
const rows = [
  { name: 'half', pays: (amount) => amount / 2n },
  { name: 'a little more', pays: (amount) => amount + 7n },
  { name: 'four times as much', pays: (amount) => amount * 4n },
];

test('E14: as much as comes is credited: less or more than was asked for', async () => {
  await Promise.all(assets.flatMap((asset) => rows.map(async ({ name, pays }) => {
    const user = await newUser();
    const { deposit, payment } = await beginDeposit(user, asset);
    const asked = BigInt(payment.amount);
    await pay(payment, { amount: String(pays(asked)) });
    const value = usdOf(pays(asked), 25000000n, asked);
    assert.equal((await untilDeposit(user, deposit)).amount_usd, value, `${asset} ${name}`);
    assert.equal(await balanceOf(user.token), value, `${asset} ${name}`);
  })));
  await assertBooksAgree();
});

test('E14: a lamport is worth less than can be credited: it is recorded, and the top-up waits on', async () => {
  const user = await newUser();
  const { deposit, payment } = await beginDeposit(user, 'SOL');
  const { signature } = await pay(payment, { amount: '1' });
  assert.deepEqual((await bookedFrom(signature)).map(({ amount, outcome, usd }) => [amount, outcome, usd]), [['1', 'CREDIT', '0.000000']]);
  assert.equal((await depositOf(user, deposit.id)).status, 'PENDING');
  await pay(payment);
  assert.equal((await untilDeposit(user, deposit)).amount_usd, '25.000000');
  await assertBooksAgree();
});

test('E14: what is paid a second time, or with another coin, is credited beside the top-up', async () => {
  const user = await newUser();
  const { deposit, payment } = await beginDeposit(user, 'USDC');
  const { signature: other } = await pay({ solana_pay_url: `solana:${TREASURY}?amount=1&reference=${payment.reference}` });
  assert.deepEqual((await bookedFrom(other)).map(({ outcome }) => outcome), ['CREDIT']);
  assert.equal((await depositOf(user, deposit.id)).status, 'PENDING');
  const { signature } = await pay(payment);
  await untilDeposit(user, deposit);
  const { signature: again } = await pay(payment);
  assert.deepEqual((await bookedFrom(again)).map(({ outcome, usd }) => [outcome, usd]), [['CREDIT', '25.000000']]);
  const shown = await depositOf(user, deposit.id);
  assert.deepEqual([shown.amount_usd, shown.external_id], ['25.000000', signature]);
  assert.equal(await balanceOf(user.token), usdOf(50000000n + SOL_MICROS));
  await assertBooksAgree();
});

test('E13, E14: late money confirms a top-up that had expired, at what SOL is worth then; later money is credited beside it', async () => {
  const user = await newUser();
  const { deposit, payment } = await beginDeposit(user, 'SOL');
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  await untilDeposit(user, deposit, 'EXPIRED');
  await withPrices({ SOL: { usd: '71.067500' } }, async () => {
    const value = usdOf(payment.amount, SOL_MICROS / 2n, LAMPORTS_PER_SOL);
    const { signature } = await pay(payment);
    assert.equal((await untilDeposit(user, deposit)).amount_usd, value);
    assert.equal((await bookedFrom(signature))[0].outcome, 'DEPOSIT');
    const { signature: again } = await pay(payment);
    assert.equal((await bookedFrom(again))[0].outcome, 'CREDIT');
    assert.equal((await depositOf(user, deposit.id)).external_id, signature);
    assert.equal(await balanceOf(user.token), usdOf(2n * ((BigInt(payment.amount) * SOL_MICROS) / 2n / LAMPORTS_PER_SOL)));
  });
  await assertBooksAgree();
});

test('the payer names the transaction: 202, then 200; E2: once and for one top-up', async () => {
  const [user, other] = await newUsers(2);
  const { deposit, payment } = await beginDeposit(user, 'USDC');
  const { deposit: second } = await beginDeposit(user, 'USDC');
  const { deposit: foreign } = await beginDeposit(other, 'USDC');
  const signed = await sign(payment);
  const early = await confirmDeposit(user, deposit, signed.signature);
  assert.deepEqual([early.status, early.body.status, early.body.external_id], [202, 'PENDING', null]);
  assertProblem(await confirmDeposit(user, second, signed.signature), 409, { code: 'transaction_already_used' });
  await withoutWebhooks(() => withoutSchedules(['sweep_treasury', 'recheck_payments'], async () => {
    await send(signed);
    await untilDeposit(user, deposit);
  }));
  const confirmed = await confirmDeposit(user, deposit, signed.signature);
  assert.deepEqual([confirmed.status, confirmed.body], [200, await depositOf(user, deposit.id)]);
  assert.deepEqual((await confirmDeposit(user, deposit, signed.signature)).body, confirmed.body);
  assertProblem(await confirmDeposit(other, foreign, signed.signature), 409, { code: 'transaction_already_used' });
  for (const id of [deposit.id, randomUUID()]) assertProblem(await confirmDeposit(other, { id }, signed.signature), 404);
  assertProblem(await confirmDeposit(user, deposit, 'x'), 400, { field: 'tx_hash' });
  assert.equal(await balanceOf(user.token), '25.000000');
  await assertBooksAgree();
});

test('E18: what went to another address is not ours; a transaction that failed brought nothing; after the time it is too late to name one', async () => {
  const user = await newUser();
  const { deposit, payment } = await beginDeposit(user, 'USDC');
  const { address } = await walletNamed('stranger');
  for (const [variant, status, code] of [[{ recipient: address }, 'IRRELEVANT', 'transaction_not_ours'], [{ failing: true }, 'FAILED', 'transaction_failed']]) {
    const { signature } = await pay(payment, variant);
    assert.equal((await confirmDeposit(user, deposit, signature)).status, 202);
    await untilTransaction(signature, status);
    assertProblem(await confirmDeposit(user, deposit, signature), 422, { code });
  }
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  await untilDeposit(user, deposit, 'EXPIRED');
  assertProblem(await confirmDeposit(user, deposit, bs58.encode(randomBytes(64))), 410, { code: 'quote_expired' });
  assert.equal(await balanceOf(user.token), '0.000000');
  await assertBooksAgree();
});

test('E18: nobody but the platform says where and how much to pay', async () => {
  const user = await newUser();
  const { address } = await walletNamed('stranger');
  for (const asset of assets) {
    for (const extra of [{ recipient: address }, { mint: address }, { reference: address }, { amount: '1' }]) {
      assertProblem(await topUp(user, asset, '25.000000', extra), 400, { code: 'invalid_input', field: Object.keys(extra)[0] });
    }
    for (const amount of ['0.999999', '100000.000001', '0', '-5', '25.0000001', '1', '1e3', 25, null, '']) {
      assertProblem(await topUp(user, asset, amount), 400, { field: 'amount_usd', about: `${asset} ${amount}` });
    }
    for (const amount of ['1.000000', '1.234567', '100000.000000']) assert.equal((await topUp(user, asset, amount)).status, 201, amount);
  }
  const { items } = await expectStatus(200, 'GET', '/api/wallet/deposits', { token: user.token });
  assert.equal(items.length, 6);
  assert.deepEqual(items[0], await depositOf(user, items[0].id));
  assertProblem(await api('GET', `/api/wallet/deposits/${items[0].id}`, { token: (await newUser()).token }), 404);
});

test('an idempotency key gives the first payment again', async () => {
  const user = await newUser();
  const key = randomUUID();
  const first = await topUp(user, 'USDC', '25.000000', {}, key);
  const again = await topUp(user, 'USDC', '25.000000', {}, key);
  assert.deepEqual([first.status, again.status, again.body], [201, 201, first.body]);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assertProblem(await topUp(user, 'USDC', '26.000000', {}, key), 422, { code: 'idempotency_key_reused' });
});

test('ten payments may be open at once and three openings among them; what is paid makes room', async () => {
  const [user, pack] = [await newUser(), await newPack()];
  for (let count = 0; count < 3; count += 1) {
    await mustBuy(user, pack, { method: 'USDC' });
    await forgetPurchase(user);
  }
  assertProblem(await buy(user, pack, { method: 'SOL' }), 429, { code: 'too_many_open_quotes' });

  const answers = await Promise.all(Array.from({ length: 12 }, (_, place) => topUp(user, assets[place % 2], '5.000000')));
  const open = answers.filter(({ status }) => status === 201);
  assert.equal(open.length, 7);
  for (const answer of answers.filter(({ status }) => status !== 201)) assertProblem(answer, 429, { code: 'too_many_open_quotes' });

  const { deposit, payment } = open[0].body;
  await pay(payment);
  await untilDeposit(user, deposit);
  assert.equal((await topUp(user, 'USDC', '5.000000')).status, 201);
  assertProblem(await topUp(user, 'USDC', '5.000000'), 429, { code: 'too_many_open_quotes' });
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  await mustBuy(user, pack, { method: 'USDC' });
  await assertBooksAgree();
});

test('a frozen account asks for no payment, and money on its way is credited all the same', async () => {
  const user = await newUser();
  const { deposit, payment } = await beginDeposit(user, 'USDC');
  mustSucceed(await gemctl('freeze', user.email, '--reason', 'Test'));
  assertProblem(await topUp(user, 'USDC', '5.000000'), 403, { code: 'account_frozen' });
  await pay(payment);
  await untilDeposit(user, deposit);
  assert.equal(await balanceOf(user.token), '25.000000');
  await assertBooksAgree();
});

test('another chain is not set up: 501, and nothing is promised', async () => {
  const user = await newUser();
  const answer = await api('POST', '/api/wallet/deposit/cross-chain', { token: user.token, body: { amount_usd: '25.000000' } });
  assertProblem(answer, 501, { code: 'not_configured' });
  assert.deepEqual((await expectStatus(200, 'GET', '/api/wallet/deposits', { token: user.token })).items, []);
});
