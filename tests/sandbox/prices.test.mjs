// What coins are worth, as CoinGecko and Pyth tell it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { createMarket } from './services/prices/market.mjs';
import { newFolder, startSandbox } from './testing/start_sandbox.mjs';

const sandbox = await startSandbox({ smtp: false });
after(() => sandbox.stop());

const SOL = 'ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d';
const ZETA = 'b70656181007f487e392bf0d92e55358e9f0da5da6531c7c4ce7828aa11277fe';
const SIMPLE = '/coingecko/api/v3/simple/price';
const LATEST = '/pyth/v2/updates/price/latest';
const SIMPLE_BOTH = `${SIMPLE}?ids=solana,zetachain&vs_currencies=usd&include_last_updated_at=true&precision=full`;
const LATEST_BOTH = `${LATEST}?ids[]=${SOL}&ids[]=0x${ZETA.toUpperCase()}&parsed=true`;

const setPrices = (prices, at = sandbox) => at.request('/control/prices', { method: 'PUT', body: JSON.stringify(prices) });
const pythPrices = async () => (await sandbox.getJson(LATEST_BOTH)).parsed.map(({ price }) => price);
const seconds = () => Math.floor(Date.now() / 1000);
const violations = async () => (await sandbox.getJson('/control/violations')).flatMap((row) => row.problems.map((problem) => problem.field));

// A time of the service, against the seconds before and after it was asked.
async function assertDated(ask, age) {
  const before = seconds();
  const published = await ask();
  assert.ok(published >= before - age && published <= seconds() - age, `${published - before}`);
}
const lastUpdated = async (coin = 'solana') => (await sandbox.getJson(SIMPLE_BOTH))[coin].last_updated_at;
const published = async () => (await pythPrices())[0].publish_time;

beforeEach(async () => {
  await setPrices({});
  for (const name of ['coingecko', 'pyth']) await sandbox.setFault(name, { mode: 'none' });
  await sandbox.request('/control/violations', { method: 'DELETE' });
});

describe('CoinGecko', () => {
  test('gives prices with the digits they were set with', async () => {
    assert.match(await sandbox.getText(SIMPLE_BOTH), /^\{"solana":\{"usd":142\.135000,"last_updated_at":\d+\},"zetachain":\{"usd":0\.82,"last_updated_at":\d+\}\}$/);
    await setPrices({ SOL: { usd: '0.100000000000000001' } });
    assert.equal(await sandbox.getText(`${SIMPLE}?ids=solana&vs_currencies=usd&precision=full`), '{"solana":{"usd":0.100000000000000001}}');
    await assertDated(lastUpdated, 0);
    assert.deepEqual(await violations(), []);
  });

  test('leaves out what it does not know', async () => {
    assert.equal(await sandbox.getText(`${SIMPLE}?ids=dogwifhat,zetachain&vs_currencies=eur&precision=full`), '{"zetachain":{}}');
  });

  test('takes one key of either kind', async () => {
    const ask = async (headers) => (await sandbox.request(SIMPLE_BOTH, { headers })).status;
    assert.equal(await ask({ 'x-cg-demo-api-key': 'CG-1' }), 200);
    assert.equal(await ask({ 'x-cg-pro-api-key': 'CG-1' }), 200);
    assert.equal(await ask({ 'x-cg-demo-api-key': 'CG-1', 'x-cg-pro-api-key': 'CG-1' }), 400);
    assert.equal(await ask({ 'x-cg-pro-api-key': '' }), 400);
    assert.deepEqual(await violations(), ['x-cg-demo-api-key', 'x-cg-pro-api-key']);
  });

  test('answers a ping', async () => assert.equal(typeof (await sandbox.getJson('/coingecko/api/v3/ping')).gecko_says, 'string'));
});

describe('Pyth', () => {
  test('gives whole numbers with an exponent, in the order that was asked for', async () => {
    const { binary, parsed } = await sandbox.getJson(LATEST_BOTH);
    assert.equal(binary.encoding, 'hex');
    assert.deepEqual(parsed.map(({ id, price: { price, conf, expo } }) => ({ id, price, conf, expo })), [
      { id: SOL, price: '14213500000', conf: '7106750', expo: -8 },
      { id: ZETA, price: '82000000', conf: '41000', expo: -8 },
    ]);
    await assertDated(published, 0);
    assert.deepEqual(await violations(), []);
  });

  test('rounds down what is finer than it can say', async () => {
    await setPrices({ SOL: { usd: '1.999999999' }, ZETA: { usd: '3' } });
    assert.deepEqual((await pythPrices()).map(({ price }) => price), ['199999999', '300000000']);
  });

  test('does not know an id', async () => {
    const answer = await sandbox.request(`${LATEST}?ids[]=${SOL}&ids[]=${'0'.repeat(64)}`);
    assert.deepEqual([answer.status, await answer.text()], [404, `Price ids not found: 0x${'0'.repeat(64)}`]);
  });
});

describe('a source of its own mind', () => {
  test('has another price, an age, and little confidence', async () => {
    await setPrices({ SOL: { usd: '150', coingecko: { usd: '151.5', age_seconds: 600 }, pyth: { conf_percent: 2.5 } } });
    assert.match(await sandbox.getText(SIMPLE_BOTH), /^\{"solana":\{"usd":151\.5,/);
    await assertDated(lastUpdated, 600);
    await assertDated(() => lastUpdated('zetachain'), 0);
    const [{ price, conf }] = await pythPrices();
    assert.deepEqual([price, conf], ['15000000000', '375000000']);
  });

  test('stands still while it is frozen', () => {
    const clock = { time: 1_768_471_200_000, now: () => clock.time };
    const market = createMarket(clock);
    const times = () => ['coingecko', 'pyth'].map((source) => market.quote(source, 'SOL').published_at - 1_768_471_200);
    market.set({ SOL: { pyth: { frozen: true } } });
    clock.time += 60_000;
    assert.deepEqual(times(), [60, 0]);
    market.set({ SOL: { usd: '9', pyth: { frozen: true, age_seconds: 5 } } });
    assert.deepEqual(times(), [60, -5]);
    market.set({ SOL: { pyth: { frozen: false } } });
    assert.deepEqual(times(), [60, 60]);
  });
});

describe('control', () => {
  test('shows what is set, and as usual what is left out', async () => {
    const usual = { SOL: { usd: '142.135000' }, ZETA: { usd: '0.82' } };
    assert.deepEqual(await sandbox.getJson('/control/prices'), usual);
    const set = await setPrices({ ZETA: { pyth: { frozen: true } } });
    assert.deepEqual(await set.json(), { ...usual, ZETA: { usd: '0.82', pyth: { frozen: true } } });
    await setPrices({});
    assert.deepEqual(await sandbox.getJson('/control/prices'), usual);
  });

  const wrong = [
    ['a number', { SOL: { usd: 142 } }], ['an exponent', { SOL: { usd: '1e3' } }], ['a sign', { SOL: { usd: '-1' } }], ['a zero in front', { SOL: { usd: '01' } }],
    ['an unknown coin', { DOGE: { usd: '1' } }], ['an unknown source', { SOL: { kraken: {} } }], ['confidence at CoinGecko', { SOL: { coingecko: { conf_percent: 1 } } }],
  ];
  for (const [name, prices] of wrong) {
    test(`refuses ${name}`, async () => {
      assert.equal((await setPrices(prices)).status, 400);
      assert.equal((await sandbox.getJson('/control/prices')).SOL.usd, '142.135000');
    });
  }
});

// The plain checks must do without contracts.
const folders = { 'with the contracts there are': undefined, 'without contracts': newFolder() };
for (const [name, contracts] of Object.entries(folders)) {
  describe(`a violation, ${name}`, async () => {
    const other = await startSandbox({ smtp: false, contracts });
    after(() => other.stop());

    const wrong = [
      { name: 'no ids', place: `${SIMPLE}?vs_currencies=usd&precision=full`, field: 'ids', status: 400 },
      { name: 'rounding', place: `${SIMPLE}?ids=solana&vs_currencies=usd&precision=2`, field: 'precision', status: 400 },
      { name: 'what is neither true nor false', place: `${SIMPLE_BOTH.replace('true', '1')}`, field: 'include_last_updated_at', status: 400 },
      { name: 'a key in the address', place: `${SIMPLE_BOTH}&x_cg_demo_api_key=CG-1`, field: 'x_cg_demo_api_key', status: 400 },
      { name: 'another page', place: '/coingecko/api/v3/coins/list', field: null, status: 404 },
      { name: 'a POST', place: SIMPLE_BOTH, method: 'POST', field: null, status: 405 },
      { name: 'half an id', place: `${LATEST}?ids[]=${SOL.slice(1)}`, field: 'ids[].0', status: 400 },
      { name: 'an id without brackets', place: `${LATEST}?ids=${SOL}`, field: 'ids', status: 400 },
    ];
    for (const { name: what, place, method = 'GET', field, status } of wrong) {
      test(what, async () => {
        await other.request('/control/violations', { method: 'DELETE' });
        assert.equal((await other.request(place, { method })).status, status);
        const [{ service, path: recorded, problems }] = await other.getJson('/control/violations');
        assert.deepEqual([service, recorded], ['prices', place.replace(/\?.*/, '')]);
        assert.ok(problems.some((problem) => problem.field === field), JSON.stringify(problems));
      });
    }
  });
}

describe('faults', () => {
  test('of one source are not those of the other', async () => {
    await sandbox.setFault('pyth', { mode: 'down' });
    await assert.rejects(sandbox.request(LATEST_BOTH));
    assert.equal((await sandbox.request(SIMPLE_BOTH)).status, 200);
  });

  test('are refused in the form of the source', async () => {
    for (const [mode, status] of [['rate_limited', 429], ['error', 500]]) {
      for (const name of ['coingecko', 'pyth']) await sandbox.setFault(name, { mode, count: 1 });
      const gecko = await sandbox.request(SIMPLE_BOTH);
      assert.deepEqual([gecko.status, (await gecko.json()).status.error_code], [status, status]);
      const pyth = await sandbox.request(LATEST_BOTH);
      assert.deepEqual([pyth.status, pyth.headers.get('content-type')], [status, 'text/plain; charset=utf-8']);
    }
  });

  test('who only reads cannot lose anything', async () => assert.equal((await sandbox.setFault('pyth', { mode: 'lost' })).status, 400));
});

test('prices are dated by the platform\'s clock', async () => {
  const file = path.join(newFolder(), 'clock');
  const shift = Buffer.alloc(8);
  shift.writeBigInt64LE(1_000_000_000n * 3600n);
  fs.writeFileSync(file, shift);
  const later = await startSandbox({ smtp: false, more_words: ['--clock-file', file] });
  const { solana } = await later.getJson(SIMPLE_BOTH);
  await later.stop();
  assert.ok(solana.last_updated_at >= seconds() + 3_599_000, `${solana.last_updated_at}`);
});
