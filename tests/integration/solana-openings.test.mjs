// Buying a pack with SOL and USDC: the quote, its payment however it is found out, and what is held while it is awaited.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import bs58 from 'bs58';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import {
  assets, bookedFrom, confirm, expireQuotes, forgetPurchase, openingOf, passTime, pay, send, sign, transactionOf, untilOpening, untilTransaction,
  usdOf, withoutSchedules, withoutWebhooks, withPrices,
} from './support/chain.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { assertProven, buy, mustBuy, remainingOf } from './support/openings.mjs';
import { payFrom, readPaymentUrl } from './support/payer.mjs';
import { assertProblem } from './support/problems.mjs';
import { eventually, secret, sql } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';

after(bringTimeBack);

const LAMPORTS_PER_SOL = 10n ** 9n;
const SOL_MICROS = 142135000n; // what a SOL is worth in the sandbox
const QUOTE_IS_OVER = 320; // seconds: five minutes, and the sweep a little later
const mints = { SOL: null, USDC: secret('GEM_SOLANA_USDC_MINT') };
const amounts = { SOL: (10000000n * LAMPORTS_PER_SOL + SOL_MICROS - 1n) / SOL_MICROS, USDC: 10000000n };

/** Nothing but what the test does itself may find a payment. */
const withoutOthers = (work) => withoutWebhooks(() => withoutSchedules(['sweep_treasury', 'recheck_payments'], work));

for (const method of assets) {
  test(`a purchase with ${method} says how to pay, and opens by itself when a real wallet has paid`, async () => {
    const [user, pack] = [await newUser(), await newPack()];
    const opening = await mustBuy(user, pack, { method });
    assert.deepEqual([opening.status, opening.method, opening.total_cost_usd], ['PENDING_PAYMENT', method, '10.000000']);
    assert.deepEqual([opening.items, opening.opened_at, opening.fairness.server_seed], [[], null, null]);

    const { payment } = opening;
    assert.deepEqual(Object.keys(payment).sort(), ['amount', 'expires_at', 'memo', 'mint', 'payment_token', 'recipient', 'reference', 'solana_pay_url', 'tx_hash']);
    assert.deepEqual([payment.recipient, payment.mint, payment.amount], [secret('GEM_SOLANA_TREASURY_ADDRESS'), mints[method], String(amounts[method])]);
    assert.match(payment.memo, /^gem [0-9a-f]{8}$/);
    assert.equal(Date.parse(payment.expires_at) - Date.parse(opening.created_at), 300_000);
    assert.equal(payment.tx_hash, null);
    assert.deepEqual(readPaymentUrl(payment.solana_pay_url), {
      recipient: payment.recipient, mint: payment.mint, amount: amounts[method], references: [payment.reference], memo: payment.memo, label: 'Gem', message: 'Pack opening',
    });
    const { payment: shown } = await openingOf(user, opening.id);
    assert.deepEqual(shown, { ...payment, payment_token: null });

    const signature = await payFrom(payment.solana_pay_url);
    const opened = await untilOpening(user, opening);
    assert.equal(opened.payment.tx_hash, signature);
    assert.equal(opened.items.length, 1);
    await assertProven(opening.id);
    assert.deepEqual((await bookedFrom(signature)).map(({ asset, amount, outcome, usd }) => [asset, amount, outcome, usd]),
      [[method, payment.amount, 'OPENING', '10.000000']]);
    assert.equal(await balanceOf(user.token), '0.000000');
    await assertBooksAgree();
  });
}

test('a payment can be scanned: its code is a picture, for whoever knows the reference', async () => {
  const { payment } = await mustBuy(await newUser(), await newPack(), { method: 'USDC' });
  const answer = await api('GET', `/api/payments/${payment.reference}/qr`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^image\/svg\+xml/);
  assert.match(answer.text, /^<svg [^>]*role="img"/);
  const [ground, code] = [...answer.text.matchAll(/<path fill="(#\w+)" d="([^"]+)"\/>/g)].map(([, ...parts]) => parts);
  assert.deepEqual([ground[0], code[0]], ['#fff', '#000'], 'also on a dark page');
  assert.match(code[1], /^M4 4h7v1h-7z/, 'four modules of quiet, then the first finder');
  const other = await mustBuy(await newUser(), await newPack(), { method: 'USDC' });
  assert.notEqual((await api('GET', `/api/payments/${other.payment.reference}/qr`)).text, answer.text);
  for (const unknown of [bs58.encode(randomBytes(32)), 'x']) assertProblem(await api('GET', `/api/payments/${unknown}/qr`), 404);
});

test('the buyer names the transaction: 202 while it is not final, 200 with the gems, and the same again', async () => {
  const [user, pack] = [await newUser(), await newPack()];
  const opening = await mustBuy(user, pack, { method: 'SOL', quantity: 2 });
  const { signature } = await withoutOthers(async () => {
    const paid = await pay(opening.payment);
    const early = await confirm(user.token, opening, paid.signature);
    assert.equal(early.status, 202, early.text);
    assert.deepEqual([early.body.status, early.body.payment.tx_hash, early.body.items], ['PENDING_CONFIRMATION', paid.signature, []]);
    await untilOpening(user, opening);
    return paid;
  });
  assert.equal((await transactionOf(signature)).source, 'CONFIRM');
  const opened = await confirm(user.token, opening, signature);
  assert.equal(opened.status, 200, opened.text);
  assert.deepEqual([opened.body.status, opened.body.items.length], ['OPENED', 2]);
  assert.deepEqual((await confirm(user.token, opening, signature)).body, opened.body);
  await assertBooksAgree();
});

for (const [source, without] of [
  ['WEBHOOK', (work) => withoutSchedules(['sweep_treasury', 'recheck_payments'], work)],
  ['SWEEP', withoutWebhooks],
]) {
  test(`a payment that nobody names is found by the ${source.toLowerCase()}`, async () => {
    const [user, pack] = [await newUser(), await newPack()];
    await without(async () => {
      const opening = await mustBuy(user, pack, { method: 'USDC' });
      const { signature } = await pay(opening.payment);
      await untilOpening(user, opening);
      assert.equal((await transactionOf(signature)).source, source);
    });
    await assertBooksAgree();
  });
}

test('E67: the session ends while a payment is on its way: its payment token follows and confirms this opening, and nothing else', async () => {
  const [user, pack] = [await newUser(), await newPack()];
  const other = await mustBuy(user, pack, { method: 'USDC' });
  await forgetPurchase(user);
  const opening = await mustBuy(user, pack, { method: 'USDC' });
  const token = opening.payment.payment_token;
  await expectStatus(204, 'POST', '/api/auth/logout', { token: user.token });
  assertProblem(await confirm(user.token, opening, bs58.encode(randomBytes(64))), 401);

  const { signature } = await pay(opening.payment);
  const answer = await confirm(token, opening, signature);
  assert.ok([200, 202].includes(answer.status), answer.text);
  await untilOpening({ token }, opening);
  assert.equal((await confirm(token, opening, signature)).status, 200);

  assertProblem(await confirm(token, other, signature), 403, { code: 'forbidden' });
  assertProblem(await api('GET', `/api/packs/openings/${other.id}`, { token }), 403, { code: 'forbidden' });
  for (const target of ['/api/me', '/api/wallet/balance', '/api/packs/openings']) assertProblem(await api('GET', target, { token }), 401, { about: target });
  assertProblem(await buy({ token }, pack), 401);
  await assertBooksAgree();
});

test('E2: a transaction pays for one opening, whoever names it for another', async () => {
  const [pack, [user, thief]] = [await newPack(), await newUsers(2)];
  const opening = await mustBuy(user, pack, { method: 'USDC' });
  await forgetPurchase(user);
  const second = await mustBuy(user, pack, { method: 'USDC' });
  const stolen = await mustBuy(thief, pack, { method: 'USDC' });

  const signed = await sign(opening.payment);
  assert.equal((await confirm(thief.token, stolen, signed.signature)).status, 202, 'nobody knows yet what it will be');
  assert.equal((await confirm(user.token, opening, signed.signature)).status, 202);
  assertProblem(await confirm(user.token, second, signed.signature), 409, { code: 'transaction_already_used' });
  await send(signed);
  const opened = await untilOpening(user, opening);

  await untilOpening(thief, stolen, 'PENDING_PAYMENT');
  for (const [person, wanted] of [[user, second], [thief, stolen]]) {
    assertProblem(await confirm(person.token, wanted, signed.signature), 409, { code: 'transaction_already_used' });
    assert.deepEqual((await openingOf(person, wanted.id)).items, []);
  }
  assertProblem(await confirm(thief.token, opening, signed.signature), 404);
  assert.deepEqual((await confirm(user.token, opening, signed.signature)).body, opened);
  assert.equal((await bookedFrom(signed.signature)).length, 1);
  await assertBooksAgree();
});

test('E3: what a client changes in its link or its words pays for nothing', async () => {
  const [user, pack] = [await newUser(), await newPack({ price: '100.000000' })];
  const opening = await mustBuy(user, pack, { method: 'USDC' });
  const link = opening.payment.solana_pay_url.replace(/amount=[^&]*/, 'amount=1');
  const { signature } = await pay({ solana_pay_url: link });
  assert.deepEqual((await bookedFrom(signature)).map(({ outcome, usd }) => [outcome, usd]), [['CREDIT', '1.000000']]);
  assert.equal((await openingOf(user, opening.id)).status, 'PENDING_PAYMENT');
  for (const extra of [{ amount: '100000000' }, { quantity: 1 }, { pack_id: pack.id }]) {
    assertProblem(await confirm(user.token, opening, signature, extra), 400, { code: 'invalid_input', field: Object.keys(extra)[0] });
  }
  for (const bad of ['', 'x', '0'.repeat(88), bs58.encode(randomBytes(32)), `${signature}11111`]) {
    assertProblem(await confirm(user.token, opening, bad), 400, { field: 'tx_hash' });
  }
  assertProblem(await buy(await newUser(), pack, { method: 'BTC' }), 400, { field: 'method' });
  await assertBooksAgree();
});

test('E5, E6: the last packs are held for those who were told how to pay; what nobody pays for goes back on sale', async () => {
  const pack = await newPack({ supply: 3 });
  const buyers = await newUsers(8, { credit: 10 });
  const answers = await Promise.all(buyers.map((user, place) => buy(user, pack, { method: assets[place % 2] })));
  const held = answers.flatMap((answer, place) => (answer.status === 201 ? [{ user: buyers[place], opening: answer.body }] : []));
  assert.equal(held.length, 3);
  for (const answer of answers.filter(({ status }) => status !== 201)) assertProblem(answer, 409, { code: 'sold_out' });
  assert.equal(await remainingOf(pack), 0);
  const waiting = buyers.find((user, place) => answers[place].status !== 201);
  assertProblem(await buy(waiting, pack), 409, { code: 'sold_out' });

  const [payer, ...others] = held;
  await pay(payer.opening.payment);
  await untilOpening(payer.user, payer.opening);
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  for (const { user, opening } of others) await untilOpening(user, opening, 'CANCELLED');
  assert.equal(await remainingOf(pack), 2);
  assert.equal((await mustBuy(waiting, pack)).status, 'OPENED');
  await assertBooksAgree();
});

test('E9: a transaction is named before the chain has it, and counts once it is there', async () => {
  const [user, pack] = [await newUser(), await newPack()];
  const opening = await mustBuy(user, pack, { method: 'SOL' });
  await withoutOthers(async () => {
    const signed = await sign(opening.payment);
    assert.equal((await confirm(user.token, opening, signed.signature)).status, 202);
    await eventually(async () => (await sql('SELECT checked_at FROM chain_transaction WHERE signature = $1', [signed.signature]))[0].checked_at);
    assert.equal((await confirm(user.token, opening, signed.signature)).body.status, 'PENDING_CONFIRMATION');
    await send(signed);
    await untilOpening(user, opening);
  });
  await assertBooksAgree();
});

test('E9: a transaction that never comes leaves its opening to be paid, and then to end', async () => {
  const [user, pack] = [await newUser(), await newPack()];
  const opening = await mustBuy(user, pack, { method: 'SOL' });
  const signature = bs58.encode(randomBytes(64));
  assert.equal((await confirm(user.token, opening, signature)).body.status, 'PENDING_CONFIRMATION');
  await withoutSchedules(['expire_quotes'], async () => {
    await passTime(QUOTE_IS_OVER);
    await untilTransaction(signature, 'NOT_FOUND');
    await untilOpening(user, opening, 'PENDING_PAYMENT');
  });
  await expireQuotes();
  await untilOpening(user, opening, 'CANCELLED');
  assert.equal(await remainingOf(pack), 100);
  await assertBooksAgree();
});

test('E13: a SOL quote holds its price for five minutes, whatever the price does; later only what SOL is worth then is credited', async () => {
  const [pack, [punctual, late]] = [await newPack(), await newUsers(2)];
  const held = await mustBuy(punctual, pack, { method: 'SOL' });
  const missed = await mustBuy(late, pack, { method: 'SOL' });
  await withPrices({ SOL: { usd: '284.270000' } }, async () => {
    await pay(held.payment);
    await untilOpening(punctual, held);
    assert.equal(await balanceOf(punctual.token), '0.000000');

    const signed = await sign(missed.payment);
    await passTime(QUOTE_IS_OVER);
    await expireQuotes();
    await untilOpening(late, missed, 'CANCELLED');
    assertProblem(await confirm(late.token, missed, signed.signature), 410, { code: 'quote_expired' });
    await send(signed);
    const [booked] = await bookedFrom(signed.signature);
    assert.deepEqual([booked.outcome, booked.user_id], ['CREDIT', late.id]);
    assert.equal(await balanceOf(late.token), usdOf(missed.payment.amount, 2n * SOL_MICROS, LAMPORTS_PER_SOL));
    assert.equal((await openingOf(late, missed.id)).status, 'CANCELLED');
    assertProblem(await confirm(late.token, missed, signed.signature), 409, { code: 'payment_credited' });
  });
  await assertBooksAgree();
});
