// Finding a gem on the market: orders, pages, filters, words, and how many there are of each kind.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { api, expectStatus } from './support/client.mjs';
import { delist, list, mustBuyListing, mustList, newGems, reprice } from './support/market.mjs';
import { assertProblem } from './support/problems.mjs';
import { sql } from './support/server.mjs';
import { newUser } from './support/users.mjs';

/** A word that no other gem has, nor one spelt like it. */
const newWord = () => [...randomBytes(12)].map((byte) => 'abcdefghijklmnopqrstuvwxyz'[byte % 26]).join('');
const find = (query) => expectStatus(200, 'GET', `/api/market/listings?${new URLSearchParams(query)}`);
const facetsOf = (query) => expectStatus(200, 'GET', `/api/market/facets?${new URLSearchParams(query)}`);

/** All pages of a list. */
async function findAll(query, limit = 100) {
  const found = [];
  for (let cursor; cursor !== null;) {
    const page = await find({ ...query, limit, ...(cursor && { cursor }) });
    assert.ok(page.items.length <= limit);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}
const ids = (listings) => listings.map((listing) => listing.id);

const seller = await newUser();
const word = newWord();
const rarities = ['COMMON', 'UNCOMMON', 'RARE', 'EPIC', 'LEGENDARY'];
// Some prices, values and weights are the same: then the order is by id.
const gems = await newGems(Array(33).fill(seller), (index) => ({
  name: `${word} ${index % 2 ? 'oval' : 'pear'} ${index}`, rarity: rarities[index % 5], carat: `${1 + index % 4}.50`, fmv_usd: `${10 + index % 6}.000000`, species: index % 3 ? 'diamond' : 'sapphire',
}));
const listings = [];
for (const [index, gem] of gems.entries()) listings.push(await mustList(seller, gem, `${20 + index % 7}.000000`));
const { collectionId } = gems[0];

const keys = { price: (one) => one.asking_price_usd, fmv: (one) => one.fmv, listed_at: (one) => one.listed_at };
const orders = Object.entries(keys).flatMap(([name, key]) => [[name, key, 1], [`-${name}`, key, -1]]);
const compare = (left, right) => (left < right ? -1 : Number(left > right));

for (const [sort, key, direction] of orders) {
  test(`M2: sort=${sort} pages through everything, once and in order`, async () => {
    const sorted = [...listings].sort((left, right) => direction * (compare(key(left), key(right)) || compare(left.id, right.id)));
    for (const limit of [100, 33, 7]) assert.deepEqual(ids(await findAll({ collection_id: collectionId, sort }, limit)), ids(sorted), `limit ${limit}`);
    // With words, listings of one key are in the order of their ids.
    const found = await findAll({ q: word, sort }, 7);
    assert.deepEqual(new Set(ids(found)), new Set(ids(listings)));
    assert.deepEqual(found.map(key), sorted.map(key));
    assert.deepEqual(found, found.map((one) => listings.find(({ id }) => id === one.id)));
  });
}

test('M2: newest first when not sorted, and a cursor belongs to its list', async () => {
  assert.deepEqual(ids(await findAll({ collection_id: collectionId })), ids(await findAll({ collection_id: collectionId, sort: '-listed_at' })));
  const { next_cursor: cursor } = await find({ collection_id: collectionId, sort: 'price', limit: 5 });
  for (const query of [{ sort: '-price' }, { sort: 'fmv' }, {}, { sort: 'price', q: word }]) {
    assertProblem(await api('GET', `/api/market/listings?${new URLSearchParams({ ...query, cursor })}`), 400, { code: 'invalid_cursor' });
  }
  for (const broken of [`${cursor}x`, cursor.slice(1), 'x', '../..']) {
    assertProblem(await api('GET', `/api/market/listings?${new URLSearchParams({ sort: 'price', cursor: broken })}`), 400, { code: 'invalid_cursor' });
  }
});

test('M2: filters by rarity, price and weight, each alone and together; bounds are included', async () => {
  const number = (text) => Number(text);
  const cases = [
    [{ rarity: 'RARE' }, (one) => one.snapshot.rarity === 'RARE'],
    [{ min_price: '23.000000' }, (one) => number(one.asking_price_usd) >= 23],
    [{ max_price: '21.000000' }, (one) => number(one.asking_price_usd) <= 21],
    [{ min_price: '22.000000', max_price: '22.000000' }, (one) => number(one.asking_price_usd) === 22],
    [{ min_carat: '3.50' }, (one) => number(one.snapshot.attributes.carat) >= 3.5],
    [{ max_carat: '1.50' }, (one) => number(one.snapshot.attributes.carat) <= 1.5],
    [{ rarity: 'COMMON', min_price: '21.000000', max_price: '25.000000', min_carat: '1.50', max_carat: '3.50' },
      (one) => one.snapshot.rarity === 'COMMON' && number(one.asking_price_usd) >= 21 && number(one.asking_price_usd) <= 25 && number(one.snapshot.attributes.carat) <= 3.5],
    [{ min_price: '1000.000000' }, () => false],
  ];
  for (const [filter, fits] of cases) {
    const expected = new Set(ids(listings.filter(fits)));
    for (const place of [{ collection_id: collectionId }, { q: word }, { collection_id: collectionId, q: word }]) {
      assert.deepEqual(new Set(ids(await findAll({ ...filter, ...place }, 10))), expected, JSON.stringify({ ...filter, ...place }));
      assert.equal((await facetsOf({ ...filter, ...place })).total, expected.size);
    }
  }
  const refused = { min_price: ['1', '1.5', 'x', '-1.000000', '1e3'], max_carat: ['1', '1.555', 'x'], rarity: ['common', 'x'], collection_id: ['x'], sort: ['name', 'PRICE'], limit: ['0', '101', 'x'], q: ['x'.repeat(101)] };
  for (const [name, values] of Object.entries(refused)) {
    for (const value of values) assertProblem(await api('GET', `/api/market/listings?${new URLSearchParams({ [name]: value })}`), 400, { field: name, about: value });
  }
  for (const path of ['listings', 'facets']) {
    assertProblem(await api('GET', `/api/market/${path}?min_price=2.000000&max_price=1.000000`), 400, { field: 'min_price' });
    assertProblem(await api('GET', `/api/market/${path}?min_carat=2.00&max_carat=1.99`), 400, { field: 'min_carat' });
    assertProblem(await api('GET', `/api/market/${path}?colour=red`), 400, { field: 'colour' });
  }
});

test('M2: words of name, certificate and species are found, with quotes and minus; a misspelt name too', async () => {
  const shape = (name) => listings.filter((one) => one.snapshot.name.includes(name));
  const cases = [
    [`${word} oval`, shape('oval')], [`${word} -oval`, shape('pear')], [`"${word} pear"`, shape('pear')], [word.toUpperCase(), listings],
    [`${word} sapphire`, listings.filter((one) => one.snapshot.attributes.species === 'sapphire')], [listings[5].snapshot.certificate, [listings[5]]],
  ];
  for (const [q, expected] of cases) {
    assert.deepEqual(new Set(ids(await findAll({ q }, 50))), new Set(ids(expected)), q);
    assert.equal((await facetsOf({ q })).total, expected.length, q);
  }
  const [misspelt] = await newGems([seller], { name: 'Padparadscha cushion' });
  const listing = await mustList(seller, misspelt);
  for (const q of ['padparadsha', 'Padparadscha', 'padparadscha cushon', 'padparascha']) assert.ok(ids(await findAll({ q, collection_id: misspelt.collectionId })).includes(listing.id), q);
  assert.deepEqual(await findAll({ q: 'emerald', collection_id: misspelt.collectionId }), []);
  const [{ count }] = (await facetsOf({ q: 'padparadsha', collection_id: misspelt.collectionId })).collections;
  assert.equal(count, 1);
});

test('E64: words are words, whatever they look like', async () => {
  const odd = ['\'', '"', '\\', '%', '_', '()', ')(', ':*', '&', '| |', '!', '<->', '-', '--', '\'; DROP TABLE listing; --', '$1', '\u{1F48E}', '\u202e', 'a'.repeat(100), `${word}:*`, `${word} & !`, 'or', 'or or', '"unclosed'];
  for (const q of odd) {
    const answer = await api('GET', `/api/market/listings?${new URLSearchParams({ q })}`);
    assert.equal(answer.status, 200, `${q}: ${answer.text}`);
    assert.equal((await api('GET', `/api/market/facets?${new URLSearchParams({ q })}`)).status, 200, q);
  }
});

test('M2: facets count what the list finds', async () => {
  for (const query of [{ collection_id: collectionId }, { q: word }, { collection_id: collectionId, min_price: '24.000000' }, { q: word, rarity: 'EPIC' }, { collection_id: collectionId, min_carat: '9.00' }]) {
    const found = await findAll(query);
    const facets = await facetsOf(query);
    const count = (key) => Object.fromEntries(found.reduce((counts, one) => counts.set(key(one), (counts.get(key(one)) ?? 0) + 1), new Map()));
    const prices = found.map((one) => one.asking_price_usd).sort();
    assert.equal(facets.total, found.length);
    assert.deepEqual(Object.fromEntries(facets.rarities.map((row) => [row.rarity, row.count])), count((one) => one.snapshot.rarity));
    assert.deepEqual(Object.fromEntries(facets.collections.map((row) => [row.name, row.count])), count((one) => one.snapshot.collection));
    assert.ok(facets.collections.every((row) => row.id === collectionId));
    assert.deepEqual(facets.price, { min: prices[0] ?? null, max: prices.at(-1) ?? null });
    assert.deepEqual(facets.rarities.map((row) => row.count), facets.rarities.map((row) => row.count).sort((left, right) => right - left));
  }
});

test('M2: a place in a list stays while listings before and after it are sold, withdrawn, repriced and added', async () => {
  const buyer = await newUser({ credit: 1000 });
  const more = await newGems(Array(20).fill(seller));
  const shown = [];
  for (const [index, gem] of more.entries()) shown.push(await mustList(seller, gem, `${30 + index}.000000`));
  for (const place of [{ collection_id: more[0].collectionId }, { collection_id: more[0].collectionId, q: more[0].collection }]) {
    const query = { ...place, sort: 'price', limit: 5 };
    const first = await find(query);
    const still = (await findAll({ ...place, sort: 'price' })).slice(5);
    const [sold, soldLater, ...rest] = [first.items[4], still[0], ...still.slice(1)];
    await mustBuyListing(buyer, sold); // the very row that the cursor names
    await mustBuyListing(buyer, soldLater);
    assert.equal((await delist(seller, { id: rest[0].vault_item_id })).status, 200);
    assert.equal((await reprice(seller, first.items[0], '12.000000')).status, 200);
    const back = await list(seller, { id: rest[0].vault_item_id }, '29.000000'); // before the cursor
    assert.equal(back.status, 201, back.text);
    const after = [];
    for (let cursor = first.next_cursor; cursor !== null;) {
      const page = await find({ ...query, cursor });
      after.push(...page.items);
      cursor = page.next_cursor;
    }
    assert.deepEqual(ids(after), ids(rest.slice(1)), 'nothing twice, nothing left out');
  }
});

test('M2: of sellers the market shows id and handle, and nothing else of anybody', async () => {
  const [page] = [await find({ collection_id: collectionId, limit: 1 })];
  assert.deepEqual(Object.keys(page.items[0]).sort(), ['asking_price_usd', 'fmv', 'id', 'listed_at', 'nft_id', 'seller', 'snapshot', 'status', 'vault_item_id']);
  assert.deepEqual(Object.keys(page.items[0].seller).sort(), ['handle', 'id']);
  const [{ email }] = await sql('SELECT email FROM app_user WHERE id = $1', [seller.id]);
  assert.ok(!JSON.stringify(await find({ collection_id: collectionId })).includes(email));
});
