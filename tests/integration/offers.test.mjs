// Offers on the market: made, answered, paid, escrowed, and over when their time is.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import {
  acceptedOffer, ASKING, buyListing, decide, endDueOffers, escrowOf, holderOf, HOUR, listingOf, mustDecide, mustOffer, newListing, newPeople, newPerson, offer, offerOf, payOffer, tradeOf,
} from './support/offers.mjs';
import { entriesAbout } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, gemctl, mustSucceed, sql } from './support/server.mjs';
import { balanceOf } from './support/users.mjs';

afterEach(bringTimeBack);

/** Whoever acts must notice for themselves what is over. */
const holdSchedule = () => sql(`UPDATE schedule SET next_run_at = gem_now() + interval '300 days' WHERE name = 'expire_offers'`);

const lines = (entries) => entries.map(({ cause_type, purpose, owner_id, amount }) => [cause_type, purpose, owner_id, amount]);
const sorted = (rows) => rows.map((row) => JSON.stringify(row)).sort();
const pages = (token, query = '') => expectStatus(200, 'GET', `/api/market/offers?${query}`, { token });
const freeze = async (user) => mustSucceed(await gemctl('freeze', user.email, '--reason', 'Test'));

test('an offer is made, seen by both sides, accepted, and paid with credit: the seller gets all but 2 %', async () => {
  const buyer = await newPerson({ credit: 70 });
  const listing = await newListing();
  const { seller } = listing;
  const made = await mustOffer(buyer, listing, '60.000001', { price_usd: ASKING });
  assert.deepEqual([made.listing_id, made.offer_price_usd, made.escrowed, made.status, made.pay_by, made.closed_reason],
    [listing.id, '60.000001', false, 'PENDING', null, null]);
  assert.deepEqual([made.buyer.id, made.listing.asking_price_usd, made.listing.status], [buyer.id, ASKING, 'ACTIVE']);
  assert.equal(Date.parse(made.expires_at) - Date.parse(made.created_at), 72 * HOUR * 1000);
  assert.equal(await balanceOf(buyer.token), '70.000000', 'nothing is taken for it');
  assert.deepEqual((await pages(seller.token, 'side=received')).items, [made]);
  assert.deepEqual((await pages(buyer.token)).items, [made]);

  const accepted = await mustDecide(seller, made, 'accept');
  assert.deepEqual([accepted.status, accepted.listing.status], ['ACCEPTED', 'RESERVED']);
  assert.ok(Date.parse(accepted.pay_by) - Date.parse(made.created_at) >= 24 * HOUR * 1000);
  assert.deepEqual(await listingOf(listing), { status: 'RESERVED', reserved_for: buyer.id });
  await assertBooksAgree();

  const paid = await payOffer(buyer, made);
  assert.equal(paid.status, 200, paid.text);
  assert.deepEqual([paid.body.price_usd, paid.body.fee_usd, paid.body.seller.id, paid.body.buyer.id], ['60.000001', '1.200000', seller.id, buyer.id]);
  assert.deepEqual(sorted(lines(await entriesAbout(paid.body.id))), sorted([
    ['trade', 'user_credit', buyer.id, '-60.000001'], ['trade', 'user_credit', seller.id, '58.800001'], ['trade', 'market_fees', null, '1.200000'],
  ]));
  assert.deepEqual([await balanceOf(buyer.token), await balanceOf(seller.token), await holderOf(listing)], ['9.999999', '58.800001', buyer.id]);
  assert.equal((await offerOf(buyer, made)).status, 'COMPLETED');
  assert.equal((await listingOf(listing)).status, 'SOLD');
  for (const again of [await payOffer(buyer, made), await decide(seller, made, 'accept'), await decide(buyer, made, 'cancel')]) {
    assertProblem(again, 409, { code: 'offer_not_open' });
  }
  await assertBooksAgree();
});

test('X12: the money of an escrowed offer is set aside, settles at once when accepted, and comes back to those who lost', async () => {
  const [buyer, loser, plain] = await newPeople(3, { credit: 100 });
  const listing = await newListing();
  const { seller } = listing;
  const made = await mustOffer(buyer, listing, '80.000000', { escrowed: true });
  const lost = await mustOffer(loser, listing, '90.000000', { escrowed: true });
  const open = await mustOffer(plain, listing, '70.000000');
  assert.deepEqual([made.escrowed, await balanceOf(buyer.token), await escrowOf(buyer)], [true, '20.000000', '80.000000']);
  assert.deepEqual(lines(await entriesAbout(made.id)).sort(), [
    ['offer_escrow', 'user_credit', buyer.id, '-80.000000'], ['offer_escrow', 'user_escrow', buyer.id, '80.000000'],
  ].sort());
  await assertBooksAgree();

  const accepted = await mustDecide(seller, made, 'accept');
  assert.deepEqual([accepted.status, accepted.pay_by, accepted.listing.status], ['COMPLETED', null, 'SOLD']);
  const trade = await tradeOf(listing);
  assert.deepEqual([trade.offer_id, trade.buyer_id, trade.method, trade.price, trade.fee], [made.id, buyer.id, 'CREDIT', '80.000000', '1.600000']);
  assert.deepEqual(sorted(lines(await entriesAbout(trade.id))), sorted([
    ['trade', 'user_escrow', buyer.id, '-80.000000'], ['trade', 'user_credit', seller.id, '78.400000'], ['trade', 'market_fees', null, '1.600000'],
  ]));
  assert.deepEqual([await balanceOf(buyer.token), await escrowOf(buyer), await balanceOf(seller.token), await holderOf(listing)],
    ['20.000000', '0.000000', '78.400000', buyer.id]);
  assert.deepEqual([await balanceOf(loser.token), await escrowOf(loser)], ['100.000000', '0.000000']);
  for (const [user, closed] of [[loser, lost], [plain, open]]) {
    const { status, closed_reason: reason } = await offerOf(user, closed);
    assert.deepEqual([status, reason], ['CANCELLED', 'the listing was sold']);
  }
  await assertBooksAgree();
});

test('money that is set aside comes back when the offer is rejected or cancelled; what is set aside cannot be spent', async () => {
  const buyer = await newPerson({ credit: 100 });
  const [first, second] = [await newListing(), await newListing()];
  for (const [who, action, status] of [[first.seller, 'reject', 'REJECTED'], [buyer, 'cancel', 'CANCELLED']]) {
    const made = await mustOffer(buyer, first, '99.000000', { escrowed: true });
    assertProblem(await offer(buyer, second, '2.000000', { escrowed: true }), 402, { code: 'not_enough_credit' });
    assertProblem(await buyListing(buyer, second), 402, { code: 'not_enough_credit' });
    const closed = await mustDecide(who, made, action);
    assert.equal(closed.status, status);
    assert.deepEqual([await balanceOf(buyer.token), await escrowOf(buyer)], ['100.000000', '0.000000']);
    assert.deepEqual(sorted(lines(await entriesAbout(made.id))), sorted([
      ['offer_escrow', 'user_credit', buyer.id, '-99.000000'], ['offer_escrow', 'user_escrow', buyer.id, '99.000000'],
      ['offer_release', 'user_credit', buyer.id, '99.000000'], ['offer_release', 'user_escrow', buyer.id, '-99.000000'],
    ]));
    assertProblem(await decide(first.seller, made, 'accept'), 409, { code: 'offer_not_open' });
    assertProblem(await payOffer(buyer, made), 409, { code: 'offer_not_open' });
  }
  assert.deepEqual(await listingOf(first), { status: 'ACTIVE', reserved_for: null });
  await assertBooksAgree();
});

test('E26, E28: no offer at or above the asking price, on one\'s own listing, below one dollar, or at a price seen that is no more', async () => {
  const buyer = await newPerson({ credit: 10 });
  const listing = await newListing();
  for (const price of [ASKING, '100.000001', '5000.000000']) assertProblem(await offer(buyer, listing, price), 422, { code: 'offer_too_high' });
  assertProblem(await offer(listing.seller, listing, '50.000000'), 422, { code: 'own_listing' });
  for (const price of ['0.999999', '0', '-5', '1e1', '1.0000001', 5, null]) {
    assertProblem(await offer(buyer, listing, price), 400, { field: 'offer_price_usd', about: String(price) });
  }
  const changed = await offer(buyer, listing, '50.000000', { price_usd: '99.000000' });
  assertProblem(changed, 409, { code: 'price_changed' });
  assert.equal(changed.body.listing.asking_price_usd, ASKING);
  assertProblem(await offer(buyer, listing, '50.000000', { escrowed: 'yes' }), 400, { field: 'escrowed' });
  assertProblem(await offer(buyer, listing, '50.000000', { escrowed: true }), 402, { code: 'not_enough_credit' });
  assertProblem(await offer(buyer, { id: randomUUID() }, '50.000000'), 404);
  assert.deepEqual([(await pages(buyer.token)).items, await balanceOf(buyer.token), await escrowOf(buyer)], [[], '10.000000', '0.000000']);
  for (const price of ['1.000000', '99.999999']) await mustDecide(buyer, await mustOffer(buyer, listing, price), 'cancel');
  await assertBooksAgree();
});

test('what is sold, withdrawn, reserved or offered by somebody frozen takes no offers', async () => {
  const [buyer, other] = await newPeople(2, { credit: 100 });
  const [sold, withdrawn, frozen] = [await newListing(), await newListing(), await newListing()];
  assert.equal((await buyListing(other, sold)).status, 200);
  const left = await mustOffer(buyer, withdrawn, '50.000000', { escrowed: true });
  await expectStatus(200, 'POST', `/api/vault/${withdrawn.item.id}/delist`, { token: withdrawn.seller.token });
  assert.equal((await offerOf(buyer, left)).status, 'CANCELLED');
  assert.equal(await balanceOf(buyer.token), '100.000000');
  await freeze(frozen.seller);
  for (const listing of [sold, withdrawn, frozen]) assertProblem(await offer(buyer, listing, '50.000000'), 409, { code: 'listing_gone' });
  const { listing: reserved } = await acceptedOffer(other);
  assertProblem(await offer(buyer, reserved, '50.000000'), 409, { code: 'listing_reserved' });
  await assertBooksAgree();
});

test('E30: one open offer of a user for a listing; another once that has ended, also when only its time has', async () => {
  const [buyer, second] = await newPeople(2, { credit: 100 });
  const listing = await newListing();
  const made = await mustOffer(buyer, listing, '50.000000', { escrowed: true });
  assertProblem(await offer(buyer, listing, '51.000000'), 409, { code: 'offer_exists' });
  await mustOffer(second, listing, '50.000000');
  await mustDecide(buyer, made, 'cancel');
  const again = await mustOffer(buyer, listing, '52.000000', { escrowed: true });
  await holdSchedule();
  await advanceClock(73 * HOUR);
  const next = await mustOffer(buyer, listing, '53.000000', { escrowed: true });
  assert.deepEqual([(await offerOf(buyer, again)).status, next.status, await escrowOf(buyer)], ['EXPIRED', 'PENDING', '53.000000']);
  const [{ status }] = await sql('SELECT status FROM offer WHERE id = $1', [again.id]);
  assert.equal(status, 'EXPIRED', 'whoever notices ends it');
  await bringTimeBack();
  await assertBooksAgree();
});

test('E25: an offer that nobody answers is over after 72 hours, for everybody at once, and its money is back', async () => {
  const buyer = await newPerson({ credit: 300 });
  const listings = [await newListing(), await newListing(), await newListing()];
  const [waiting, noticed, kept] = await Promise.all(listings.map((listing) => mustOffer(buyer, listing, '70.000000', { escrowed: true })));
  await advanceClock(72 * HOUR - 600);
  await endDueOffers();
  assert.deepEqual((await pages(buyer.token, 'status=PENDING')).items.length, 3, 'not a moment too early');
  await mustDecide(listings[2].seller, kept, 'accept');
  await holdSchedule();
  await advanceClock(601);
  assert.deepEqual((await pages(buyer.token, 'status=EXPIRED')).items.map(({ id }) => id).sort(), [waiting.id, noticed.id].sort());
  assert.deepEqual((await pages(buyer.token, 'status=PENDING')).items, []);
  for (const [user, action] of [[listings[1].seller, 'accept'], [buyer, 'cancel'], [listings[1].seller, 'reject'], [listings[1].seller, 'accept']]) {
    assertProblem(await decide(user, noticed, action), 410, { code: 'offer_expired', about: action });
  }
  assertProblem(await payOffer(buyer, noticed), 410, { code: 'offer_expired' });
  assert.equal(await escrowOf(buyer), '70.000000', 'what was noticed is back, what is waiting is not');
  await endDueOffers();
  assert.deepEqual([await escrowOf(buyer), await balanceOf(buyer.token)], ['0.000000', '230.000000']);
  assert.equal((await offerOf(buyer, waiting)).closed_reason, 'it was not answered in time');
  assertProblem(await decide(listings[0].seller, waiting, 'accept'), 410, { code: 'offer_expired' });
  await bringTimeBack();
  await assertBooksAgree();
});

test('E27: the buyer of an accepted offer has no money: 402, and 24 hours to have it; then the gem is on sale again', async () => {
  const [buyer, other] = await newPeople(2, { credit: 40 });
  const { listing, made } = await acceptedOffer(buyer);
  const { listing: paidListing, made: paid } = await acceptedOffer(buyer, '30.000000');
  assertProblem(await payOffer(buyer, made), 402, { code: 'not_enough_credit' });
  assert.equal((await offerOf(buyer, made)).status, 'ACCEPTED');
  for (const price of ['59.000000', ASKING]) assertProblem(await payOffer(buyer, made, { price }), 409, { code: 'price_changed' });
  assertProblem(await payOffer(other, made), 404);
  assertProblem(await payOffer(listing.seller, made), 404);
  await advanceClock(24 * HOUR - 600);
  await endDueOffers();
  assert.equal((await payOffer(buyer, paid)).status, 200);
  assert.equal(await holderOf(paidListing), buyer.id);

  await holdSchedule();
  await advanceClock(601);
  assert.deepEqual([(await offerOf(buyer, made)).status, (await listingOf(listing)).status], ['CANCELLED', 'RESERVED']);
  assertProblem(await payOffer(buyer, made), 410, { code: 'offer_expired' });
  assert.deepEqual(await listingOf(listing), { status: 'ACTIVE', reserved_for: null });
  assertProblem(await payOffer(buyer, made), 410, { code: 'offer_expired' });
  assertProblem(await decide(buyer, made, 'cancel'), 410, { code: 'offer_expired' });
  const next = await mustOffer(other, listing, '30.000000');
  assert.equal((await mustDecide(listing.seller, next, 'accept')).status, 'ACCEPTED');
  assert.equal((await payOffer(other, next)).status, 200);
  await bringTimeBack();
  await assertBooksAgree();
});

test('E27: the schedule alone frees what nobody paid; so does whoever buys or offers before it', async () => {
  const [buyer, other, third] = await newPeople(3, { credit: 200 });
  const [swept, offered, bought] = [await acceptedOffer(buyer), await acceptedOffer(buyer), await acceptedOffer(buyer)];
  await holdSchedule();
  await advanceClock(24 * HOUR + 1);
  await mustOffer(other, offered.listing, '61.000000');
  const answer = await buyListing(third, bought.listing);
  assert.equal(answer.status, 200, answer.text);
  await endDueOffers();
  assert.deepEqual(await listingOf(swept.listing), { status: 'ACTIVE', reserved_for: null });
  for (const { made } of [swept, offered, bought]) {
    const { status, closed_reason: reason } = await offerOf(buyer, made);
    assert.deepEqual([status, reason], ['CANCELLED', 'it was not paid in time']);
  }
  await bringTimeBack();
  await assertBooksAgree();
});

test('sellers accept and reject, buyers cancel, others find nothing; an accepted offer is the buyer\'s to give up alone', async () => {
  const [buyer, stranger] = await newPeople(2, { credit: 100 });
  const listing = await newListing();
  const made = await mustOffer(buyer, listing, '50.000000');
  const rival = await mustOffer(stranger, listing, '55.000000');
  for (const [user, action] of [[buyer, 'accept'], [buyer, 'reject'], [listing.seller, 'cancel'], [stranger, 'accept'], [stranger, 'cancel'], [stranger, 'reject']]) {
    assertProblem(await decide(user, made, action), 404, { about: action });
  }
  assertProblem(await decide(buyer, { id: randomUUID() }, 'cancel'), 404);
  for (const action of ['ACCEPT', 'pay', '', null]) assertProblem(await decide(buyer, made, action), 400, { field: 'action' });
  assertProblem(await payOffer(buyer, made), 409, { code: 'offer_not_open' });

  await mustDecide(listing.seller, made, 'accept');
  assertProblem(await decide(listing.seller, made, 'reject'), 409, { code: 'offer_not_open' });
  assertProblem(await decide(listing.seller, rival, 'accept'), 409, { code: 'listing_reserved' });
  assertProblem(await api('POST', `/api/vault/${listing.item.id}/delist`, { token: listing.seller.token }), 409, { code: 'listing_reserved' });
  assertProblem(await buyListing(stranger, listing), 409, { code: 'listing_reserved' });
  assert.equal((await offerOf(stranger, rival)).status, 'PENDING', 'others stay until it is sold');
  const cancelled = await mustDecide(buyer, made, 'cancel');
  assert.deepEqual([cancelled.status, cancelled.listing.status], ['CANCELLED', 'ACTIVE']);
  assert.equal((await mustDecide(listing.seller, rival, 'accept')).status, 'ACCEPTED');
  await assertBooksAgree();
});

test('an offer that the asking price comes down to is closed, for the gem can be bought at that; others stay', async () => {
  const [high, low] = await newPeople(2, { credit: 100 });
  const listing = await newListing();
  const above = await mustOffer(high, listing, '80.000000', { escrowed: true });
  const below = await mustOffer(low, listing, '79.999999', { escrowed: true });
  await expectStatus(200, 'PATCH', `/api/market/listings/${listing.id}`, { token: listing.seller.token, body: { asking_price_usd: '80.000000' } });
  assert.deepEqual([(await offerOf(high, above)).status, (await offerOf(low, below)).status], ['CANCELLED', 'PENDING']);
  assert.deepEqual([await balanceOf(high.token), await escrowOf(high), await escrowOf(low)], ['100.000000', '0.000000', '79.999999']);
  assertProblem(await decide(listing.seller, above, 'accept'), 409, { code: 'offer_not_open' });
  assert.equal((await mustDecide(listing.seller, below, 'accept')).status, 'COMPLETED');
  await assertBooksAgree();
});

test('whoever is frozen makes, answers and pays nothing, and nothing is sold to them', async () => {
  const [buyer, payer] = await newPeople(2, { credit: 100 });
  const [first, second] = [await newListing(), await newListing()];
  const made = await mustOffer(buyer, first, '50.000000', { escrowed: true });
  const plain = await mustOffer(buyer, second, '50.000000');
  const { listing: reserved, made: accepted } = await acceptedOffer(payer);
  for (const user of [buyer, payer]) await freeze(user);
  assertProblem(await decide(first.seller, made, 'accept'), 409, { code: 'conflict' });
  assertProblem(await decide(second.seller, plain, 'accept'), 409, { code: 'conflict' });
  for (const answer of [await offer(buyer, first, '50.000000'), await decide(buyer, made, 'cancel'), await payOffer(payer, accepted)]) {
    assertProblem(answer, 403, { code: 'account_frozen' });
  }
  assert.equal((await offerOf(buyer, made)).status, 'PENDING', 'they can look');
  await mustDecide(first.seller, made, 'reject');
  assert.equal(await escrowOf(buyer), '0.000000');
  mustSucceed(await gemctl('unfreeze', payer.email));
  await freeze(reserved.seller);
  assertProblem(await payOffer(payer, accepted), 409, { code: 'listing_gone' });
  assert.equal(await balanceOf(payer.token), '100.000000');
  await assertBooksAgree();
});

test('a request that is sent again under its key is done once', async () => {
  const buyer = await newPerson({ credit: 100 });
  const listing = await newListing();
  const first = await offer(buyer, listing, '40.000000', { key: 'make', escrowed: true });
  const again = await offer(buyer, listing, '40.000000', { key: 'make', escrowed: true });
  assert.deepEqual([first.status, again.status, again.text, again.headers.get('idempotent-replayed')], [201, 201, first.text, 'true']);
  assertProblem(await offer(buyer, listing, '41.000000', { key: 'make', escrowed: true }), 422, { code: 'idempotency_key_reused' });
  assert.equal(await escrowOf(buyer), '40.000000');
  const accepted = await decide(listing.seller, first.body, 'accept', 'yes');
  assert.deepEqual([(await decide(listing.seller, first.body, 'accept', 'yes')).text, accepted.body.status], [accepted.text, 'COMPLETED']);
  const { made } = await acceptedOffer(buyer, '30.000000');
  const paid = await payOffer(buyer, made, { key: 'pay' });
  assert.deepEqual([paid.status, (await payOffer(buyer, made, { key: 'pay' })).text], [200, paid.text]);
  assert.equal(await balanceOf(buyer.token), '30.000000');
  await assertBooksAgree();
});

test('offers come in pages, newest first, of either side and any status; nobody sees those of others', async () => {
  const [buyer, stranger] = await newPeople(2);
  const listings = [];
  const seller = await newPerson();
  for (let count = 0; count < 5; count += 1) listings.push(await newListing({ seller }));
  const made = [];
  for (const listing of listings) made.unshift(await mustOffer(buyer, listing, '50.000000'));
  await mustDecide(seller, made[1], 'reject');
  for (const [token, side] of [[buyer.token, 'made'], [seller.token, 'received']]) {
    const first = await pages(token, `side=${side}&limit=3`);
    const second = await pages(token, `side=${side}&limit=3&cursor=${encodeURIComponent(first.next_cursor)}`);
    assert.deepEqual([...first.items, ...second.items].map(({ id }) => id), made.map(({ id }) => id));
    assert.equal(second.next_cursor, null);
    assert.deepEqual((await pages(token, `side=${side}&status=REJECTED`)).items.map(({ id }) => id), [made[1].id]);
  }
  for (const token of [stranger.token, buyer.token]) assert.deepEqual((await pages(token, 'side=received')).items, []);
  assertProblem(await api('GET', '/api/market/offers'), 401);
  for (const query of ['side=both', 'status=OPEN', 'cursor=x']) assertProblem(await api('GET', `/api/market/offers?${query}`, { token: buyer.token }), 400);
});
