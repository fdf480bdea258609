// Many at once on the market: a gem is sold once, at the price its buyer saw, and whoever did not get it was not charged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { api } from './support/client.mjs';
import { amid } from './support/deaths.mjs';
import { buyListing, delist, list, mustList, newGem, newGems, newListings, reprice, showListing, vaultOf } from './support/market.mjs';
import { assertProblem } from './support/problems.mjs';
import { cutConnection, killOne } from './support/processes.mjs';
import { pause, sql } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';

const times = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const succeeded = (answers) => answers.filter((answer) => answer.status < 300);
const refusedWith = (answers, ...codes) => {
  for (const answer of answers.filter((other) => other.status >= 300)) assertProblem(answer, answer.status, { code: codes.includes(answer.body.code) ? answer.body.code : codes[0] });
};

test('E23: of 60 buyers of one listing one gets it, and the others are told and not charged', async () => {
  const buyers = await newUsers(60, { credit: 100 });
  for (let round = 0; round < 3; round += 1) {
    const seller = await newUser();
    const [listing] = await newListings([seller]);
    const before = await Promise.all(buyers.map((buyer) => balanceOf(buyer.token)));
    const answers = await Promise.all(buyers.map((buyer) => buyListing(buyer, listing, { key: `round-${round}` })));
    refusedWith(answers, 'listing_gone');
    const [won, ...others] = succeeded(answers);
    assert.equal(others.length, 0);
    assert.equal((await showListing(listing.id)).status, 'SOLD');
    for (const [index, buyer] of buyers.entries()) {
      const paid = answers[index] === won ? 20 : 0;
      assert.equal(Number(await balanceOf(buyer.token)), Number(before[index]) - paid);
      assert.equal((await vaultOf(buyer)).filter((item) => item.nft_id === listing.nft_id).length, paid ? 1 : 0);
    }
    assert.equal(await balanceOf(seller.token), '19.600000');
  }
  await assertBooksAgree();
});

test('E22: a listing is withdrawn or sold while 50 want it: one of the two, whole', async () => {
  const buyers = await newUsers(50, { credit: 1000 });
  for (let round = 0; round < 8; round += 1) {
    const seller = await newUser();
    const gem = await newGem(seller);
    const listing = await mustList(seller, gem);
    const before = 10 * (round % 4); // how many reach for it before its seller does
    const reach = (some) => some.map((buyer) => buyListing(buyer, listing));
    const answers = await Promise.all([...reach(buyers.slice(0, before)), delist(seller, gem), ...reach(buyers.slice(before))]);
    refusedWith(answers, 'listing_gone');
    assert.equal(succeeded(answers).length, 1);
    const { status } = await showListing(listing.id);
    assert.ok(['SOLD', 'DELISTED'].includes(status));
    const held = await vaultOf(seller);
    assert.deepEqual(held.map((item) => item.status), status === 'DELISTED' ? ['VAULTED'] : []);
    assert.equal(await balanceOf(seller.token), status === 'DELISTED' ? '0.000000' : '19.600000');
  }
  await assertBooksAgree();
});

test('a price changes while 50 buy: whoever buys pays the price they saw, or is shown the new one', async () => {
  const buyers = await newUsers(50, { credit: 1000 });
  for (let round = 0; round < 4; round += 1) {
    const seller = await newUser();
    const [listing] = await newListings([seller]);
    const prices = ['21.000000', '22.000000', '23.000000'];
    const [repriced, bought] = await Promise.all([
      Promise.all(prices.map((price) => reprice(seller, listing, price))),
      Promise.all(buyers.map((buyer, index) => buyListing(buyer, listing, { price_usd: ['20.000000', ...prices][index % 4] }))),
    ]);
    refusedWith(repriced, 'listing_gone');
    refusedWith(bought, 'listing_gone', 'price_changed');
    for (const answer of bought.filter(({ body }) => body.code === 'price_changed')) assert.equal(answer.body.listing.id, listing.id);
    const won = succeeded(bought);
    assert.ok(won.length <= 1);
    for (const answer of won) {
      const seen = ['20.000000', ...prices][bought.indexOf(answer) % 4];
      assert.equal(answer.body.price_usd, seen);
      assert.equal((await showListing(listing.id)).asking_price_usd, seen);
    }
  }
  await assertBooksAgree();
});

test('of 50 who list one gem at once, on all of their devices, one listing comes', async () => {
  const seller = await newUser();
  const gem = await newGem(seller);
  const answers = await times(50, (index) => list(seller, gem, `${20 + index}.000000`));
  refusedWith(answers, 'item_not_free');
  assert.equal(succeeded(answers).length, 1);
  assert.deepEqual(await sql('SELECT count(*)::integer FROM listing WHERE vault_item_id = $1', [gem.id]), [{ count: 1 }]);
  const withdrawn = await times(20, () => delist(seller, gem));
  refusedWith(withdrawn, 'listing_gone');
  assert.equal(succeeded(withdrawn).length, 1);
  await assertBooksAgree();
});

test('listing, withdrawing, repricing and buying the same gems all at once leaves each with one owner', async () => {
  const people = await newUsers(12, { credit: 1000 });
  const gems = await newGems(people.slice(0, 4));
  const act = async (person, gem, turn) => {
    const held = (await vaultOf(person)).find((item) => item.nft_id === gem.nftId);
    if (held) return turn % 2 ? delist(person, held) : list(person, held);
    const page = await api('GET', `/api/market/listings?collection_id=${gem.collectionId}`);
    const open = page.body.items.find((listing) => listing.nft_id === gem.nftId);
    if (!open) return null;
    return open.seller.id === person.id ? reprice(person, open, '25.000000') : buyListing(person, open);
  };
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(people.flatMap((person, index) => Array.from({ length: 5 }, (_, turn) => act(person, gems[(index + turn) % gems.length], turn))));
    const done = answers.filter((answer) => answer !== null);
    refusedWith(done, 'listing_gone', 'item_not_free', 'price_changed', 'own_listing');
    assert.ok(round > 0 || succeeded(done).length > 0);
  }
  for (const gem of gems) {
    assert.deepEqual(await sql('SELECT count(*)::integer FROM vault_item WHERE nft_id = $1 AND closed_at IS NULL', [gem.nftId]), [{ count: 1 }]);
  }
  await assertBooksAgree();
});

test('people who buy from each other at the same moment, again and again, never wait for each other for ever', async () => {
  const people = await newUsers(4, { credit: 10000 });
  const deadlocks = async () => (await sql('SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()'))[0].deadlocks;
  const before = await deadlocks();
  for (let round = 0; round < 3; round += 1) {
    const listings = await newListings(people.flatMap((person) => Array(15).fill(person)));
    const answers = await Promise.all(listings.map((listing, index) => {
      const others = people.filter((person) => person.id !== listing.seller.id);
      return buyListing(others[index % 3], listing);
    }));
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
  }
  assert.equal(await deadlocks(), before, 'not even one that was resolved');
  await assertBooksAgree();
});

test('a buyer with money for one gem buys one of the fifty they reach for', async () => {
  const buyer = await newUser({ credit: 30 });
  const listings = await newListings(await newUsers(50));
  const answers = await Promise.all(listings.map((listing) => buyListing(buyer, listing)));
  refusedWith(answers, 'not_enough_credit');
  assert.equal(succeeded(answers).length, 1);
  assert.equal(await balanceOf(buyer.token), '10.000000');
  assert.equal((await vaultOf(buyer)).length, 1);
  await assertBooksAgree();
});

test('while processes and connections die, every key ends with exactly one purchase', async () => {
  const buyers = await newUsers(50, { credit: 100 });
  const listings = await newListings(await newUsers(100));
  const untilAnswered = async (buyer, listing) => {
    for (;;) {
      const answer = await buyListing(buyer, listing, { key: `storm-${listing.id}` }).catch(() => null); // the connection broke, or nginx spoke of it
      if (answer?.status === 200) return answer.body;
      if (answer && answer.status < 500) assertProblem(answer, 409, { code: 'request_in_progress' });
      await pause(100);
    }
  };
  let trades;
  await amid((turn) => (turn % 2 ? killOne('gem-api') : cutConnection('gem_api')), async () => {
    trades = await Promise.all(listings.map((listing, index) => untilAnswered(buyers[index % 50], listing)));
  }, { milliseconds: 30 });
  assert.equal(new Set(trades.map((trade) => trade.id)).size, 100);
  for (const buyer of buyers) assert.equal(await balanceOf(buyer.token), '60.000000');
  await assertBooksAgree();
});

test('E50: who closes their account while they list leaves nothing on the market', async () => {
  for (let round = 0; round < 5; round += 1) {
    const seller = await newUser();
    const gems = await newGems(Array(10).fill(seller));
    const buyer = await newUser({ credit: 1000 });
    const answers = await Promise.all([
      ...gems.slice(0, 5).map((gem) => list(seller, gem)), api('DELETE', '/api/me?forfeit=true', { token: seller.token }), ...gems.slice(5).map((gem) => list(seller, gem))]);
    const listed = succeeded(answers).filter((answer) => answer.status === 201);
    assert.equal(answers[5].status, 204, answers[5].text);
    assert.deepEqual(await sql(`SELECT id FROM listing WHERE seller_id = $1 AND status IN ('ACTIVE', 'RESERVED')`, [seller.id]), []);
    for (const answer of listed) assertProblem(await buyListing(buyer, answer.body), 409, { code: 'listing_gone' });
  }
  await assertBooksAgree();
});
