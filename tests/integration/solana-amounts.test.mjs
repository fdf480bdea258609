// What comes is not always what was asked for: other amounts, other coins, other ways. Nothing that reaches the treasury is lost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import {
  assets, bookedFrom, confirm, forgetPurchase, openingOf, pay, untilOpening, untilTransaction, usdOf, walletNamed, withoutWebhooks,
} from './support/chain.mjs';
import { expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { entriesAbout, mustBuy } from './support/openings.mjs';
import { payFrom } from './support/payer.mjs';
import { assertProblem } from './support/problems.mjs';
import { gemctl, mustSucceed } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';
import { bindWallet } from './support/wallets.mjs';

after(bringTimeBack);

const PRICE = 10000000n; // micros
const LAMPORTS_PER_SOL = 10n ** 9n;
const SOL_MICROS = 142135000n;

let pack;
before(async () => {
  pack = await newPack();
});

const perMille = (amount, share) => (amount * share) / 1000n;
const least = (amount) => (amount * 995n) / 1000n;

/** `pays` of the amount asked for; `outcome`; what of it is the user's then, as a share of the price: `over` is what is above it. */
const rows = [
  { name: 'exact', pays: (amount) => amount, opens: true },
  { name: '0.5 % less', pays: least, opens: true },
  { name: 'a unit less than that', pays: (amount) => least(amount) - 1n, opens: false },
  { name: '0.5 % more', pays: (amount) => perMille(amount, 1005n), opens: true },
  { name: 'a unit more than that', pays: (amount) => perMille(amount, 1005n) + 1n, opens: true, excess: true },
  { name: 'half', pays: (amount) => amount / 2n, opens: false },
  { name: 'double', pays: (amount) => amount * 2n, opens: true, excess: true },
  { name: 'a unit', pays: () => 1n, opens: false },
];

async function checkAmount(method, { name, pays, opens, excess }) {
  const user = await newUser();
  const opening = await mustBuy(user, pack, { method });
  const asked = BigInt(opening.payment.amount);
  const paid = pays(asked);
  const { signature } = await pay(opening.payment, { amount: String(paid), wallet: 'generous' });
  const [booked, ...more] = await bookedFrom(signature);
  assert.deepEqual([booked.outcome, booked.amount, booked.user_id, more], [opens ? 'OPENING' : 'CREDIT', String(paid), user.id, []], `${method} ${name}`);

  const value = (PRICE * paid) / asked;
  const credit = opens ? value - PRICE : value;
  assert.equal(booked.usd, usdOf(value), `${method} ${name}`);
  assert.equal(await balanceOf(user.token), opens && !excess ? '0.000000' : usdOf(credit), `${method} ${name}`);
  await untilOpening(user, opening, opens ? 'OPENED' : 'PENDING_PAYMENT');
  return { user, opening, signature, booked };
}

for (const method of assets) {
  test(`E14: ${method} within 0.5 % opens the pack; less is credited, more opens it and the excess is credited`, async () => {
    await Promise.all(rows.map((row) => checkAmount(method, row)));
    await assertBooksAgree();
  });
}

test('E14: what is missing or too much within the tolerance stands in the ledger', async () => {
  const { booked } = await checkAmount('USDC', rows[1]);
  assert.deepEqual((await entriesAbout(booked.id)).map(({ purpose, amount }) => [purpose, amount]).sort(),
    [['pack_sales', '10.000000'], ['payment_difference', '-0.050000'], ['solana_usdc', '-9.950000']]);
});

test('E14: after too little the whole can still be paid; what is paid a second time is credited', async () => {
  const { user, opening, signature: short } = await checkAmount('USDC', rows[5]);
  assertProblem(await confirm(user.token, opening, short), 409, { code: 'payment_credited' });
  assert.equal((await openingOf(user, opening.id)).status, 'PENDING_PAYMENT');
  const { signature } = await pay(opening.payment);
  assert.equal((await untilOpening(user, opening)).payment.tx_hash, signature);
  const { signature: second } = await pay(opening.payment);
  assert.deepEqual((await bookedFrom(second)).map(({ outcome, usd }) => [outcome, usd]), [['CREDIT', '10.000000']]);
  assertProblem(await confirm(user.token, opening, second), 409, { code: 'payment_credited' });
  assert.equal(await balanceOf(user.token), '15.000000');
  assert.equal((await openingOf(user, opening.id)).payment.tx_hash, signature);
  await assertBooksAgree();
});

test('E14: two payments at the same moment: one opens the pack, the other is credited', async () => {
  const user = await newUser();
  const opening = await mustBuy(user, pack, { method: 'SOL' });
  const paid = await Promise.all([pay(opening.payment, { wallet: 'left' }), pay(opening.payment, { wallet: 'right' })]);
  const booked = await Promise.all(paid.map(({ signature }) => bookedFrom(signature)));
  assert.deepEqual(booked.flat().map(({ outcome }) => outcome).sort(), ['CREDIT', 'OPENING']);
  await untilOpening(user, opening);
  assert.equal(await balanceOf(user.token), '10.000000');
  await assertBooksAgree();
});

test('E14: another coin than the one that was asked for is credited at what it is worth', async () => {
  const [left, right] = await newUsers(2);
  const forUsdc = await mustBuy(left, pack, { method: 'USDC' });
  const forSol = await mustBuy(right, pack, { method: 'SOL' });
  const linkOf = (payment, other) => ({ solana_pay_url: `solana:${payment.recipient}?${other}&reference=${payment.reference}` });
  const sol = await pay(linkOf(forUsdc.payment, 'amount=0.5'));
  const usdc = await pay(linkOf(forSol.payment, `amount=12&spl-token=${forUsdc.payment.mint}`));
  assert.deepEqual((await bookedFrom(sol.signature)).map(({ asset, outcome, usd }) => [asset, outcome, usd]),
    [['SOL', 'CREDIT', usdOf(LAMPORTS_PER_SOL / 2n, SOL_MICROS, LAMPORTS_PER_SOL)]]);
  assert.deepEqual((await bookedFrom(usdc.signature)).map(({ asset, outcome, usd }) => [asset, outcome, usd]), [['USDC', 'CREDIT', '12.000000']]);
  for (const [user, { id }] of [[left, forUsdc], [right, forSol]]) assert.equal((await openingOf(user, id)).status, 'PENDING_PAYMENT');
  await assertBooksAgree();
});

const waiting = async () => mustSucceed(await gemctl('unmatched', 'list'));

test('E14: a worthless token that looks like USDC opens nothing and is worth nothing', async () => {
  const user = await newUser();
  const opening = await mustBuy(user, pack, { method: 'USDC' });
  const { signature } = await pay(opening.payment, { wrong_mint: true });
  assert.equal((await confirm(user.token, opening, signature)).status, 202);
  const [booked] = await bookedFrom(signature);
  assert.deepEqual([booked.asset, booked.outcome, booked.usd, booked.amount], [null, 'UNMATCHED', null, opening.payment.amount]);
  assert.equal((await openingOf(user, opening.id)).status, 'PENDING_PAYMENT');
  assertProblem(await confirm(user.token, opening, signature), 422, { code: 'wrong_token' });
  assert.equal(await balanceOf(user.token), '0.000000');
  assert.match(await waiting(), new RegExp(`^${booked.id} .*worth nothing to us`, 'm'));
  assert.notEqual((await gemctl('unmatched', 'assign', booked.id, user.email)).code, 0);
  await assertBooksAgree();
});

/** What is named pays nothing: the answer, once it is known, and the opening waits for its payment again. */
async function assertPaysNothing(variant, status, code) {
  const user = await newUser();
  const opening = await mustBuy(user, pack, { method: 'USDC' });
  const { signature } = await pay(opening.payment, variant);
  assert.equal((await confirm(user.token, opening, signature)).status, 202);
  await untilTransaction(signature, status);
  await untilOpening(user, opening, 'PENDING_PAYMENT');
  assertProblem(await confirm(user.token, opening, signature), 422, { code });
  await pay(opening.payment);
  await untilOpening(user, opening);
  assert.equal(await balanceOf(user.token), '0.000000');
  await assertBooksAgree();
}

test('E14, E18: a payment to another recipient is none, and the right one counts after it', async () => {
  const stranger = await walletNamed('stranger');
  await assertPaysNothing({ recipient: stranger.address }, 'IRRELEVANT', 'transaction_not_ours');
});

test('E14: a transaction that failed on chain paid nothing, and the right one counts after it', () =>
  assertPaysNothing({ failing: true }, 'FAILED', 'transaction_failed'));

test('E14: without a reference the money is credited to whose bound wallet it came from', async () => {
  const user = await newUser();
  const wallet = await walletNamed(randomUUID());
  assert.equal((await bindWallet(user.token, wallet)).status, 200);
  for (const method of assets) {
    await forgetPurchase(user);
    const opening = await mustBuy(user, pack, { method });
    const { signature } = await pay(opening.payment, { without_reference: true, wallet: wallet.name });
    assert.deepEqual((await bookedFrom(signature)).map(({ outcome, user_id: owner, quote_id: quote }) => [outcome, owner, quote]), [['CREDIT', user.id, null]]);
    assert.equal((await openingOf(user, opening.id)).status, 'PENDING_PAYMENT');
  }
  assert.equal(await balanceOf(user.token), '20.000000');
  await assertBooksAgree();
});

test('E14: without a reference from a stranger it waits for a person, who gives it to its owner once', async () => {
  const user = await newUser();
  const opening = await mustBuy(user, pack, { method: 'USDC' });
  const { signature } = await pay(opening.payment, { without_reference: true, wallet: randomUUID() });
  const [booked] = await bookedFrom(signature);
  assert.deepEqual([booked.outcome, booked.usd, booked.user_id], ['UNMATCHED', '10.000000', null]);
  const listed = await waiting();
  assert.match(listed, new RegExp(`^${booked.id} .*worth 10\\.000000, from \\w+\\n {2}in ${signature}$`, 'm'));
  await assertBooksAgree();

  mustSucceed(await gemctl('unmatched', 'assign', booked.id, user.email));
  assert.equal(await balanceOf(user.token), '10.000000');
  assert.notEqual((await gemctl('unmatched', 'assign', booked.id, user.email)).code, 0);
  assert.ok(!(await waiting()).includes(booked.id));
  const { items } = await expectStatus(200, 'GET', '/api/wallet/entries', { token: user.token });
  assert.deepEqual(items.map(({ amount_usd }) => amount_usd), ['10.000000']);
  await assertBooksAgree();
});

test('E14: of several openings that one transaction pays the first opens, and the rest is credited', async () => {
  const user = await newUser();
  const first = await mustBuy(user, pack, { method: 'USDC' });
  await forgetPurchase(user);
  const second = await mustBuy(user, pack, { method: 'USDC' });
  const signature = await payFrom(second.payment.solana_pay_url, first.payment.solana_pay_url);
  assert.deepEqual((await bookedFrom(signature)).map(({ outcome, usd, quote_id: quote }) => [outcome, usd, quote]), [['OPENING', '20.000000', first.id]]);
  await untilOpening(user, first);
  assert.equal((await openingOf(user, second.id)).status, 'PENDING_PAYMENT');
  assert.equal(await balanceOf(user.token), '10.000000');
  assertProblem(await confirm(user.token, second, signature), 409, { code: 'transaction_already_used' });
  await assertBooksAgree();
});

const ways = [
  { method: 'USDC', variant: { versioned: true } },
  { method: 'SOL', variant: { versioned: true } },
  { method: 'USDC', variant: { plain_transfer: true } },
  { method: 'USDC', variant: { two_transfers: true } },
  { method: 'SOL', variant: { through_program: true } },
  { method: 'USDC', variant: { from_multiple_signers: true, without_memo: true } },
];

test('however a wallet moves the money, it counts: look-up tables, older transfers, in parts, by a program, with another\'s fee', async () => {
  await Promise.all(ways.map(async ({ method, variant }) => {
    const user = await newUser();
    const opening = await mustBuy(user, pack, { method });
    const { signature } = await pay(opening.payment, variant);
    await untilOpening(user, opening);
    assert.deepEqual((await bookedFrom(signature)).map(({ amount, outcome }) => [amount, outcome]), [[opening.payment.amount, 'OPENING']], JSON.stringify(variant));
  }));
  await assertBooksAgree();
});

test('a payment of many parts is found by the sweep too', () => withoutWebhooks(async () => {
  const user = await newUser();
  const opening = await mustBuy(user, pack, { method: 'USDC' });
  await pay(opening.payment, { versioned: true, two_transfers: true });
  await untilOpening(user, opening);
  await assertBooksAgree();
}));
