// The drop table of the console: sliders that always add up to 100.00 %, live figures, and the same work without scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newAdmin } from '../integration/support/admin.mjs';
import { newPack, stone } from '../integration/support/catalogue.mjs';
import { expectStatus } from '../integration/support/client.mjs';
import { sql, url } from '../integration/support/server.mjs';
import { rebalance, textOf, unitsOf, WHOLE } from '../../static/admin-rates.js';
import { assertAccessible } from './support/accessibility.mjs';
import { assertNoSideways, assertQuiet, DESKTOP, openPage, PHONE } from './support/pages.mjs';

const admin = await newAdmin('catalogue');

async function open(t, path, options) {
  const page = await openPage(t, options);
  await page.context().addCookies([{ name: 'gem-admin', value: admin.token, url, httpOnly: true, sameSite: 'Strict' }]);
  await page.goto(path);
  return page;
}

const newOdds = () => newPack({ stones: { COMMON: 20, RARE: 5, EPIC: 2 }, odds: { COMMON: '70.00', RARE: '25.00', EPIC: '5.00' }, fmv: { COMMON: '5.000000', RARE: '40.000000', EPIC: '100.000000' } });
const rowsOf = async (pack) => (await expectStatus(200, 'GET', `/api/admin/packs/${pack.id}`, { token: admin.token })).rows.map(({ rarity, drop_rate }) => [rarity, drop_rate]);

test('rates are read and written in hundredths', () => {
  for (const [text, units] of [['12.34', 1234], ['12', 1200], ['12.3', 1230], ['0.01', 1], ['100', WHOLE], ['100.00', WHOLE], ['999', WHOLE], ['', 0], ['x', 0], ['-1', 0], ['1.234', 0], ['12,5', 1250]])
    assert.equal(unitsOf(text), units, text);
  for (const [units, text] of [[0, '0.00'], [1, '0.01'], [1234, '12.34'], [WHOLE, '100.00']]) assert.equal(textOf(units), text);
});

test('E4: however rows are moved and locked, they add up to exactly 100.00 and none falls below 0.01', () => {
  let seed = 1;
  const random = (bound) => { seed = (seed * 48271) % 2147483647; return seed % bound; };
  for (let round = 0; round < 5000; round += 1) {
    const count = 1 + random(12);
    let rows = Array.from({ length: count }, (_, index) => ({ units: index === 0 ? WHOLE - (count - 1) : 1, locked: false }));
    for (let step = 0; step < 5; step += 1) {
      const moved = random(count);
      const before = rows;
      const rates = rebalance(rows, moved, random(WHOLE + 200) - 100);
      rows = rates.map((units) => ({ units, locked: random(4) === 0 }));
      const said = JSON.stringify({ before, moved, rates });
      assert.equal(rates.reduce((sum, units) => sum + units, 0), WHOLE, said);
      assert.ok(rates.every((units) => Number.isInteger(units) && units >= 1), said);
      before.forEach((row, index) => { if (row.locked && index !== moved) assert.equal(rates[index], row.units, said); });
    }
  }
  assert.deepEqual(rebalance([{ units: 6000 }, { units: 3000 }, { units: 1000 }], 0, 2000), [2000, 6000, 2000]);
  assert.deepEqual(rebalance([{ units: 6000 }, { units: 3000, locked: true }, { units: 1000 }], 0, 9999), [6999, 3000, 1]);
});

test('D3: a slider moves the others, the figures follow, and what is published adds up', async (t) => {
  const pack = await newOdds();
  const page = await open(t, `/admin/packs/${pack.id}`, { size: DESKTOP });
  const live = (name) => page.locator(`[data-live="${name}"]`).innerText();
  assert.deepEqual([await live('sum'), await live('value'), await live('return')], ['100.00 %', '$18.50', '157.25 %']);
  const rates = () => page.locator('.odds-row:visible .odds-input input').evaluateAll((inputs) => inputs.map((input) => input.value));
  await page.locator('.odds-row').nth(2).getByLabel('Lock').check();
  await page.locator('.odds-row').nth(1).locator('[type="range"]').fill('1500');
  assert.deepEqual(await rates(), ['80.00', '15.00', '5.00']);
  assert.deepEqual([await live('sum'), await live('value')], ['100.00 %', '$15.00']);
  await page.locator('.odds-row').nth(1).locator('[type="range"]').press('ArrowRight');
  assert.deepEqual(await rates(), ['79.99', '15.01', '5.00']);
  await page.getByLabel('Drop rate of row 1, percent').fill('50');
  await page.getByLabel('Drop rate of row 1, percent').press('Tab');
  assert.deepEqual(await rates(), ['50.00', '45.00', '5.00']);
  assert.equal(await page.locator('.odds-bar rect').count(), 3);
  await page.getByRole('button', { name: 'Remove row 2' }).click();
  assert.deepEqual(await rates(), ['95.00', '5.00']);
  await page.getByRole('button', { name: 'Publish as a new version' }).click();
  await page.getByText('Publish the odds as a new version: done.').waitFor();
  assert.deepEqual(await rowsOf(pack), [['COMMON', '95.00'], ['EPIC', '5.00']]);
  await page.getByRole('button', { name: 'Add a row' }).click();
  const [{ id: pool }] = await sql(`SELECT pool.id FROM pool JOIN collection ON collection.id = collection_id WHERE collection.name = $1 AND rarity = 'RARE'`, [pack.collection]);
  await page.locator('.odds-row:visible select').nth(2).selectOption(pool);
  assert.equal((await rates()).reduce((sum, rate) => sum + unitsOf(rate), 0), WHOLE);
  assertQuiet(page);
});

test('D3: odds are tried out before they are published, on a phone in the dark too', async (t) => {
  const pack = await newOdds();
  const page = await open(t, `/admin/packs/${pack.id}`, { size: PHONE, scheme: 'dark' });
  await page.getByRole('button', { name: 'Try out with 100,000 draws' }).click();
  await page.getByRole('heading', { name: '100,000 draws' }).waitFor();
  await assertAccessible(page);
  await assertNoSideways(page);
  assert.equal((await rowsOf(pack))[0][1], '70.00', 'nothing is published by it');
  assertQuiet(page);
});

test('D3: the same without scripts: number fields, and the server says what is wrong', async (t) => {
  const pack = await newOdds();
  const page = await open(t, `/admin/packs/${pack.id}`, { javaScriptEnabled: false });
  await page.getByLabel('Drop rate of row 1, percent').fill('71');
  await page.getByRole('button', { name: 'Publish as a new version' }).click();
  await page.getByText('add up to 101.00, not 100.00').first().waitFor();
  assert.equal(await page.getByLabel('Drop rate of row 1, percent').inputValue(), '71', 'what was typed is kept');
  await page.getByLabel('Drop rate of row 2, percent').fill('24');
  await page.getByRole('button', { name: 'Publish as a new version' }).click();
  await page.getByText('Publish the odds as a new version: done.').waitFor();
  assert.deepEqual(await rowsOf(pack), [['COMMON', '71.00'], ['RARE', '24.00'], ['EPIC', '5.00']]);
});

for (const javaScriptEnabled of [true, false])
  test(`E55: a file is uploaded, looked through and imported ${javaScriptEnabled ? 'with' : 'without'} scripts`, async (t) => {
    const page = await open(t, '/admin/nfts/batches', { javaScriptEnabled });
    const send = async (...nfts) => {
      await page.getByLabel('File').setInputFiles({ name: 'gems.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ nfts })) });
      await page.getByRole('button', { name: 'Look through a file of gems' }).click();
    };
    await send(stone({ carat: '0.00' }), stone());
    await page.getByRole('heading', { name: 'What is wrong' }).waitFor();
    assert.deepEqual(await page.locator('tbody tr').first().locator('td, th').allInnerTexts(), ['1', 'carat', 'must be above zero']);
    await page.getByRole('link', { name: 'upload it again' }).click();
    const good = stone();
    await send(good);
    await page.getByRole('button', { name: 'Import 1 gems' }).click();
    await page.getByText('All 1 gems were imported').waitFor();
    assert.equal((await sql('SELECT FROM nft WHERE certificate_number = $1', [good.certificate_number])).length, 1);
    assertQuiet(page);
  });
