// Offers and payments for the same gems, many at once: one of two wins, whole, and every cent is where it should be.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { assets, bookedFrom, expireQuotes, passTime, pay, withoutSchedules } from './support/chain.mjs';
import { api } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { amid } from './support/deaths.mjs';
import {
  acceptedOffer, beginPurchase, buyListing, decide, endDueOffers, escrowOf, holderOf, HOUR, listingOf, mustOffer, newListing, newListings, newPeople, newPerson, offer, offerOf, payOffer,
  purchaseOf, tradeOf, untilPurchase,
} from './support/offers.mjs';
import { assertProblem } from './support/problems.mjs';
import { killOne } from './support/processes.mjs';
import { advanceClock, eventually, pause, sql } from './support/server.mjs';
import { balanceOf } from './support/users.mjs';

afterEach(bringTimeBack);

const times = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const won = (answers) => answers.flatMap(({ status }, index) => (status < 300 ? [index] : []));

/** Answers of many, none of which may say that we were at fault; asked again when we say that we are busy, or still at it. */
async function patiently(ask) {
  let answer = await ask();
  while (answer.status === 503 || answer.body?.code === 'request_in_progress') {
    await pause(20);
    answer = await ask();
  }
  assert.ok(answer.status < 500, answer.text);
  return answer;
}

/** All refusals say one of these. */
function assertRefused(answers, codes) {
  for (const answer of answers.filter(({ status }) => status >= 300)) {
    assertProblem(answer, answer.status);
    assert.ok(codes.includes(answer.body.code), answer.text);
  }
}

test('E30: sixty offers of one user at once are one', async () => {
  const buyer = await newPerson({ credit: 6000 });
  const listing = await newListing();
  const answers = await times(60, (index) => patiently(() => offer(buyer, listing, `${index + 1}.000000`, { escrowed: index % 2 === 0 })));
  assertRefused(answers, ['offer_exists']);
  assert.equal(won(answers).length, 1);
  const { offer_price_usd: price, escrowed } = answers[won(answers)[0]].body;
  assert.equal(await escrowOf(buyer), escrowed ? price : '0.000000');
  await assertBooksAgree();
});

test('E30: offers of one user for many listings at once set aside no more than there is', async () => {
  const buyer = await newPerson({ credit: 500 });
  const listings = await newListings(50);
  const answers = await times(50, (index) => patiently(() => offer(buyer, listings[index], '90.000000', { escrowed: true })));
  assertRefused(answers, ['not_enough_credit']);
  assert.equal(won(answers).length, 5);
  assert.deepEqual([await balanceOf(buyer.token), await escrowOf(buyer)], ['50.000000', '450.000000']);
  await assertBooksAgree();
});

for (const escrowed of [true, false]) {
  test(`a seller accepts fifty offers ${escrowed ? 'in escrow ' : ''}at once: one is taken, and the others lose nothing`, async () => {
    const buyers = await newPeople(50, { credit: 100 });
    const listing = await newListing();
    const made = await times(50, (index) => patiently(() => offer(buyers[index], listing, `${40 + index}.000000`, { escrowed })));
    assert.equal(won(made).length, 50);
    const answers = await times(50, (index) => patiently(() => decide(listing.seller, made[index].body, 'accept')));
    assertRefused(answers, ['offer_not_open', 'listing_reserved', 'listing_gone']);
    assert.equal(won(answers).length, 1);
    const [winner] = won(answers);
    if (!escrowed) {
      assert.deepEqual(await listingOf(listing), { status: 'RESERVED', reserved_for: buyers[winner].id });
      assert.equal((await payOffer(buyers[winner], made[winner].body)).status, 200);
    }
    assert.equal(await holderOf(listing), buyers[winner].id);
    assert.equal(await balanceOf(buyers[winner].token), `${60 - winner}.000000`);
    for (const [index, buyer] of buyers.entries()) if (index !== winner) assert.equal(await balanceOf(buyer.token), '100.000000');
    await assertBooksAgree();
  });
}

test('E22, E23: offers are accepted while others buy the same gems: each is sold once, to one of the two', async () => {
  const [buyers, rivals] = [await newPeople(30, { credit: 100 }), await newPeople(30, { credit: 100 })];
  const listings = await newListings(30);
  const made = await times(30, (index) => mustOffer(buyers[index], listings[index], '80.000000', { escrowed: index % 3 !== 0 }));
  const answers = await times(60, (index) => patiently(() => {
    const place = index >> 1;
    return index % 2 ? buyListing(rivals[place], listings[place]) : decide(listings[place].seller, made[place], 'accept');
  }));
  assertRefused(answers, ['listing_gone', 'listing_reserved', 'offer_not_open']);
  for (const [place, listing] of listings.entries()) {
    const accepted = answers[2 * place].status === 200;
    assert.notEqual(accepted, answers[2 * place + 1].status === 200, `listing ${place}`);
    if (accepted && place % 3 === 0) assert.equal((await payOffer(buyers[place], made[place])).status, 200);
    assert.equal(await holderOf(listing), (accepted ? buyers : rivals)[place].id);
    assert.deepEqual([await balanceOf(buyers[place].token), await balanceOf(rivals[place].token)], accepted ? ['20.000000', '100.000000'] : ['100.000000', '0.000000']);
  }
  await assertBooksAgree();
});

test('the buyer cancels while the seller accepts: one of the two happens, and the money is in one place', async () => {
  const buyers = await newPeople(30, { credit: 100 });
  const listings = await newListings(30);
  const made = await times(30, (index) => mustOffer(buyers[index], listings[index], '80.000000', { escrowed: index % 3 !== 0 }));
  const answers = await times(60, (index) => patiently(() => {
    const place = index >> 1;
    return index % 2 ? decide(buyers[place], made[place], 'cancel') : decide(listings[place].seller, made[place], 'accept');
  }));
  assertRefused(answers, ['offer_not_open']);
  for (const [place, listing] of listings.entries()) {
    const [accepted, cancelled] = [answers[2 * place].status === 200, answers[2 * place + 1].status === 200];
    // Without escrow an offer can be accepted and given up after that; with escrow it is one of the two.
    assert.ok(place % 3 === 0 ? cancelled : accepted !== cancelled, `listing ${place}`);
    const sold = accepted && place % 3 !== 0;
    assert.equal(await holderOf(listing), sold ? buyers[place].id : listing.seller.id);
    assert.deepEqual([(await listingOf(listing)).status, await balanceOf(buyers[place].token), await escrowOf(buyers[place])],
      [sold ? 'SOLD' : 'ACTIVE', sold ? '20.000000' : '100.000000', '0.000000']);
  }
  await assertBooksAgree();
});

test('E22: the seller withdraws the gem while offers are made and accepted: no money stays behind', async () => {
  const buyers = await newPeople(50, { credit: 100 });
  const listing = await newListing();
  const first = await mustOffer(buyers[0], listing, '30.000000', { escrowed: true });
  const answers = await times(52, (index) => patiently(() => {
    if (index === 25) return api('POST', `/api/vault/${listing.item.id}/delist`, { token: listing.seller.token });
    if (index === 26) return decide(listing.seller, first, 'accept');
    return offer(buyers[1 + (index % 49)], listing, '50.000000', { escrowed: true });
  }));
  assertRefused(answers, ['listing_gone', 'offer_exists', 'offer_not_open']);
  const { status } = await listingOf(listing);
  assert.deepEqual([answers[25].status === 200, answers[26].status === 200], [status === 'DELISTED', status === 'SOLD']);
  for (const buyer of buyers) assert.equal(await escrowOf(buyer), '0.000000');
  await assertBooksAgree();
});

test('E27: offers are paid at the moment at which they are over: each is paid or over, never both', async () => {
  const buyers = await newPeople(25, { credit: 100 });
  const accepted = await Promise.all(buyers.map((buyer) => acceptedOffer(buyer))); // at once, so that they are over at nearly the same moment
  const [{ left }] = await sql(`SELECT floor(extract(epoch FROM min(pay_by) - gem_now()))::integer AS left FROM offer WHERE id = ANY ($1)`, [accepted.map(({ made }) => made.id)]);
  await advanceClock(left - 1);
  const answers = await Promise.all([
    ...accepted.map(async ({ made }, index) => {
      await eventually(async () => (await sql('SELECT gem_now() >= pay_by - $2::integer * interval \'50 milliseconds\' AS due FROM offer WHERE id = $1', [made.id, index % 10]))[0].due, 30000);
      return patiently(() => payOffer(buyers[index], made));
    }),
    ...Array.from({ length: 4 }, () => endDueOffers()),
  ]);
  await eventually(async () => (await sql('SELECT FROM offer WHERE status = \'ACCEPTED\' AND id = ANY ($1)', [accepted.map(({ made }) => made.id)])).length === 0, 30000);
  for (const [index, { listing, made }] of accepted.entries()) {
    const answer = answers[index];
    const paid = answer.status === 200;
    if (!paid) assertProblem(answer, 410, { code: 'offer_expired' });
    assert.deepEqual([(await listingOf(listing)).status, (await offerOf(buyers[index], made)).status, await balanceOf(buyers[index].token)],
      paid ? ['SOLD', 'COMPLETED', '40.000000'] : ['ACTIVE', 'CANCELLED', '100.000000']);
  }
  await bringTimeBack();
  await assertBooksAgree();
});

test('E23: fifty want to pay on chain for the same gem: one is told how, the others are told so', async () => {
  const buyers = await newPeople(50, { credit: 100 });
  const listing = await newListing();
  const answers = await times(50, (index) => patiently(() => buyListing(buyers[index], listing, { method: ['USDC', 'SOL', 'CREDIT'][index % 3] })));
  assertRefused(answers, ['listing_reserved', 'listing_gone']);
  assert.equal(won(answers).length, 1);
  const [winner] = won(answers);
  if (answers[winner].status === 201) {
    await pay(answers[winner].body.payment);
    await untilPurchase(buyers[winner], answers[winner].body);
  }
  assert.equal(await holderOf(listing), buyers[winner].id);
  for (const [index, buyer] of buyers.entries()) if (index !== winner) assert.equal(await balanceOf(buyer.token), '100.000000');
  assert.equal((await tradeOf(listing)).buyer_id, buyers[winner].id);
  await assertBooksAgree();
});

test('one user begins to buy twenty gems on chain at once: three are reserved', async () => {
  const buyer = await newPerson();
  const listings = await newListings(20);
  const answers = await times(20, (index) => patiently(() => buyListing(buyer, listings[index], { method: assets[index % 2] })));
  assertRefused(answers, ['too_many_open_quotes']);
  assert.equal(won(answers).length, 3);
  await assertBooksAgree();
});

test('payments arrive while their quotes end: each gem is sold and paid, or free and the money credited', () => withoutSchedules(['expire_quotes'], async () => {
  const buyers = await newPeople(16);
  const listings = await newListings(16);
  const purchases = await times(16, (index) => beginPurchase(buyers[index], listings[index], 'USDC'));
  await passTime(290);
  const ending = (async () => {
    for (let round = 0; round < 3; round += 1) {
      await passTime(12);
      await expireQuotes();
    }
  })();
  const paid = new Map();
  for (const [index, { payment }] of purchases.entries()) if (index % 4 !== 3) paid.set(index, (await pay(payment)).signature);
  await ending;
  await passTime(30);
  await eventually(async () => {
    await expireQuotes();
    const states = await Promise.all(purchases.map((purchase, index) => purchaseOf(buyers[index], purchase)));
    return states.every(({ status }) => status !== 'PENDING_PAYMENT');
  }, 60000);
  const outcomes = new Map();
  for (const [index, signature] of paid) outcomes.set(index, (await bookedFrom(signature))[0].outcome);
  for (const [index, listing] of listings.entries()) {
    const sold = (await purchaseOf(buyers[index], purchases[index])).status === 'COMPLETED';
    assert.equal(await holderOf(listing), sold ? buyers[index].id : listing.seller.id);
    assert.equal((await listingOf(listing)).status, sold ? 'SOLD' : 'ACTIVE');
    assert.equal(await balanceOf(buyers[index].token), sold || index % 4 === 3 ? '0.000000' : '100.000000');
    assert.equal(outcomes.get(index), sold ? 'TRADE' : index % 4 === 3 ? undefined : 'CREDIT');
  }
  await bringTimeBack();
  await assertBooksAgree();
}));

test('processes are killed while offers are made, accepted and paid: sent again under their keys, each is done once', async () => {
  const buyers = await newPeople(16, { credit: 100 });
  const listings = await newListings(16);
  await amid(() => killOne('gem-api'), () => times(16, async (index) => {
    const escrowed = index % 2 === 0;
    const made = await patiently(() => offer(buyers[index], listings[index], '80.000000', { escrowed, key: 'make' }));
    assert.equal(made.status, 201, made.text);
    const accepted = await patiently(() => decide(listings[index].seller, made.body, 'accept', 'accept'));
    assert.equal(accepted.status, 200, accepted.text);
    if (!escrowed) assert.equal((await patiently(() => payOffer(buyers[index], made.body, { key: 'pay' }))).status, 200);
  }), { milliseconds: 250 });
  for (const [index, listing] of listings.entries()) {
    assert.equal(await holderOf(listing), buyers[index].id);
    assert.deepEqual([await balanceOf(buyers[index].token), await balanceOf(listing.seller.token)], ['20.000000', '78.400000']);
  }
  await assertBooksAgree();
});
