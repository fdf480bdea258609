// The verify page with a draw that really happened.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertNoSideways, assertQuiet, DESKTOP, focusIsVisible, openPage, PHONE, tabTo } from './support/pages.mjs';
import { drawOnce } from './support/draw.mjs';

let draw;
before(async () => {
  draw = await drawOnce();
});

/** Checks by how they ended: {pass: [titles], fail: [], open: []} */
const checksOf = (page) => page.evaluate(() => Object.fromEntries(['pass', 'fail', 'open'].map((state) =>
  [state, [...document.querySelectorAll(`.check.${state} .check-title`)].map((title) => title.textContent)])));

const verdict = (page) => page.locator('#verdict-title').textContent();

const NOT_COMPARED = 'Not checked: Not compared with a commitment you noted before buying';
const isGreen = (color) => {
  const [red, green, blue] = color.match(/[\d.]+/g).map(Number);
  return green > red && green > blue;
};

test('an opening in the address is checked at once: every check passes, one waits for the commitment', async (t) => {
  const page = await openPage(t);
  await page.goto(`/verify?opening=${draw.opening.id}`);
  assert.equal(await verdict(page), 'Everything adds up');
  const checks = await checksOf(page);
  assert.deepEqual([checks.fail, checks.open], [[], [NOT_COMPARED]]);
  assert.equal(checks.pass.length, 4 + draw.opening.items.length * 5);
  const colors = await page.evaluate(() => [...document.querySelectorAll('.verdict.pass .mark, .check.pass .mark')]
    .map((mark) => getComputedStyle(mark).backgroundColor));
  assert.equal(colors.length, checks.pass.length + 1);
  assert.ok(colors.every(isGreen), colors.join());
  const shown = await page.locator('#result').textContent();
  for (const { nft_id } of draw.opening.items) assert.ok(shown.includes(nft_id), nft_id);
  assert.ok(shown.includes(draw.proof.client_seed));
  assertQuiet(page);
});

test('with the commitment noted before buying it is verified, and every check passes', async (t) => {
  const page = await openPage(t);
  await page.goto('/verify');
  await page.fill('#opening', `  ${draw.opening.id.toUpperCase()} `);
  await page.fill('#noted', draw.commitment.toUpperCase());
  await page.click('button.primary');
  assert.equal(await verdict(page), 'Verified');
  const checks = await checksOf(page);
  assert.deepEqual([checks.fail, checks.open], [[], []]);
  assert.ok(checks.pass.includes('Passed: The commitment is the one you noted before buying'));
  assert.equal(new URL(page.url()).search, `?opening=${draw.opening.id}`);
  assertQuiet(page);
});

test('another commitment than the one noted is named in the verdict', async (t) => {
  const page = await openPage(t);
  await page.goto(`/verify?opening=${draw.opening.id}`);
  await page.locator('#verdict-title').waitFor();
  await page.fill('#noted', draw.commitment.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
  await page.press('#noted', 'Tab');
  await page.locator('.verdict.fail').waitFor();
  assert.deepEqual((await checksOf(page)).fail, ['Failed: The commitment is not the one you noted before buying']);
  await page.fill('#noted', draw.commitment);
  await page.press('#noted', 'Tab');
  await page.locator('.verdict.pass').waitFor();
  assert.equal(await verdict(page), 'Verified');
  assertQuiet(page);
});

test('a pasted proof and a chosen file give the same verdict as the server\'s answer', async (t) => {
  const page = await openPage(t);
  await page.goto('/verify');
  await page.click('#saved > summary');
  await page.fill('#proof', JSON.stringify(draw.proof));
  await page.click('#check-proof');
  assert.equal(await verdict(page), 'Everything adds up');
  const pasted = await checksOf(page);
  await page.reload();
  await page.setInputFiles('#file', { name: 'proof.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(draw.proof)) });
  assert.equal(await verdict(page), 'Everything adds up');
  assert.deepEqual(await checksOf(page), pasted);
  assertQuiet(page);
});

test('what is no proof is refused in words, beside the field', async (t) => {
  const page = await openPage(t);
  await page.goto('/verify');
  const error = page.locator('#form-error');
  for (const [wrong, words] of [['', /looks like/], ['no-id', /looks like/], ['<script>', /looks like/]]) {
    await page.fill('#opening', wrong);
    await page.click('button.primary');
    assert.match(await error.textContent(), words);
    assert.equal(await page.getAttribute('#opening', 'aria-invalid'), 'true');
  }
  assertQuiet(page);
  await page.fill('#opening', '0199f3c0-24c5-7bf0-886b-84a7e40441c6');
  await page.click('button.primary');
  await page.getByText('There is no opening with this id.').waitFor();
  await page.click('#saved > summary');
  for (const [wrong, words] of [['', /Paste a proof first/], ['{', /not valid JSON/], [`"${'x'.repeat(1 << 20)}"`, /too large/]]) {
    await page.fill('#proof', wrong);
    await page.click('#check-proof');
    assert.match(await error.textContent(), words);
    assert.equal(await page.locator('#result').isVisible(), false);
  }
  await page.fill('#proof', '{"units": []}');
  await page.click('#check-proof');
  assert.equal(await verdict(page), 'This proof cannot be checked');
});

test('the keyboard alone is enough', async (t) => {
  const page = await openPage(t);
  await page.goto('/verify');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().left >= 0), 'the skip link shows itself');
  await tabTo(page, '#opening');
  assert.ok(await focusIsVisible(page));
  await page.keyboard.type(draw.opening.id);
  await page.keyboard.press('Enter');
  await page.locator('#verdict-title').waitFor();
  await page.waitForFunction(() => document.activeElement.id === 'verdict-title');
  await tabTo(page, '.check .numbers > summary');
  assert.ok(await focusIsVisible(page));
  await page.keyboard.press('Space');
  await page.getByText('SHA-256 of the revealed seed').waitFor();
  await page.reload();
  await tabTo(page, '#saved > summary');
  await page.keyboard.press('Enter');
  await tabTo(page, '#choose');
  assert.ok(await focusIsVisible(page));
  await tabTo(page, '#proof');
  await page.keyboard.insertText(JSON.stringify(draw.proof));
  await tabTo(page, '#check-proof');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.activeElement.id === 'verdict-title');
  await tabTo(page, '.by-hand > summary', 80);
  await page.keyboard.press('Enter');
  await tabTo(page, '.by-hand button');
  await tabTo(page, '.actions button');
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  assert.equal((await download).suggestedFilename(), `gem-proof-${draw.opening.id}.json`);
  assertQuiet(page);
});

test('the commands to recompute by hand are copied', async (t) => {
  const page = await openPage(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(`/verify?opening=${draw.opening.id}`);
  await page.click('.by-hand > summary');
  await page.click('.by-hand button');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.locator('.by-hand pre').textContent());
  assert.ok(copied.includes(draw.proof.server_seed));
  assertQuiet(page);
});

for (const [name, options] of Object.entries({
  'light, wide': { size: DESKTOP }, 'dark, wide': { size: DESKTOP, scheme: 'dark' },
  'light, phone': { size: PHONE }, 'dark, phone': { size: PHONE, scheme: 'dark' },
})) {
  test(`nothing sticks out and nothing complains: ${name}`, async (t) => {
    const page = await openPage(t, options);
    await page.goto('/verify');
    await assertNoSideways(page);
    await page.goto(`/verify?opening=${draw.opening.id}`);
    await page.locator('#verdict-title').waitFor();
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
    await assertNoSideways(page);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [brightness] = background.match(/\d+/g).map(Number);
    assert.equal(brightness < 128, options.scheme === 'dark', background);
    assertQuiet(page);
  });
}
