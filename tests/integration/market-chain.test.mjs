// A listing paid for with SOL or USDC: reserved while it is awaited, the seller paid when it comes, and nothing lost when it does not.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, test } from 'node:test';
import bs58 from 'bs58';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import {
  assets, bookedFrom, expireQuotes, forgetPurchase, passTime, pay, send, sign, topUp, transactionOf, untilTransaction, usdOf, withoutSchedules, withoutWebhooks, withPrices,
} from './support/chain.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import {
  acceptedOffer, ASKING, beginPurchase, buyListing, confirmPurchase, decide, endDueOffers, holderOf, HOUR, listingOf, mustOffer, newListing, newListings, newPeople, newPerson, offer,
  offerOf, payOffer, purchaseOf, tradeOf, untilPurchase,
} from './support/offers.mjs';
import { buy, entriesAbout, mustBuy } from './support/openings.mjs';
import { payFrom, readPaymentUrl } from './support/payer.mjs';
import { assertProblem } from './support/problems.mjs';
import { killOne } from './support/processes.mjs';
import { eventually, gemctl, mustSucceed, secret, sql } from './support/server.mjs';
import { balanceOf } from './support/users.mjs';

afterEach(bringTimeBack);

const QUOTE_IS_OVER = 320; // seconds
const LAMPORTS_PER_SOL = 10n ** 9n;
const SOL_MICROS = 142135000n;
const treasury = { SOL: 'solana_sol', USDC: 'solana_usdc' };
const sorted = (entries) => entries.map(({ cause_type, purpose, owner_id, amount }) => JSON.stringify([cause_type, purpose, owner_id, amount])).sort();
const rows = (...lines) => lines.map((line) => JSON.stringify(line)).sort();

for (const method of assets) {
  test(`M3: a listing is bought with ${method} by a real wallet: reserved, paid, handed over; exact to the micro`, async () => {
    const [buyer, other] = await newPeople(2, { credit: 500 });
    const listing = await newListing();
    const { seller } = listing;
    const waiting = await mustOffer(other, listing, '90.000000', { escrowed: true });
    const purchase = await beginPurchase(buyer, listing, method);
    assert.deepEqual([purchase.listing_id, purchase.offer_id, purchase.status, purchase.price_usd, purchase.method, purchase.closed_at],
      [listing.id, null, 'PENDING_PAYMENT', ASKING, method, null]);
    const { payment } = purchase;
    const link = readPaymentUrl(payment.solana_pay_url);
    assert.deepEqual([link.message, link.recipient, String(link.amount), payment.payment_token, payment.tx_hash],
      ['Market purchase', secret('GEM_SOLANA_TREASURY_ADDRESS'), payment.amount, null, null]);
    assert.equal(Date.parse(payment.expires_at) - Date.parse(purchase.created_at), 300_000);
    assert.deepEqual(await purchaseOf(buyer, purchase), purchase);
    assert.deepEqual(await listingOf(listing), { status: 'RESERVED', reserved_for: buyer.id });
    await assertBooksAgree();

    const signature = await payFrom(payment.solana_pay_url);
    const completed = await untilPurchase(buyer, purchase);
    assert.equal(completed.payment.tx_hash, signature);
    const [booked] = await bookedFrom(signature);
    assert.deepEqual([booked.asset, booked.amount, booked.outcome, booked.usd, booked.user_id], [method, payment.amount, 'TRADE', ASKING, buyer.id]);
    assert.deepEqual(sorted(await entriesAbout(booked.id)), rows(['chain_payment', 'user_credit', buyer.id, ASKING], ['chain_payment', treasury[method], null, `-${ASKING}`]));
    const trade = await tradeOf(listing);
    assert.deepEqual([trade.method, trade.price, trade.fee, trade.buyer_id], [method, ASKING, '2.000000', buyer.id]);
    assert.deepEqual(sorted(await entriesAbout(trade.id)), rows(
      ['trade', 'user_credit', buyer.id, `-${ASKING}`], ['trade', 'user_credit', seller.id, '98.000000'], ['trade', 'market_fees', null, '2.000000']));
    assert.deepEqual([await holderOf(listing), await balanceOf(buyer.token), await balanceOf(seller.token)], [buyer.id, '500.000000', '98.000000']);
    assert.deepEqual([(await offerOf(other, waiting)).status, await balanceOf(other.token)], ['CANCELLED', '500.000000']);
    assertProblem(await buyListing(other, listing), 409, { code: 'listing_gone' });
    await assertBooksAgree();
  });
}

test('E23: while one pays, others are told so and charged nothing; the seller changes nothing; and it cannot be bought twice over by the one', async () => {
  const [buyer, other] = await newPeople(2, { credit: 500 });
  const listing = await newListing();
  const waiting = await mustOffer(buyer, listing, '90.000000', { escrowed: true });
  const key = randomUUID();
  const first = await buyListing(buyer, listing, { method: 'USDC', key });
  const again = await buyListing(buyer, listing, { method: 'USDC', key });
  assert.deepEqual([first.status, again.status, again.text, again.headers.get('idempotent-replayed')], [201, 201, first.text, 'true']);
  for (const method of ['USDC', 'SOL', 'CREDIT']) {
    for (const user of [other, buyer]) assertProblem(await buyListing(user, listing, { method }), 409, { code: 'listing_reserved', about: method });
  }
  assertProblem(await offer(other, listing, '50.000000'), 409, { code: 'listing_reserved' });
  assertProblem(await decide(listing.seller, waiting, 'accept'), 409, { code: 'listing_reserved' });
  assertProblem(await api('POST', `/api/vault/${listing.item.id}/delist`, { token: listing.seller.token }), 409, { code: 'listing_reserved' });
  assertProblem(await api('PATCH', `/api/market/listings/${listing.id}`, { token: listing.seller.token, body: { asking_price_usd: '70.000000' } }), 409, { code: 'listing_reserved' });
  for (const user of [other, listing.seller]) {
    assertProblem(await api('GET', `/api/market/purchases/${first.body.id}`, { token: user.token }), 404);
    assertProblem(await confirmPurchase(user, first.body, bs58.encode(randomBytes(64))), 404);
  }
  assert.deepEqual([await balanceOf(buyer.token), await balanceOf(other.token)], ['410.000000', '500.000000']);
  await pay(first.body.payment);
  await untilPurchase(buyer, first.body);
  assert.equal(await balanceOf(buyer.token), '500.000000', 'what was set aside for it is back');
  await assertBooksAgree();
});

test('what is refused reserves nothing: one\'s own, another price, a frozen seller, no such listing, a wrong method', async () => {
  const buyer = await newPerson();
  const [listing, frozen] = [await newListing(), await newListing()];
  assertProblem(await buyListing(listing.seller, listing, { method: 'SOL' }), 422, { code: 'own_listing' });
  const changed = await buyListing(buyer, listing, { method: 'USDC', price: '99.000000' });
  assertProblem(changed, 409, { code: 'price_changed' });
  assert.equal(changed.body.listing.asking_price_usd, ASKING);
  mustSucceed(await gemctl('freeze', frozen.seller.email, '--reason', 'Test'));
  assertProblem(await buyListing(buyer, frozen, { method: 'USDC' }), 409, { code: 'listing_gone' });
  assertProblem(await buyListing(buyer, { id: randomUUID() }, { method: 'USDC' }), 404);
  for (const method of ['BTC', 'usdc', '', 5]) assertProblem(await buyListing(buyer, listing, { method }), 400, { field: 'method' });
  await withPrices({ SOL: { usd: '142.135000', pyth: { usd: '242.135000' } } }, async () => {
    assertProblem(await buyListing(buyer, listing, { method: 'SOL' }), 503, { code: 'price_unavailable' });
  });
  assert.deepEqual(await listingOf(listing), { status: 'ACTIVE', reserved_for: null });
  assert.deepEqual(await sql('SELECT id FROM payment_quote WHERE user_id = $1', [buyer.id]), []);
  assertProblem(await confirmPurchase(buyer, { id: randomUUID() }, bs58.encode(randomBytes(64))), 404);
  await assertBooksAgree();
});

test('the buyer names the transaction: 202 while it is not final, 200 with the gem; webhook and sweep find it too, and it is one', async () => {
  const buyer = await newPerson();
  const listing = await newListing();
  const purchase = await beginPurchase(buyer, listing, 'SOL');
  const signed = await sign(purchase.payment);
  const early = await confirmPurchase(buyer, purchase, signed.signature);
  assert.deepEqual([early.status, early.body.status, early.body.payment.tx_hash], [202, 'PENDING_PAYMENT', signed.signature]);
  await send(signed);
  await Promise.all([confirmPurchase(buyer, purchase, signed.signature), expireQuotes(), confirmPurchase(buyer, purchase, signed.signature)]);
  await untilPurchase(buyer, purchase);
  const late = await confirmPurchase(buyer, purchase, signed.signature);
  assert.deepEqual([late.status, late.body], [200, await purchaseOf(buyer, purchase)]);
  assert.equal((await bookedFrom(signed.signature)).length, 1);
  for (const bad of ['', 'x', '0'.repeat(88)]) assertProblem(await confirmPurchase(buyer, purchase, bad), 400, { field: 'tx_hash' });
  await assertBooksAgree();
});

for (const [source, without] of [['WEBHOOK', (work) => withoutSchedules(['sweep_treasury', 'recheck_payments'], work)], ['SWEEP', withoutWebhooks]]) {
  test(`a payment for a listing that nobody names is found by the ${source.toLowerCase()}`, () => without(async () => {
    const buyer = await newPerson();
    const purchase = await beginPurchase(buyer, await newListing(), 'USDC');
    const { signature } = await pay(purchase.payment);
    await untilPurchase(buyer, purchase);
    assert.equal((await transactionOf(signature)).source, source);
    await assertBooksAgree();
  }));
}

test('E14: short, late, twice or in the wrong coin: the buyer has it as credit; half a percent is forgiven, what is more is credited', async () => {
  const [short, near, generous, twice, wrong] = await newPeople(5);
  const listings = await newListings(5);
  const [a, b, c, d, e] = await Promise.all([short, near, generous, twice, wrong].map((user, place) => beginPurchase(user, listings[place], 'USDC')));
  await pay(a.payment, { amount: '99499999' });
  await pay(b.payment, { amount: '99500000' });
  await pay(c.payment, { amount: '150000000' });
  await pay(d.payment);
  for (const [user, purchase] of [[near, b], [generous, c], [twice, d]]) await untilPurchase(user, purchase);
  const { signature } = await pay(d.payment);
  assert.deepEqual((await bookedFrom(signature)).map(({ outcome, user_id }) => [outcome, user_id]), [['CREDIT', twice.id]]);
  assertProblem(await confirmPurchase(twice, d, signature), 409, { code: 'payment_credited' });
  const sol = await pay({ solana_pay_url: e.payment.solana_pay_url.replace(/&spl-token=[^&]*/, '').replace(/amount=[^&]*/, 'amount=1') });
  assert.equal((await bookedFrom(sol.signature))[0].outcome, 'CREDIT');
  await eventually(async () => (await balanceOf(short.token)) === '99.499999');
  assert.deepEqual([(await purchaseOf(short, a)).status, (await purchaseOf(wrong, e)).status], ['PENDING_PAYMENT', 'PENDING_PAYMENT']);
  assert.deepEqual(await Promise.all([near, generous, twice, wrong].map(({ token }) => balanceOf(token))), ['0.000000', '50.000000', ASKING, usdOf(SOL_MICROS)]);
  const [{ id }] = await sql('SELECT id FROM chain_payment WHERE quote_id = $1', [b.id]);
  assert.deepEqual(sorted(await entriesAbout(id)), rows(['chain_payment', 'user_credit', near.id, ASKING], ['chain_payment', 'payment_difference', null, '-0.500000'],
    ['chain_payment', 'solana_usdc', null, '-99.500000']));
  await pay(a.payment);
  await untilPurchase(short, a);
  await assertBooksAgree();
});

test('E13, E27: nobody pays in five minutes: the listing is on sale again; late money is credit; and the same buyer waits half an hour', async () => {
  const [buyer, other] = await newPeople(2, { credit: 100 });
  const listing = await newListing();
  const second = await newListing();
  const purchase = await beginPurchase(buyer, listing, 'SOL');
  const signed = await sign(purchase.payment);
  const forgotten = await beginPurchase(buyer, second, 'USDC');
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  for (const ended of [purchase, forgotten]) await untilPurchase(buyer, ended, 'CANCELLED');
  assert.deepEqual(await listingOf(listing), { status: 'ACTIVE', reserved_for: null });
  assertProblem(await confirmPurchase(buyer, purchase, signed.signature), 410, { code: 'quote_expired' });
  const lapsed = await buyListing(buyer, listing, { method: 'USDC' });
  assertProblem(lapsed, 409, { code: 'reservation_lapsed' });
  const wait = Number(lapsed.headers.get('retry-after'));
  assert.ok(wait > 1500 && wait <= 1800, String(wait));
  assert.equal((await buyListing(buyer, second)).status, 200, 'with credit it can be had at once');
  await withPrices({ SOL: { usd: '71.067500' } }, async () => {
    await send(signed);
    const [booked] = await bookedFrom(signed.signature);
    const worth = usdOf(purchase.payment.amount, SOL_MICROS / 2n, LAMPORTS_PER_SOL);
    assert.deepEqual([booked.outcome, booked.user_id, booked.usd], ['CREDIT', buyer.id, worth]);
  });
  assertProblem(await confirmPurchase(buyer, purchase, signed.signature), 409, { code: 'payment_credited' });
  await passTime(wait + 1);
  const next = await beginPurchase(buyer, listing, 'USDC');
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  await untilPurchase(buyer, next, 'CANCELLED');
  const others = await beginPurchase(other, listing, 'USDC');
  await pay(others.payment);
  await untilPurchase(other, others);
  await assertBooksAgree();
});

test('three reservations of a user may be open at a time, packs and listings together; top-ups are not counted among them', async () => {
  const buyer = await newPerson();
  const listings = await newListings(3);
  const pack = await newPack();
  await mustBuy(buyer, pack, { method: 'USDC' });
  await forgetPurchase(buyer);
  await beginPurchase(buyer, listings[0], 'USDC');
  const second = await beginPurchase(buyer, listings[1], 'SOL');
  assertProblem(await buyListing(buyer, listings[2], { method: 'USDC' }), 429, { code: 'too_many_open_quotes' });
  assertProblem(await buy(buyer, pack, { method: 'SOL' }), 429, { code: 'too_many_open_quotes' });
  assert.equal((await topUp(buyer, 'USDC', '5.000000')).status, 201);
  assert.equal((await listingOf(listings[2])).status, 'ACTIVE');
  await pay(second.payment);
  await untilPurchase(buyer, second);
  await beginPurchase(buyer, listings[2], 'USDC');
  await assertBooksAgree();
});

test('buyer or seller are frozen while the payment is on its way: nothing is sold, the buyer has the money, and the listing is freed', async () => {
  const buyers = await newPeople(2);
  const listings = await newListings(2);
  const purchases = await Promise.all(buyers.map((buyer, place) => beginPurchase(buyer, listings[place], 'USDC')));
  for (const frozen of [buyers[0], listings[1].seller]) mustSucceed(await gemctl('freeze', frozen.email, '--reason', 'Test'));
  const paid = await Promise.all(purchases.map(({ payment }) => pay(payment)));
  for (const [place, { signature }] of paid.entries()) {
    const { id, token } = buyers[place];
    assert.deepEqual((await bookedFrom(signature)).map(({ outcome, usd, user_id }) => [outcome, usd, user_id]), [['CREDIT', ASKING, id]]);
    assert.deepEqual([await balanceOf(token), await holderOf(listings[place]), await balanceOf(listings[place].seller.token)], [ASKING, listings[place].seller.id, '0.000000']);
  }
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  for (const [place, purchase] of purchases.entries()) {
    await untilPurchase(buyers[place], purchase, 'CANCELLED');
    assert.equal((await listingOf(listings[place])).status, 'ACTIVE');
  }
  await assertBooksAgree();
});

test('an accepted offer is paid with USDC; one that lapses leaves it reserved for the buyer, who may begin again while there is time', async () => {
  const [buyer, other] = await newPeople(2, { credit: 100 });
  const { listing, made } = await acceptedOffer(buyer, '60.000000');
  assertProblem(await payOffer(buyer, made, { method: 'USDC', price: ASKING }), 409, { code: 'price_changed' });
  const first = await payOffer(buyer, made, { method: 'USDC' });
  assert.deepEqual([first.status, first.body.offer_id, first.body.price_usd, first.body.payment.amount], [201, made.id, '60.000000', '60000000']);
  for (const method of ['CREDIT', 'SOL']) assertProblem(await payOffer(buyer, made, { method }), 409, { code: 'listing_reserved' });
  assertProblem(await decide(buyer, made, 'cancel'), 409, { code: 'conflict' });
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  await untilPurchase(buyer, first.body, 'CANCELLED');
  assert.deepEqual(await listingOf(listing), { status: 'RESERVED', reserved_for: buyer.id });
  assertProblem(await buyListing(other, listing), 409, { code: 'listing_reserved' });
  const second = await payOffer(buyer, made, { method: 'SOL' });
  assert.equal(second.status, 201, second.text);
  await pay(second.body.payment);
  await untilPurchase(buyer, second.body);
  const trade = await tradeOf(listing);
  assert.deepEqual([trade.offer_id, trade.method, trade.price, trade.fee, trade.buyer_id], [made.id, 'SOL', '60.000000', '1.200000', buyer.id]);
  assert.deepEqual([(await offerOf(buyer, made)).status, await balanceOf(buyer.token), await balanceOf(listing.seller.token)], ['COMPLETED', '100.000000', '58.800000']);
  await assertBooksAgree();
});

test('E27: an offer whose payment was begun in time is not taken away while it is awaited, but then it is', async () => {
  const [payer, late] = await newPeople(2);
  const [paid, unpaid] = [await acceptedOffer(payer), await acceptedOffer(late)];
  await passTime(24 * HOUR - 100);
  const began = await payOffer(payer, paid.made, { method: 'USDC' });
  const missed = await payOffer(late, unpaid.made, { method: 'USDC' });
  assert.deepEqual([began.status, missed.status], [201, 201]);
  await passTime(150);
  await endDueOffers();
  assert.equal((await offerOf(payer, paid.made)).status, 'ACCEPTED');
  await pay(began.body.payment);
  await untilPurchase(payer, began.body);
  assert.equal(await holderOf(paid.listing), payer.id);
  await passTime(QUOTE_IS_OVER);
  await expireQuotes();
  await untilPurchase(late, missed.body, 'CANCELLED');
  assert.equal((await offerOf(late, unpaid.made)).status, 'CANCELLED');
  assertProblem(await payOffer(late, unpaid.made), 410, { code: 'offer_expired' });
  await eventually(async () => (await listingOf(unpaid.listing)).status === 'ACTIVE');
  await assertBooksAgree();
});

test('E1, E2: a transaction pays for one purchase, and workers that are killed at any moment book and sell it once', async () => {
  const buyers = await newPeople(6);
  const listings = await newListings(6);
  const purchases = await Promise.all(buyers.map((buyer, place) => beginPurchase(buyer, listings[place], assets[place % 2])));
  const signatures = [];
  for (const [place, purchase] of purchases.entries()) {
    const { signature } = await pay(purchase.payment);
    signatures.push(signature);
    await confirmPurchase(buyers[place], purchase, signature);
    killOne('gem-worker');
  }
  await sql(`UPDATE job SET locked_until = NULL, run_at = gem_now() WHERE kind = 'verify_payment'`);
  for (const [place, purchase] of purchases.entries()) await untilPurchase(buyers[place], purchase);
  for (const signature of signatures) assert.equal((await bookedFrom(signature)).length, 1);
  const [thief] = await newPeople(1);
  const stolen = await beginPurchase(thief, await newListing(), 'USDC');
  assertProblem(await confirmPurchase(thief, stolen, signatures[0]), 409, { code: 'transaction_already_used' });
  for (const [place, listing] of listings.entries()) assert.equal(await holderOf(listing), buyers[place].id);
  await assertBooksAgree();
});
