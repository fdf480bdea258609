// Imports by gemctl: a batch with any fault changes nothing and every fault is named; the order of the pools is committed to.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { versionHash } from '../draw/recompute.mjs';
import { assertBooksAgree } from './support/accounting.mjs';
import { importJson, newPack, stone } from './support/catalogue.mjs';
import { expectStatus } from './support/client.mjs';
import { assertProven, mustBuy, transactionAs } from './support/openings.mjs';
import { gemctl, mustSucceed, root, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { newUser } from './support/users.mjs';

/** How much there is of everything that an import makes. */
const amounts = () => sql(`SELECT (SELECT count(*) FROM nft) AS stones, (SELECT count(*) FROM nft_fmv) AS values, (SELECT count(*) FROM pool_free) AS free,
  (SELECT count(*) FROM collection) AS collections, (SELECT count(*) FROM pool) AS pools, (SELECT sum(size) FROM pool) AS size, (SELECT count(*) FROM pool_commitment) AS commitments,
  (SELECT count(*) FROM pack_series) AS series, (SELECT count(*) FROM pack) AS packs, (SELECT count(*) FROM pack_version) AS versions, (SELECT count(*) FROM pack_version_row) AS rows,
  (SELECT sum(remaining) FROM pack_supply) AS supply`);

/** Imports what must be refused whole. What gemctl said. */
async function mustRefuse(command, value, ...patterns) {
  const before = await amounts();
  const result = await importJson(command, value);
  assert.deepEqual(await amounts(), before);
  const about = typeof value === 'string' ? value.slice(0, 100) : JSON.stringify(value).slice(0, 300);
  assert.notEqual(result.code, 0, `accepted: ${about}`);
  assert.ok(result.code < 128, `gemctl died with ${result.code}: ${about}`);
  assert.equal(result.stdout, '', about);
  for (const pattern of patterns) assert.match(result.stderr, pattern, about);
  return result.stderr;
}

const packFile = (odds, changes = {}) => ({ series: [{ name: 'Test series', description: '', packs: [{
  name: `Pack ${randomUUID()}`, description: '', price_usd: '10.000000', max_supply: 10, xp_reward: 0, image_gradient: '#112233,#445566', status: 'ACTIVE', odds, ...changes,
}] }] });

test('E4: drop rates that do not add up to 100 are refused with their sum, by gemctl and by the database', async () => {
  const { collection, id } = await newPack({ stones: { COMMON: 2, RARE: 2 } });
  const row = (rarity, drop_rate) => ({ collection, rarity, drop_rate });
  const wrong = [
    [['99.99', '0.02'], /100\.01/], [['99.98', '0.01'], /99\.99/], [['60.00', '30.00'], /90\.00/], [['100.00', '100.00'], /200\.00/], [['0.01', '0.01'], /0\.02/],
  ];
  for (const [[common, rare], sum] of wrong) {
    await mustRefuse('import-packs', packFile([row('COMMON', common), row('RARE', rare)]), sum, /series\[0\]\.packs\[0\]\.odds/);
  }
  for (const rate of ['0.00', '-1.00', '100.01', '50', '50.0', '50.001', '5e1', '', ' 50.00', 50, 50.5, null]) {
    await mustRefuse('import-packs', packFile([row('COMMON', rate), row('RARE', '50.00')]), /series\[0\]\.packs\[0\]\.odds\[0\]\.drop_rate|add up to/);
  }
  // One bad pack among good ones takes all of them with it.
  const file = packFile([row('COMMON', '100.00')]);
  file.series[0].packs.push(packFile([row('COMMON', '90.00')]).series[0].packs[0]);
  await mustRefuse('import-packs', file, /series\[0\]\.packs\[1\]\.odds/, /90\.00/);
  await mustRefuse('import-packs', packFile([row('COMMON', '50.00'), row('COMMON', '50.00')]));
  await mustRefuse('import-packs', packFile([row('COMMON', '50.00'), row('EPIC', '50.00')]), /odds\[1\]/, /EPIC/);
  await mustRefuse('import-packs', packFile([{ ...row('COMMON', '100.00'), collection: 'No such collection' }]), /No such collection/);

  const raw = (rates) => transactionAs('OWNER', async (query) => {
    const [{ version_id }] = await query(`INSERT INTO pack_version (id, pack_id, version, version_hash)
      SELECT gen_random_uuid(), $1, max(version) + 1, repeat('0', 64) FROM pack_version WHERE pack_id = $1 RETURNING id AS version_id`, [id]);
    const pools = await query('SELECT pool.id FROM pool JOIN collection ON collection.id = collection_id WHERE name = $1', [collection]);
    for (const [index, rate] of rates.entries()) {
      await query('INSERT INTO pack_version_row (version_id, row, pool_id, drop_rate, fmv_min, fmv_max) VALUES ($1, $2, $3, $4, 1, 1)', [version_id, index, pools[index].id, rate]);
    }
    await query('UPDATE pack SET version_id = $1 WHERE id = $2', [version_id, id]);
  });
  await assertNothingChanges(async () => {
    for (const rates of [[], [9999], [5000, 5001], [10000, 1]]) await assert.rejects(() => raw(rates), /add up to 100\.00/, `${rates}`);
    for (const rates of [[0, 10000], [-1, 10001]]) await assert.rejects(() => raw(rates), /drop_rate_check/, `${rates}`);
  });
  await raw([4000, 6000]);
});

test('a published version has the hash that anybody computes from its public odds', async () => {
  const pack = await newPack({ stones: { COMMON: 3, RARE: 3, EPIC: 1 }, odds: { RARE: '0.01', EPIC: '9.99', COMMON: '90.00' }, fmv: { EPIC: '1234.567890' } });
  const published = await expectStatus(200, 'GET', `/api/packs/${pack.id}/odds`);
  assert.deepEqual(published.odds.map((row) => [row.rarity, row.drop_rate]), [['RARE', '0.01'], ['EPIC', '9.99'], ['COMMON', '90.00']]);
  const rows = published.odds.map(({ collection, drop_rate, fmv_max, fmv_min, rarity }) => ({ collection_id: collection.id, drop_rate, fmv_max, fmv_min, rarity }));
  assert.equal(versionHash(rows), published.version_hash);
  assert.equal(published.odds[1].fmv_max, '1234.567890');
});

const without = (name) => {
  const { [name]: ignored, ...rest } = stone();
  return rest;
};

// [what is wrong, the stone, the field that must be named]
const badStones = [
  ...['certificate_number', 'laboratory', 'name', 'species', 'shape', 'carat', 'fmv_usd', 'fmv_source', 'collection', 'rarity'].map((name) => [`no ${name}`, without(name), name]),
  ['an unknown field', stone({ price: '1.00' }), 'price'],
  ['an unknown rarity', stone({ rarity: 'MYTHIC' }), 'rarity'],
  ['a rarity in small letters', stone({ rarity: 'common' }), 'rarity'],
  ['an unknown species', stone({ species: 'glass' }), 'species'],
  ['a number for the carat', stone({ carat: 1.5 }), 'carat'],
  ['a carat of too many decimals', stone({ carat: '1.005' }), 'carat'],
  ['a carat without decimals', stone({ carat: '1' }), 'carat'],
  ['a carat of zero', stone({ carat: '0.00' }), 'carat'],
  ['a carat beyond all stones', stone({ carat: '99999.00' }), 'carat'],
  ['a length of zero', stone({ length_mm: '0.00' }), 'length_mm'],
  ['a depth beyond 100 %', stone({ depth_percent: '1000.0' }), 'depth_percent'],
  ['a negative FMV', stone({ fmv_usd: '-20.000000' }), 'fmv_usd'],
  ['an FMV of zero', stone({ fmv_usd: '0.000000' }), 'fmv_usd'],
  ['an FMV of five decimals', stone({ fmv_usd: '20.00000' }), 'fmv_usd'],
  ['an FMV as a number', stone({ fmv_usd: 20 }), 'fmv_usd'],
  ['an FMV in scientific notation', stone({ fmv_usd: '2e1' }), 'fmv_usd'],
  ['an FMV beyond all money', stone({ fmv_usd: '99999999999999999.000000' }), 'fmv_usd'],
  ['a name that is null', stone({ name: null }), 'name'],
  ['an empty name', stone({ name: '' }), 'name'],
  ['a name of 121 characters', stone({ name: 'x'.repeat(121) }), 'name'],
  ['a list for a name', stone({ name: ['x'] }), 'name'],
  ['an object for a name', stone({ name: {} }), 'name'],
  ['true for a name', stone({ name: true }), 'name'],
  ['NUL in a name', stone({ name: 'a\0b' }), 'name'],
  ['a time that is none', stone({ fmv_observed_at: 'yesterday' }), 'fmv_observed_at'],
  ['a certificate of two characters', stone({ certificate_number: 'LG' }), 'certificate_number'],
];

test('E55: every bad row is named with its field, and the whole batch is left out', async (context) => {
  for (const [what, bad, field] of badStones) {
    await context.test(what, async () => {
      const named = new RegExp(`^\\s*nfts\\[1\\]\\.${field}\\b`, 'm');
      const said = await mustRefuse('import-nfts', { nfts: [stone(), bad, stone()] }, named);
      assert.doesNotMatch(said, /nfts\[[02]\]/, 'a good row is blamed');
    });
  }
  const nfts = Array.from({ length: 300 }, (_, index) => (index % 3 ? stone() : stone({ carat: 'heavy', shape: null })));
  const said = await mustRefuse('import-nfts', { nfts });
  for (let index = 0; index < 300; index += 3) {
    for (const field of ['carat', 'shape']) assert.ok(said.includes(`nfts[${index}].${field}`), `nfts[${index}].${field} is not named`);
  }
});

test('E55: a certificate number stands once, in a batch and in the catalogue', async () => {
  const [known, fresh] = [stone(), stone()];
  mustSucceed(await importJson('import-nfts', { nfts: [known] }));
  const twice = await mustRefuse('import-nfts', { nfts: [stone(), fresh, stone(), fresh, { ...fresh, name: 'Other' }] });
  assert.match(twice, new RegExp(`nfts\\[3\\]\\.certificate_number.*${fresh.certificate_number}`));
  assert.match(twice, /nfts\[4\]\.certificate_number/);
  const again = await mustRefuse('import-nfts', { nfts: [stone(), { ...known, collection: 'Elsewhere' }] });
  assert.match(again, new RegExp(`nfts\\[1\\]\\.certificate_number.*${known.certificate_number}`));
});

test('E55: what is no batch at all is refused', async () => {
  const good = JSON.stringify({ nfts: [stone(), stone()] });
  const doubled = JSON.stringify({ nfts: [stone()] }).replace('"carat"', '"carat":"2.00","carat"');
  await mustRefuse('import-nfts', doubled, /nfts\[0\]\.carat|carat/);
  const files = ['', ' ', 'null', '[]', '{}', '{"nfts":[]}', '{"nfts":{}}', '{"nfts":null}', '{"nfts":[1,"a",null,[]]}', 'certificate,carat\nLG1,1.00\n',
    good.slice(0, -1), good.slice(0, good.length / 2), `${good}${good}`, `${good}x`, good.replace('{"nfts"', '{"extra":1,"nfts"'), `{"nfts":[],${good.slice(1)}`,
    good.replace('"carat":"1.00"', '"carat":NaN'), good.replaceAll('"', "'"), `${'['.repeat(100000)}`, good.replace('Ideal', '\u{1}'.repeat(3))];
  for (const file of files) await mustRefuse('import-nfts', file);
  for (const file of ['', '{}', '{"series":[]}', '{"series":[{"name":"a","description":"","packs":[]}]}', '[', '{"series":1}']) await mustRefuse('import-packs', file);
  assert.notEqual((await gemctl('import-nfts', '/nonexistent/file.json')).code, 0);
  assert.notEqual((await gemctl('import-nfts', root)).code, 0, 'a folder is no file');
});

/** The certificate numbers of a pool in their order, with the chained hash after each import. */
async function checkOrder(collection, rarity, sizes) {
  const [pool] = await sql(
    'SELECT pool.id, size::integer FROM pool JOIN collection ON collection.id = collection_id WHERE name = $1 AND rarity = $2', [collection, rarity]);
  const stones = await sql('SELECT certificate_number, pool_position::integer AS position FROM nft WHERE pool_id = $1 ORDER BY pool_position', [pool.id]);
  assert.deepEqual(stones.map((row) => row.position), stones.map((_, index) => index), 'positions without a gap');
  assert.equal(pool.size, stones.length);
  const commitments = await sql('SELECT size::integer, order_hash FROM pool_commitment WHERE pool_id = $1 ORDER BY size', [pool.id]);
  assert.deepEqual(commitments.map((row) => row.size), sizes);
  let before = '';
  let from = 0;
  for (const { size, order_hash } of commitments) {
    const text = stones.slice(from, size).map((row) => `${row.certificate_number}\n`).join('');
    before = createHash('sha256').update(before + text).digest('hex');
    assert.equal(order_hash, before, `the commitment to the first ${size}`);
    from = size;
  }
  return { poolId: pool.id, order: stones.map((row) => row.certificate_number), hash: before };
}

/** All of them: tests that move the clock leave some behind that look newer. */
async function publishedPools() {
  const pools = [];
  let cursor = '';
  do {
    const page = await expectStatus(200, 'GET', `/api/fairness/pools?limit=100${cursor}`);
    pools.push(...page.items);
    cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor);
  return pools;
}

test('X2: the order of a pool is a shuffle that is committed to, and a second import follows on', async () => {
  const collection = `Order ${randomUUID()}`;
  const batch = (count, rarity) => Array.from({ length: count }, () => stone({ collection, rarity }));
  const [commons, rares, more] = [batch(300, 'COMMON'), batch(40, 'RARE'), batch(200, 'COMMON')];
  mustSucceed(await importJson('import-nfts', { nfts: [...commons, ...rares] }));
  const first = await checkOrder(collection, 'COMMON', [300]);
  await checkOrder(collection, 'RARE', [40]);
  mustSucceed(await importJson('import-nfts', { nfts: more }));
  const second = await checkOrder(collection, 'COMMON', [300, 500]);
  await checkOrder(collection, 'RARE', [40]);
  assert.deepEqual(second.order.slice(0, 300), first.order, 'what was committed to does not move');

  const numbers = (stones) => stones.map((one) => one.certificate_number);
  for (const [placed, given] of [[first.order, numbers(commons)], [second.order.slice(300), numbers(more)]]) {
    assert.deepEqual(placed.toSorted(), given.toSorted(), 'a permutation');
    // Of n places of a random permutation, about one is where it was in the file; ten have a chance of 1 to 10 million.
    assert.ok(placed.filter((number, index) => number === given[index]).length < 10, 'the order of the file');
    const rising = placed.filter((number, index) => index > 0 && given.indexOf(number) > given.indexOf(placed[index - 1])).length;
    assert.ok(Math.abs(rising - placed.length / 2) < placed.length / 5, `${rising} of ${placed.length} rise`);
  }
  const shown = (await publishedPools()).filter((item) => item.pool_id === first.poolId);
  assert.deepEqual(shown.map((item) => [Number(item.size), item.order_hash]), [[500, second.hash], [300, first.hash]]);
  await assertBooksAgree();
});

test('E55: two imports at the same moment into one pool do not mix', async () => {
  const collection = `Together ${randomUUID()}`;
  const batches = Array.from({ length: 4 }, (_, index) => Array.from({ length: 50 * (index + 1) }, () => stone({ collection })));
  for (const result of await Promise.all(batches.map((nfts) => importJson('import-nfts', { nfts })))) mustSucceed(result);
  const sizes = (await sql('SELECT pool_commitment.size::integer FROM pool_commitment JOIN pool ON pool.id = pool_id JOIN collection ON collection.id = collection_id WHERE name = $1 ORDER BY 1', [collection]))
    .map((row) => row.size);
  const { order } = await checkOrder(collection, 'COMMON', sizes);
  let from = 0;
  for (const size of sizes) {
    const part = order.slice(from, size).toSorted();
    assert.ok(batches.some((batch) => batch.length === part.length && batch.map((one) => one.certificate_number).toSorted().join() === part.join()), `positions from ${from} are not one batch`);
    from = size;
  }
  await assertBooksAgree();
});

test('50,000 stones in one batch are imported, ready to be drawn, and refused whole when one is bad', async () => {
  const collection = `Many ${randomUUID()}`;
  const nfts = Array.from({ length: 50000 }, (_, index) => stone({ collection, rarity: index % 10 ? 'COMMON' : 'RARE' }));
  const bad = [...nfts.slice(0, 49999), { ...nfts[49999], fmv_usd: '-1.000000' }];
  await mustRefuse('import-nfts', { nfts: bad }, /nfts\[49999\]\.fmv_usd/);
  assert.match(mustSucceed(await importJson('import-nfts', { nfts })), /imported 50000 gems into 2 pools/);
  await checkOrder(collection, 'COMMON', [45000]);
  await checkOrder(collection, 'RARE', [5000]);
  const [free] = await sql('SELECT count(*)::integer AS count FROM pool_free JOIN nft ON nft.id = nft_id JOIN collection ON collection.id = collection_id WHERE collection.name = $1', [collection]);
  assert.equal(free.count, 50000);
  mustSucceed(await importJson('import-packs', packFile([{ collection, rarity: 'COMMON', drop_rate: '50.00' }, { collection, rarity: 'RARE', drop_rate: '50.00' }], { name: `Many ${collection}` })));
  const [pack] = await sql('SELECT id FROM pack WHERE name = $1', [`Many ${collection}`]);
  await assertProven((await mustBuy(await newUser({ credit: 100 }), pack, { quantity: 5 })).id);
  const started = Date.now();
  const said = await mustRefuse('import-nfts', { nfts });
  assert.equal(said.match(/certificate_number/g).length, 50000, 'every one of them is in the catalogue already');
  assert.ok(Date.now() - started < 30000, 'naming them took longer than half a minute');
  await assertBooksAgree();
});

const diamonds = path.join(root, '../shared/data/diamonds.csv');

test('the whole public table of diamonds imports', { skip: existsSync(diamonds) ? false : 'the table is not here' }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gem-test-'));
  const file = path.join(folder, 'diamonds.json');
  const collection = `Diamonds ${randomUUID()}`;
  try {
    execFileSync(process.execPath, [path.join(root, 'tests/import/diamonds.mjs'), '--collection', collection, diamonds, file]);
    const { nfts } = JSON.parse(readFileSync(file, 'utf8'));
    const prefix = `T${Date.now()}`; // the table may have been imported before
    const result = await importJson('import-nfts', { nfts: nfts.map((one) => ({ ...one, certificate_number: prefix + one.certificate_number })) });
    const rows = readFileSync(diamonds, 'utf8').trim().split('\n').length - 1;
    assert.match(mustSucceed(result), new RegExp(`imported ${rows} gems into 5 pools`));
    const [sums] = await sql(`SELECT count(*)::integer AS count, sum(carat)::text AS carat, sum(fmv)::text AS fmv, count(length_mm)::integer AS lengths
                              FROM nft JOIN collection ON collection.id = collection_id WHERE collection.name = $1`, [collection]);
    const table = readFileSync(diamonds, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    const cents = table.reduce((sum, cells) => sum + Math.round(Number(cells[0]) * 100), 0);
    assert.deepEqual(sums, {
      count: rows, carat: (cents / 100).toFixed(2), fmv: `${table.reduce((sum, cells) => sum + Number(cells[6]), 0)}.000000`, lengths: table.filter((cells) => Number(cells[7]) > 0).length,
    });
    await checkOrder(collection, 'LEGENDARY', [(await sql('SELECT count(*)::integer AS count FROM nft JOIN collection ON collection.id = collection_id WHERE collection.name = $1 AND rarity = $2', [collection, 'LEGENDARY']))[0].count]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await assertBooksAgree();
});
