// The market through its own door: listing, repricing, withdrawing, buying with credit; who may not, and what it leaves in the books.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { mustRequest } from './support/buybacks.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { buyListing, decide, delist, list, makeOffer, mustBuyListing, mustList, newGem, newGems, newListings, reprice, showItem, showListing, vaultOf } from './support/market.mjs';
import { cacheGet, cacheRemove } from './support/memcached.mjs';
import { entriesAbout } from './support/openings.mjs';
import { startPart, stopPart } from './support/parts.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, gemctl, mustSucceed, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { balanceOf, newUser, newUsers, tokenFor } from './support/users.mjs';

after(bringTimeBack);

const nowhere = '00000000-0000-7000-8000-000000000000';
/** Sessions that are still alive when time has moved on for days. */
async function lastLonger(users) {
  await sql(`UPDATE user_session SET expires_at = gem_now() + interval '30 days' WHERE user_id = ANY ($1)`, [users.map((user) => user.id)]);
  for (const user of users) user.token = tokenFor(user.id, user.session, 30 * 86400);
}
const dayOf = (time) => `${time.slice(0, 10)}T00:00:00.000000Z`;

test('M1: a gem is listed as it is, shows in the vault and on the market, and comes back unchanged', async () => {
  const seller = await newUser();
  const gem = await newGem(seller, { fmv_usd: '20.000001', rarity: 'RARE', carat: '2.34', cut: undefined });
  const listing = await mustList(seller, gem, '25.500000');
  assert.deepEqual(
    { ...listing, id: '', listed_at: '' },
    {
      id: '', vault_item_id: gem.id, nft_id: gem.nftId, seller: { id: seller.id, handle: listing.seller.handle }, asking_price_usd: '25.500000', fmv: '20.000001',
      status: 'ACTIVE', listed_at: '',
      snapshot: {
        name: gem.name, collection: gem.collection, rarity: 'RARE', certificate: gem.stone.certificate_number, image_url: `/api/market/listings/${listing.id}/image`,
        attributes: {
          laboratory: 'IGI', species: 'diamond', shape: 'Round', carat: '2.34', cut: null, color: 'E', clarity: 'VS1', length_mm: null, width_mm: null, depth_mm: null,
          depth_percent: null, table_percent: null,
        },
      },
    },
  );
  assert.match(listing.seller.handle, /^test-/);
  const item = await showItem(seller, gem.id);
  assert.deepEqual([item.status, item.listing_id], ['LISTED', listing.id]);
  assert.deepEqual((await vaultOf(seller)).map((held) => held.listing_id), [listing.id]);
  assert.deepEqual(await showListing(listing.id), listing);
  const answer = await delist(seller, gem);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.body, { ...listing, status: 'DELISTED' });
  assert.deepEqual(await showListing(listing.id), answer.body, 'it can still be looked at');
  const free = await showItem(seller, gem.id);
  assert.deepEqual([free.status, free.listing_id], ['VAULTED', null]);
  assert.deepEqual(free.provenance.map(({ event, owner, price_usd }) => [event, owner, price_usd]), [
    ['IMPORTED', null, null], ['GRANTED', listing.seller.handle, null], ['LISTED', listing.seller.handle, '25.500000'], ['DELISTED', listing.seller.handle, null]]);
  const again = await mustList(seller, gem, '30.000000');
  assert.notEqual(again.id, listing.id);
  await assertBooksAgree();
});

test('M3: buying moves gem and money: the price from the buyer, 98 % to the seller, the fee to the platform', async () => {
  const [seller, buyer] = await newUsers(2, { credit: 100 });
  const gem = await newGem(seller);
  const listing = await mustList(seller, gem, '33.333333');
  const trade = await mustBuyListing(buyer, listing);
  assert.deepEqual({ ...trade, id: '', traded_at: '' }, {
    id: '', nft_id: gem.nftId, price_usd: '33.333333', fee_usd: '0.666666', traded_at: '', seller: listing.seller, buyer: { id: buyer.id, handle: trade.buyer.handle },
  });
  const lines = (await entriesAbout(trade.id)).map(({ cause_type, purpose, owner_id, amount }) => [cause_type, purpose, owner_id, amount]);
  assert.deepEqual(new Set(lines.map(String)), new Set([
    ['trade', 'user_credit', buyer.id, '-33.333333'], ['trade', 'user_credit', seller.id, '32.666667'], ['trade', 'market_fees', null, '0.666666']].map(String)));
  assert.deepEqual([await balanceOf(buyer.token), await balanceOf(seller.token)], ['66.666667', '132.666667']);
  assert.equal((await showListing(listing.id)).status, 'SOLD');
  assert.equal((await showItem(seller, gem.id)).status, 'SOLD');
  const [held] = await vaultOf(buyer);
  assert.deepEqual([held.nft_id, held.status, held.source, held.listing_id], [gem.nftId, 'VAULTED', 'MARKET', null]);
  assert.deepEqual(await vaultOf(seller), []);
  const { provenance } = await showItem(buyer, held.id);
  assert.deepEqual(provenance.slice(2).map(({ event, owner, price_usd }) => [event, owner, price_usd]), [
    ['LISTED', trade.seller.handle, '33.333333'], ['SOLD', trade.seller.handle, '33.333333'], ['BOUGHT', trade.buyer.handle, '33.333333']]);
  const statement = await expectStatus(200, 'GET', '/api/wallet/entries', { token: buyer.token });
  assert.deepEqual([statement.items[0].description, statement.items[0].amount_usd], [gem.name, '-33.333333']);
  await assertBooksAgree();
});

test('E24: no price below half of what the gem is worth, and the refusal names the least', async () => {
  const seller = await newUser();
  const gem = await newGem(seller, { fmv_usd: '25.000001' });
  await assertNothingChanges(async () => {
    const low = await list(seller, gem, '12.500000');
    assertProblem(low, 422, { code: 'price_too_low' });
    assert.match(low.body.detail, /25\.000001.*12\.500001/);
    for (const price of ['0.000000', '-5.000000', '0.009999', '10000000.000001']) assertProblem(await list(seller, gem, price), 400, { field: 'asking_price_usd' });
  });
  const listing = await mustList(seller, gem, '12.500001');
  assertProblem(await reprice(seller, listing, '12.500000'), 422, { code: 'price_too_low' });
  await sql('UPDATE nft SET fmv = 40 WHERE id = $1', [gem.nftId]);
  assertProblem(await reprice(seller, listing, '19.999999'), 422, { code: 'price_too_low' });
  const raised = await reprice(seller, listing, '20.000000');
  assert.deepEqual([raised.status, raised.body.asking_price_usd, raised.body.fmv], [200, '20.000000', '40.000000']);
  assert.equal((await mustBuyListing(await newUser({ credit: 20 }), raised.body)).price_usd, '20.000000');
  await assertBooksAgree();
});

test('E31: the buyer gets the gem as it was listed, whatever its record says by then; and sells it so', async () => {
  const [seller, buyer, third] = await newUsers(3, { credit: 100 });
  const gem = await newGem(seller, { carat: '1.50', name: 'Sold as this' });
  const listing = await mustList(seller, gem);
  const picture = await api('GET', listing.snapshot.image_url);
  assert.equal(picture.status, 200);
  assert.equal(picture.text, (await api('GET', `/api/nfts/${gem.nftId}/image`)).text);
  await sql(`UPDATE nft SET name = 'Something else', carat = 0.50, color = NULL, image_url = 'https://elsewhere.example/x.png', fmv = 30 WHERE id = $1`, [gem.nftId]);
  assert.deepEqual(await showListing(listing.id), listing);
  await cacheRemove(`gem:${listing.snapshot.image_url}`);
  assert.equal((await api('GET', listing.snapshot.image_url)).text, picture.text);
  assert.equal((await showItem(seller, gem.id)).name, 'Something else', 'what was not bought on the market is as its record says');
  await mustBuyListing(buyer, listing);
  const [held] = await vaultOf(buyer);
  const { name, certificate, attributes, image_url, collection, rarity } = held;
  assert.deepEqual({ name, certificate, attributes, image_url, collection, rarity }, listing.snapshot);
  assert.equal(held.fmv, '30.000000', 'its value goes on');
  const detail = await showItem(buyer, held.id);
  assert.deepEqual([detail.name, detail.attributes], [name, attributes]);
  const second = await mustList(buyer, held, '40.000000');
  assert.deepEqual(second.snapshot, listing.snapshot);
  await mustBuyListing(third, second);
  assert.equal((await vaultOf(third))[0].name, 'Sold as this');
  await assertBooksAgree();
});

test('E32: only what is VAULTED can be listed, and the refusal says what has it', async () => {
  const seller = await newUser({ credit: 100 });
  const [listed, shipped, bought] = await newGems([seller, seller, seller]);
  await mustList(seller, listed);
  await sql(`UPDATE vault_item SET status = 'PROCESSING' WHERE id = $1`, [shipped.id]);
  await mustRequest(seller, bought.id);
  const refused = [[listed, /market already/], [shipped, /shipped/], [bought, /buy it back/]];
  await assertNothingChanges(async () => {
    for (const [gem, words] of refused) {
      const answer = await list(seller, gem);
      assertProblem(answer, 409, { code: 'item_not_free' });
      assert.match(answer.body.detail, words);
    }
    for (const gem of [shipped, bought]) assertProblem(await delist(seller, gem), 409, { code: 'listing_gone' });
  });
  await assertBooksAgree();
});

test('nobody lists, withdraws or reprices what is another\'s, or nobody\'s', async () => {
  const [seller, other] = await newUsers(2, { credit: 100 });
  const [free, listed] = await newGems([seller, seller]);
  const listing = await mustList(seller, listed);
  await assertNothingChanges(async () => {
    for (const gem of [free, listed, { id: nowhere }]) {
      assertProblem(await list(other, gem), 404, { code: 'not_found' });
      assertProblem(await delist(other, gem), 404, { code: 'not_found' });
    }
    assertProblem(await reprice(other, listing, '50.000000'), 403, { code: 'forbidden' });
    assertProblem(await reprice(other, { id: nowhere }, '50.000000'), 404, { code: 'not_found' });
    assertProblem(await buyListing(other, { id: nowhere, asking_price_usd: '20.000000' }), 404, { code: 'not_found' });
    assertProblem(await list({}, free), 401);
    assertProblem(await delist({}, listed), 401);
    assertProblem(await buyListing({}, listing), 401);
    assertProblem(await delist(seller, free), 409, { code: 'listing_gone' });
    for (const path of ['', '/image']) assertProblem(await api('GET', `/api/market/listings/${nowhere}${path}`), 404);
  });
});

test('nobody buys from themselves, without the money, or at a price they did not see', async () => {
  const [seller, buyer] = await newUsers(2, { credit: 30 });
  const [listing] = await newListings([seller], { price: '25.000000' });
  const [dear] = await newListings([seller], { price: '30.000001' });
  await assertNothingChanges(async () => {
    assertProblem(await buyListing(seller, listing), 422, { code: 'own_listing' });
    const poor = await buyListing(buyer, dear);
    assertProblem(poor, 402, { code: 'not_enough_credit' });
    assert.match(poor.body.detail, /30\.000001.*30\.000000/);
    for (const seen of ['24.999999', '25.000001']) {
      const answer = await buyListing(buyer, listing, { price_usd: seen });
      assertProblem(answer, 409, { code: 'price_changed' });
      assert.deepEqual(answer.body.listing, listing, 'with the listing as it is');
    }
    assertProblem(await api('POST', `/api/market/${listing.id}/buy`, { token: buyer.token, body: {} }), 400, { field: 'price_usd' });
  });
  const changed = await reprice(seller, listing, '26.000000');
  assert.equal(changed.status, 200, changed.text);
  assertProblem(await buyListing(buyer, listing), 409, { code: 'price_changed' });
  await mustBuyListing(buyer, changed.body, { method: 'CREDIT' });
  assert.equal(await balanceOf(buyer.token), '4.000000');
  await assertBooksAgree();
});

test('what was sold or withdrawn is gone: not bought, repriced or withdrawn again', async () => {
  const [seller, buyer, late] = await newUsers(3, { credit: 100 });
  const gems = await newGems([seller, seller]);
  const [sold, withdrawn] = [await mustList(seller, gems[0]), await mustList(seller, gems[1])];
  await mustBuyListing(buyer, sold);
  assert.equal((await delist(seller, gems[1])).status, 200);
  await assertNothingChanges(async () => {
    for (const listing of [sold, withdrawn]) {
      assertProblem(await buyListing(late, listing), 409, { code: 'listing_gone' });
      assertProblem(await reprice(seller, listing, '50.000000'), 409, { code: 'listing_gone' });
    }
    for (const gem of gems) assertProblem(await delist(seller, gem), 409, { code: 'listing_gone' });
    assertProblem(await list(seller, gems[0]), 409, { code: 'item_not_free' });
  });
});

test('a reserved listing waits for whom it is reserved: others are told for how long', async () => {
  const [seller, chosen, other] = await newUsers(3, { credit: 100 });
  const gem = await newGem(seller);
  const listing = await mustList(seller, gem);
  const offer = await makeOffer(chosen, listing, '15.000000');
  await decide(seller, offer, 'accept');
  await assertNothingChanges(async () => {
    const refused = [await delist(seller, gem), await reprice(seller, listing, '50.000000')];
    for (const user of [chosen, other]) for (const method of ['CREDIT', 'USDC']) refused.push(await buyListing(user, listing, { method }));
    for (const answer of refused) {
      assertProblem(answer, 409, { code: 'listing_reserved' });
      const seconds = Number(answer.headers.get('retry-after'));
      assert.ok(seconds > 80000 && seconds <= 86400, String(seconds));
    }
    assertProblem(await buyListing(seller, listing), 422, { code: 'own_listing' });
  });
  assert.equal((await showListing(listing.id)).status, 'RESERVED');
  const listings = await expectStatus(200, 'GET', `/api/market/listings?collection_id=${gem.collectionId}`);
  assert.deepEqual(listings.items, [], 'not among what is on sale');
  await decide(chosen, offer, 'cancel');
  await mustBuyListing(other, listing);
  await assertBooksAgree();
});

test('a reservation nobody paid in time holds nobody up, whether or not the worker was there already', async () => {
  const [seller, chosen, other] = await newUsers(3, { credit: 100 });
  const gems = await newGems([seller, seller, seller]);
  const listings = [];
  for (const gem of gems) {
    const listing = await mustList(seller, gem);
    await decide(seller, await makeOffer(chosen, listing, '15.000000'), 'accept');
    listings.push(listing);
  }
  await stopPart('gem-worker:*');
  try {
    await advanceClock(86400);
    await lastLonger([seller, other]);
    await mustBuyListing(other, listings[0]);
    assert.equal((await reprice(seller, listings[1], '21.000000')).status, 200);
    assert.equal((await delist(seller, gems[2])).status, 200);
  } finally {
    await bringTimeBack();
    await startPart('gem-worker:*');
  }
  await assertBooksAgree();
});

test('withdrawing or selling closes the offers, and what they set aside comes back', async () => {
  const [seller, first, second, buyer] = await newUsers(4, { credit: 100 });
  const gems = await newGems([seller, seller]);
  const listings = [await mustList(seller, gems[0]), await mustList(seller, gems[1])];
  const offers = [];
  for (const listing of listings) for (const user of [first, second]) offers.push((await makeOffer(user, listing, '15.000000', { escrowed: true })).id);
  assert.equal(await balanceOf(first.token), '70.000000');
  assert.equal((await delist(seller, gems[0])).status, 200);
  assert.equal(await balanceOf(first.token), '85.000000');
  await mustBuyListing(buyer, listings[1]);
  assert.deepEqual([await balanceOf(first.token), await balanceOf(second.token)], ['100.000000', '100.000000']);
  const rows = await sql('SELECT status, closed_reason FROM offer WHERE id = ANY ($1) ORDER BY closed_at, buyer_id', [offers]);
  assert.deepEqual(rows.map((row) => row.status), Array(4).fill('CANCELLED'));
  assert.deepEqual(rows.map((row) => row.closed_reason), ['the listing was withdrawn', 'the listing was withdrawn', 'the listing was sold', 'the listing was sold']);
  await assertBooksAgree();
});

test('E26: repricing closes the offers that are no longer below the price, and no others', async () => {
  const [seller, high, low] = await newUsers(3, { credit: 100 });
  const [listing] = await newListings([seller]);
  const offers = [await makeOffer(high, listing, '18.000000', { escrowed: true }), await makeOffer(low, listing, '15.999999', { escrowed: true })];
  assert.equal((await reprice(seller, listing, '16.000000')).status, 200);
  assert.deepEqual(await Promise.all(offers.map(async ({ id }) => (await sql('SELECT status FROM offer WHERE id = $1', [id]))[0].status)), ['CANCELLED', 'PENDING']);
  assert.deepEqual([await balanceOf(high.token), await balanceOf(low.token)], ['100.000000', '84.000001']);
  await assertBooksAgree();
});

test('an Idempotency-Key makes listing, withdrawing and buying happen once, with the first answer', async () => {
  const [seller, buyer] = await newUsers(2, { credit: 100 });
  const gem = await newGem(seller);
  const key = { key: 'market-once' };
  const answers = [await list(seller, gem, '20.000000', key), await list(seller, gem, '20.000000', key)];
  assert.deepEqual([answers[0].status, answers[1].status, answers[1].headers.get('idempotent-replayed')], [201, 201, 'true']);
  assert.equal(answers[0].text, answers[1].text);
  assertProblem(await list(seller, gem, '21.000000', key), 422, { code: 'idempotency_key_reused' });
  const gone = [await delist(seller, gem, key), await delist(seller, gem, key)];
  assert.deepEqual([gone[0].status, gone[0].text, gone[1].headers.get('idempotent-replayed')], [200, gone[1].text, 'true']);
  const listing = await mustList(seller, gem);
  const bought = [await buyListing(buyer, listing, key), await buyListing(buyer, listing, key)];
  assert.deepEqual([bought[0].status, bought[0].text, bought[1].headers.get('idempotent-replayed')], [200, bought[1].text, 'true']);
  assert.equal(await balanceOf(buyer.token), '80.000000');
  await assertBooksAgree();
});

test('what a frozen user offers is hidden and not sold, and is there again when they are free', async () => {
  const [seller, buyer] = await newUsers(2, { credit: 100 });
  const gem = await newGem(seller);
  const listing = await mustList(seller, gem);
  const find = async () => (await expectStatus(200, 'GET', `/api/market/listings?collection_id=${gem.collectionId}`)).items.length;
  const facets = async () => (await expectStatus(200, 'GET', `/api/market/facets?collection_id=${gem.collectionId}`)).total;
  const words = async () => (await expectStatus(200, 'GET', `/api/market/listings?q=${gem.stone.certificate_number}`)).items.length;
  assert.deepEqual([await find(), await facets(), await words()], [1, 1, 1]);
  mustSucceed(await gemctl('freeze', seller.email, '--reason', 'Test'));
  assert.deepEqual([await find(), await facets(), await words()], [0, 0, 0]);
  await assertNothingChanges(async () => {
    assertProblem(await api('GET', `/api/market/listings/${listing.id}`), 404);
    assertProblem(await buyListing(buyer, listing), 409, { code: 'listing_gone' });
    assertProblem(await delist(seller, gem), 403, { code: 'account_frozen' });
    assertProblem(await reprice(seller, listing, '30.000000'), 403, { code: 'account_frozen' });
  });
  mustSucceed(await gemctl('unfreeze', seller.email));
  assert.deepEqual([await find(), await facets()], [1, 1]);
  mustSucceed(await gemctl('freeze', buyer.email, '--reason', 'Test'));
  assertProblem(await buyListing(buyer, listing), 403, { code: 'account_frozen' });
  mustSucceed(await gemctl('unfreeze', buyer.email));
  await mustBuyListing(buyer, listing);
  await assertBooksAgree();
});

test('E29: the cached first page and the facets go with each change of what is on sale', async () => {
  const [seller, buyer] = await newUsers(2, { credit: 100 });
  const gem = await newGem(seller);
  const pages = ['/api/market/listings', '/api/market/facets'];
  let listing;
  const changes = [
    async () => (listing = await mustList(seller, gem)),
    async () => (listing = (await reprice(seller, listing, '21.000000')).body),
    () => delist(seller, gem),
    async () => (listing = await mustList(seller, gem)),
    () => mustBuyListing(buyer, listing),
  ];
  for (const [index, change] of changes.entries()) {
    // A copy is there unless its second was over just now: then another is made.
    let kept = false;
    for (let round = 0; round < 20 && !kept; round += 1) {
      for (const page of pages) await expectStatus(200, 'GET', page);
      kept = (await Promise.all(pages.map((page) => cacheGet(`gem:${page}`)))).every((text) => text !== null);
    }
    assert.ok(kept, 'a copy is kept');
    await change();
    const listings = await expectStatus(200, 'GET', '/api/market/listings');
    const shown = listings.items.find((one) => one.vault_item_id === gem.id);
    assert.equal(shown?.asking_price_usd, [['20.000000'], ['21.000000'], [], ['20.000000'], []][index][0], `after change ${index}`);
  }
  await assertBooksAgree();
});

test('E50: an account with listings is closed only when they are given up, and then they are withdrawn first', async () => {
  const [seller, buyer, other] = await newUsers(3, { credit: 100 });
  const gems = await newGems([seller, seller]);
  const [listing, reserved] = [await mustList(seller, gems[0]), await mustList(seller, gems[1])];
  const offer = await makeOffer(other, listing, '15.000000', { escrowed: true });
  const accepted = await makeOffer(buyer, reserved, '15.000000');
  assertProblem(await api('DELETE', '/api/me', { token: seller.token }), 409, { code: 'account_not_empty' });
  await decide(seller, accepted, 'accept');
  await assertNothingChanges(async () => {
    assertProblem(await api('DELETE', '/api/me?forfeit=true', { token: seller.token }), 409, { code: 'listing_reserved' });
  });
  await decide(buyer, accepted, 'cancel');
  assert.equal((await api('DELETE', '/api/me?forfeit=true', { token: seller.token })).status, 204);
  for (const one of [listing, reserved]) {
    const shown = await showListing(one.id);
    assert.equal(shown.status, 'DELISTED');
    assert.match(shown.seller.handle, /^closed-/);
    assertProblem(await buyListing(buyer, one), 409, { code: 'listing_gone' });
  }
  assert.deepEqual((await sql('SELECT status, closed_reason FROM offer WHERE id = $1', [offer.id]))[0], { status: 'CANCELLED', closed_reason: 'the seller has left' });
  assert.equal(await balanceOf(other.token), '100.000000');
  await assertBooksAgree();
});

test('E50: who leaves takes their offers back first, and what is set aside counts as held', async () => {
  const [seller, leaver] = await newUsers(2, { credit: 20 });
  const gem = await newGem(seller);
  const listing = await mustList(seller, gem, '30.000000');
  const offer = await makeOffer(leaver, listing, '20.000000', { escrowed: true });
  const refused = await api('DELETE', '/api/me', { token: leaver.token });
  assertProblem(refused, 409, { code: 'account_not_empty' });
  assert.match(refused.body.detail, /20\.000000/);
  assert.equal((await api('DELETE', '/api/me?forfeit=true', { token: leaver.token })).status, 204);
  assert.deepEqual((await sql('SELECT status, closed_reason FROM offer WHERE id = $1', [offer.id]))[0], { status: 'CANCELLED', closed_reason: 'the buyer withdrew it' });
  assert.equal((await showListing(listing.id)).status, 'ACTIVE');
  await assertBooksAgree();
});

test('M5: trades are listed newest first, of all, of a gem, and of oneself on both sides; and name nobody but by handle', async () => {
  const [one, two] = await newUsers(2, { credit: 1000 });
  const gem = await newGem(one);
  const trades = [];
  const parties = [[one, two], [two, one], [one, two]];
  for (const [seller, buyer] of parties) {
    const [held] = await vaultOf(seller);
    trades.unshift(await mustBuyListing(buyer, await mustList(seller, held, `${20 + trades.length}.000000`)));
  }
  const read = async (path, token) => {
    const found = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await expectStatus(200, 'GET', `${path}${path.includes('?') ? '&' : '?'}limit=2${cursor && `&cursor=${cursor}`}`, { token });
      found.push(...page.items);
      cursor = page.next_cursor;
    }
    return found;
  };
  assert.deepEqual(await read(`/api/market/trades?nft_id=${gem.nftId}`), trades);
  for (const user of [one, two]) assert.deepEqual(await read('/api/me/trades', user.token), trades);
  const newest = (await expectStatus(200, 'GET', '/api/market/trades?limit=100')).items;
  assert.deepEqual(newest.filter((trade) => trade.nft_id === gem.nftId), trades);
  assert.deepEqual(newest.map((trade) => trade.traded_at), newest.map((trade) => trade.traded_at).sort().reverse());
  assert.deepEqual(await read('/api/me/trades', (await newUser()).token), []);
  assert.deepEqual(await read(`/api/market/trades?nft_id=${nowhere}`), []);
  const text = JSON.stringify(await expectStatus(200, 'GET', '/api/market/trades?limit=100'));
  for (const user of [one, two]) assert.ok(!text.includes(user.email));
  await assertBooksAgree();
});

test('M5: prices by day: of a gem, of a collection, of one rarity; days are UTC\'s', async () => {
  const users = await newUsers(3, { credit: 1000 });
  const gems = await newGems([users[0], users[0]], (index) => ({ rarity: ['COMMON', 'RARE'][index] }));
  const trade = async (gem, price) => {
    const seller = users.find((user) => user.id === gem.user.id);
    const buyer = users[(users.indexOf(seller) + 1) % 3];
    const held = (await vaultOf(seller)).find((item) => item.nft_id === gem.nftId);
    gem.user = buyer;
    return mustBuyListing(buyer, await mustList(seller, held, price));
  };
  const read = async (query) => (await expectStatus(200, 'GET', `/api/market/prices?${query}`)).items;
  const hours = new Date().getUTCHours();
  if (hours === 23) await advanceClock(3600); // all of a day's trades on one day
  const first = [await trade(gems[0], '20.000000'), await trade(gems[0], '30.000000'), await trade(gems[0], '25.000001'), await trade(gems[1], '100.000000')];
  await advanceClock(86400);
  await lastLonger(users);
  const second = await trade(gems[0], '40.000000');
  const days = [dayOf(first[0].traded_at), dayOf(second.traded_at)];
  const later = { day: days[1], trades: 1, low: '40.000000', high: '40.000000', average: '40.000000', last: '40.000000' };
  assert.deepEqual(await read(`nft_id=${gems[0].nftId}`), [{ day: days[0], trades: 3, low: '20.000000', high: '30.000000', average: '25.000000', last: '25.000001' }, later]);
  assert.deepEqual(await read(`collection_id=${gems[0].collectionId}`), [{ day: days[0], trades: 4, low: '20.000000', high: '100.000000', average: '43.750000', last: '100.000000' }, later]);
  assert.deepEqual(await read(`collection_id=${gems[0].collectionId}&rarity=RARE`), [{ day: days[0], trades: 1, low: '100.000000', high: '100.000000', average: '100.000000', last: '100.000000' }]);
  assert.deepEqual(await read(`collection_id=${gems[0].collectionId}&rarity=EPIC`), []);
  for (const query of ['', `rarity=RARE`, `nft_id=${nowhere}&collection_id=${nowhere}`]) assertProblem(await api('GET', `/api/market/prices?${query}`), 400, { field: 'nft_id' });
  assertProblem(await api('GET', `/api/market/prices?nft_id=${nowhere}&rarity=RARE`), 400, { field: 'rarity' });
  await assertBooksAgree();
  await bringTimeBack();
});

test('what a person takes with them has their listings, offers and trades', async () => {
  const [seller, buyer] = await newUsers(2, { credit: 100 });
  const [listing] = await newListings([seller]);
  const trade = await mustBuyListing(buyer, listing);
  const exported = await expectStatus(200, 'GET', '/api/me/export', { token: seller.token });
  assert.deepEqual(exported.listings.map(({ id, status, asking_price_usd }) => [id, status, asking_price_usd]), [[listing.id, 'SOLD', '20.000000']]);
  assert.deepEqual(exported.trades.map(({ id, side, price_usd }) => [id, side, price_usd]), [[trade.id, 'SOLD', '20.000000']]);
  assert.deepEqual((await expectStatus(200, 'GET', '/api/me/export', { token: buyer.token })).trades.map(({ side }) => side), ['BOUGHT']);
});
