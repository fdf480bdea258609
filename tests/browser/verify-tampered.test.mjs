// The verify page with proofs falsified on their way from the server, and with hostile ones.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertQuiet, openPage } from './support/pages.mjs';
import { drawOnce } from './support/draw.mjs';

const OTHER_DIGIT = (digit) => (digit === '7' ? '8' : '7');

// What to change, and the check that must find it, given the true proof and the falsified one.
const FALSIFIED = [
  ['one byte of the seed', (proof) => { proof.server_seed = proof.server_seed.replace(/^./, OTHER_DIGIT); },
    () => 'The revealed seed is not the one committed to'],
  ['one rate', (proof) => { proof.rows[0].drop_rate = '60.01'; }, () => 'The drop rates are not those of the published version'],
  ['one rate, seen in the sum', (proof) => { proof.rows[0].drop_rate = '60.01'; }, () => 'The drop rates do not add up to 100.00\u00a0%'],
  ['the drawn row', (proof) => { proof.units[0].row = (proof.units[0].row + 1) % proof.rows.length; },
    (true_, proof) => new RegExp(`^\\d+ lies in row ${true_.units[0].row}, not in row ${proof.units[0].row} as the proof says$`)],
  ['the position, outside of the pool', (proof) => { proof.units[0].position = proof.units[0].pool_size; },
    (true_) => `Position ${true_.units[0].pool_size} is outside of the pool of ${true_.units[0].pool_size}`],
  ['the position where the search starts', (proof) => { proof.units[1].start_position += 1; },
    (true_) => `The search for a gem must start at position ${true_.units[1].start_position}, not ${true_.units[1].start_position + 1}`],
  ['the same gem twice', (proof) => { proof.units[1].nft_id = proof.units[0].nft_id; }, () => 'A gem was handed out twice'],
  ['the client seed', (proof) => { proof.client_seed += 'x'; }, () => /^\d+ lies in row|must start at position|is not the one/],
];

let draw;
before(async () => {
  draw = await drawOnce();
});

/** Answers the page's own request for the proof with a changed copy. */
async function serveChanged(page, proof) {
  await page.route('**/api/packs/openings/*/proof', (route) =>
    route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(proof) }));
}

const isRed = (color) => {
  const [red, green, blue] = color.match(/[\d.]+/g).map(Number);
  return red > green && red > blue;
};

async function failuresOf(page) {
  return page.evaluate(() => [...document.querySelectorAll('.check.fail')].map((check) => ({
    title: check.querySelector('.check-title').lastChild.textContent,
    spoken: check.querySelector('.visually-hidden').textContent,
    colors: [getComputedStyle(check.querySelector('.mark')).backgroundColor, getComputedStyle(check.querySelector('.check-title')).color],
  })));
}

for (const scheme of ['light', 'dark']) {
  for (const [name, falsify, finding] of FALSIFIED) {
    test(`a falsified proof does not hold, ${scheme}: ${name}`, async (t) => {
      const proof = structuredClone(draw.proof);
      falsify(proof);
      const wanted = finding(draw.proof, proof);
      const matches = (text) => (typeof wanted === 'string' ? text === wanted : wanted.test(text));
      const page = await openPage(t, { scheme });
      await serveChanged(page, proof);
      await page.goto(`/verify?opening=${draw.opening.id}`);
      assert.equal(await page.locator('.verdict.fail #verdict-title').textContent(), 'This proof does not hold');
      const named = await page.locator('.verdict li').allTextContents();
      assert.ok(named.some((text) => matches(text.replace(/^Gem \d+: /, ''))), `${wanted} is not among ${named.join(' | ')}`);
      const failures = await failuresOf(page);
      const failure = failures.find(({ title }) => matches(title));
      assert.ok(failure, `${wanted} is not among the checks ${failures.map(({ title }) => title).join(' | ')}`);
      assert.equal(failure.spoken, 'Failed: ');
      assert.ok(failure.colors.every(isRed), failure.colors.join());
      assert.match(await page.locator('#status').textContent(), /^This proof does not hold\. /);
      assertQuiet(page);
    });
  }
}

test('the proof of another opening is not taken for this one', async (t) => {
  const page = await openPage(t);
  await serveChanged(page, { ...draw.proof, opening_id: '0199f3c0-24c5-7bf0-886b-84a7e40441c6' });
  await page.goto(`/verify?opening=${draw.opening.id}`);
  await page.getByText('The server answered with the proof of another opening.').waitFor();
  assert.equal(await page.locator('#result').isVisible(), false);
});

test('a seed that is not revealed yet is said to be so', async (t) => {
  const page = await openPage(t);
  await serveChanged(page, { ...draw.proof, server_seed: null });
  await page.goto(`/verify?opening=${draw.opening.id}`);
  await page.getByText('The server seed has not been revealed yet.').first().waitFor();
});

test('markup in a proof is shown as text and does nothing', async (t) => {
  const script = '<script>document.title = "hacked"</script>';
  const image = '<img src="/none" onerror="document.title = \'hacked\'">';
  const proof = structuredClone(draw.proof);
  proof.opening_id = script;
  proof.version = image;
  proof.units[0].nft_id = `${script}${image}`;
  proof.rows[0].collection_id = image;
  const page = await openPage(t);
  await page.goto('/verify');
  const title = await page.title();
  const elements = await page.locator('script, img, iframe').count();
  await page.click('#saved > summary');
  await page.fill('#proof', JSON.stringify(proof));
  await page.click('#check-proof');
  await page.locator('#verdict-title').waitFor();
  assert.equal(await page.getByText(script, { exact: true }).first().isVisible(), true);
  assert.equal(await page.getByText(image, { exact: true }).first().isVisible(), true);
  assert.equal(await page.locator('script, img, iframe').count(), elements);
  assert.equal(await page.title(), title);
  for (const hostile of [{ ...draw.proof, client_seed: script }, { ...draw.proof, nonce: image }, { [script]: script }, [script], script]) {
    await page.fill('#proof', JSON.stringify(hostile));
    await page.click('#check-proof');
    assert.equal(await page.locator('#verdict-title').textContent(), 'This proof cannot be checked');
  }
  assert.equal(await page.locator('script, img, iframe').count(), elements);
  assert.equal(await page.title(), title);
  assertQuiet(page);
});
