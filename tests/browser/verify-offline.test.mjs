// The saved copy of the verify page: one file, opened without the server and without a network.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertAccessible } from './support/accessibility.mjs';
import { assertNoSideways, assertQuiet, newPage, openPage, PHONE } from './support/pages.mjs';
import { drawOnce } from './support/draw.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gem-offline-'));
const saved = path.join(folder, 'gem-verify.html');
const savedProof = path.join(folder, 'proof.json');
let draw;

async function saveBy(page, selector, file) {
  const download = page.waitForEvent('download');
  await page.click(selector);
  await (await download).saveAs(file);
}

before(async () => {
  draw = await drawOnce();
  const page = await newPage();
  await page.goto(`/verify?opening=${draw.opening.id}`);
  await saveBy(page, '.actions button', savedProof);
  await saveBy(page, '#save', saved);
  assertQuiet(page);
  await page.context().close();
});
after(() => rmSync(folder, { recursive: true }));

async function openSaved(t, options) {
  const page = await openPage(t, { offline: true, ...options });
  page.requested = [];
  page.on('request', (request) => page.requested.push(request.url()));
  await page.goto(pathToFileURL(saved).href);
  return page;
}

test('it checks a saved proof from a file, with the commitment, and asks nobody', async (t) => {
  const page = await openSaved(t);
  assert.equal(await page.locator('#opening').isVisible(), false);
  assert.equal(await page.locator('#save').isVisible(), false);
  await page.setInputFiles('#file', savedProof);
  assert.equal(await page.locator('#verdict-title').textContent(), 'Everything adds up');
  await page.fill('#noted', draw.commitment);
  await page.press('#noted', 'Tab');
  await page.getByRole('heading', { name: 'Verified' }).waitFor();
  assert.deepEqual(page.requested, [pathToFileURL(saved).href]);
  assertQuiet(page);
});

test('it refuses a falsified proof that is pasted', async (t) => {
  const page = await openSaved(t);
  const proof = structuredClone(draw.proof);
  proof.server_seed = `${proof.server_seed.slice(0, -1)}${proof.server_seed.endsWith('0') ? '1' : '0'}`;
  await page.fill('#proof', JSON.stringify(proof));
  await page.click('#check-proof');
  assert.equal(await page.locator('#verdict-title').textContent(), 'This proof does not hold');
  assertQuiet(page);
});

for (const scheme of ['light', 'dark']) {
  test(`it looks and works as the page does, ${scheme}`, async (t) => {
    const page = await openSaved(t, { scheme, size: PHONE });
    await page.fill('#proof', JSON.stringify(draw.proof));
    await page.click('#check-proof');
    await page.locator('.verdict.pass').waitFor();
    const radius = await page.evaluate(() => getComputedStyle(document.querySelector('.verdict')).borderTopLeftRadius);
    assert.notEqual(radius, '0px', 'the style is in the file');
    await assertNoSideways(page);
    await assertAccessible(page);
    assertQuiet(page);
  });
}
