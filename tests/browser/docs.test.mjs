// The API reference: everything in the API document is on it, can be found, and can be pointed to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { document as api } from '../integration/support/client.mjs';
import { assertNoSideways, assertQuiet, focusIsVisible, openPage, PHONE, tabTo } from './support/pages.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const operations = Object.entries(api.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({ method, path, ...item[method] })));

async function openDocs(t, { anchor = '', ...options } = {}) {
  const page = await openPage(t, options);
  await page.goto(`/docs${anchor}`);
  await page.locator('.operation').first().waitFor({ state: 'attached' });
  return page;
}

const shownOperations = (page) => page.evaluate(() => [...document.querySelectorAll('.operation')]
  .filter((node) => node.checkVisibility()).map((node) => node.id));

test('every operation is listed with its method, its path and its summary', async (t) => {
  const page = await openDocs(t);
  const shown = await page.evaluate(() => [...document.querySelectorAll('.operation')].map((node) => [
    node.id, node.querySelector('.method').textContent, node.querySelector('.path').textContent,
    node.querySelector('.operation-summary').firstChild.textContent]));
  const wanted = operations.map(({ operationId, method, path, summary }) => [`op-${operationId}`, method.toUpperCase(), path, summary]);
  assert.deepEqual(shown.sort(), wanted.sort());
  assert.equal(await page.locator('#docs-count').textContent(), `${operations.length} operations.`);
  assertQuiet(page);
});

test('every operation opens, with an example and every answer it can give', async (t) => {
  const page = await openDocs(t);
  await page.evaluate(() => document.querySelectorAll('.operation > details').forEach((details) => { details.open = true; }));
  await page.waitForFunction((count) => document.querySelectorAll('.operation-body .copy').length >= count, operations.length);
  const bodies = Object.fromEntries(await page.evaluate(() => [...document.querySelectorAll('.operation')]
    .map((node) => [node.id, node.querySelector('.operation-body').textContent])));
  for (const { operationId, method, path, responses, parameters = [] } of operations) {
    const text = bodies[`op-${operationId}`];
    assert.match(text, method === 'get' ? /curl '/ : new RegExp(`curl -X ${method.toUpperCase()} '`), operationId);
    assert.doesNotMatch(text, /\bundefined\b|\bNaN\b|\[object Object\]/, operationId);
    for (const status of Object.keys(responses)) assert.ok(text.includes(status), `${operationId} ${status}`);
    for (const { name } of parameters.filter((parameter) => parameter.name)) assert.ok(text.includes(name), `${operationId} ${name}`);
    assert.ok(text.includes(path.split('{')[0]), operationId);
  }
  await assertNoSideways(page);
  assertQuiet(page);
});

test('search narrows by every word, and what fits nothing is said', async (t) => {
  const page = await openDocs(t);
  const search = page.locator('#docs-search');
  await search.fill('purchase');
  const found = operations.filter(({ method, path, summary, operationId, tags }) =>
    `${method} ${path} ${summary} ${operationId} ${tags.join(' ')}`.toLowerCase().includes('purchase'));
  assert.ok(found.length > 0 && found.length < operations.length);
  assert.deepEqual((await shownOperations(page)).sort(), found.map(({ operationId }) => `op-${operationId}`).sort());
  assert.equal(await page.locator('#docs-count').textContent(), `${found.length} of ${operations.length} operations.`);
  await search.fill('DELETE sessions');
  const ids = operations.filter(({ method, path }) => method === 'delete' && path.includes('sessions')).map(({ operationId }) => `op-${operationId}`);
  assert.deepEqual((await shownOperations(page)).sort(), ids.sort());
  await search.fill('no operation has these');
  assert.deepEqual(await shownOperations(page), []);
  assert.equal(await page.locator('#docs-none').isVisible(), true);
  await search.fill('');
  assert.equal((await shownOperations(page)).length, operations.length);
  assertQuiet(page);
});

for (const [name, options] of Object.entries({ wide: {}, phone: { size: PHONE } })) {
  test(`a problem document's address lands on its code, ${name}`, async (t) => {
    const page = await openDocs(t, { anchor: '#sold_out', ...options });
    const code = page.locator('#sold_out');
    await page.waitForFunction(() => document.activeElement.id === 'sold_out');
    assert.match(await code.textContent(), /^sold_out\s+409/);
    const top = await page.evaluate(() => document.getElementById('sold_out').getBoundingClientRect().top);
    assert.ok(top >= 0 && top < page.viewportSize().height - 40, `it is in sight, at ${top}`);
    const { textContent } = await page.evaluate(() => ({ textContent: document.elementFromPoint(
      innerWidth / 2, document.getElementById('sold_out').getBoundingClientRect().top + 16).closest('.code-row')?.textContent ?? '' }));
    assert.match(textContent, /^sold_out/, 'nothing lies over it');
    assertQuiet(page);
  });
}

test('every code that the API can give has its place on the page', async (t) => {
  const page = await openDocs(t);
  const places = await page.evaluate(() => [...document.querySelectorAll('.code-row')].map(({ id }) => id));
  const codes = (api['x-error-codes'] ?? []).map(({ code }) => code);
  assert.ok(codes.includes('sold_out'));
  assert.deepEqual(codes.filter((code) => !places.includes(code)), []);
  const dead = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')]
    .filter(({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1))) === null).map(({ hash }) => hash));
  assert.deepEqual(dead, [], 'links that lead nowhere');
  assertQuiet(page);
});

test('the keyboard alone finds, opens and copies', async (t) => {
  const page = await openDocs(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  await tabTo(page, '#docs-search');
  await page.keyboard.type('purchase');
  await tabTo(page, '.operation > details > summary');
  assert.ok(await focusIsVisible(page));
  await page.keyboard.press('Enter');
  await page.locator('.operation .copy').first().waitFor();
  await tabTo(page, '.operation .copy');
  assert.ok(await focusIsVisible(page));
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^curl -X POST '.*\/purchase'/);
  assertQuiet(page);
});

test('on a phone the contents open over the page and close again', async (t) => {
  const page = await openDocs(t, { size: PHONE });
  await assertNoSideways(page);
  const toggle = page.getByRole('button', { name: 'Contents' });
  await toggle.click();
  await page.locator('#docs-search').fill('vault');
  await assertNoSideways(page);
  await page.locator('#docs-list li:not([hidden]) a').first().click();
  assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
  assert.equal(await page.locator('#docs-contents').isVisible(), false);
  assert.equal(await page.locator('.operation.landed > details').getAttribute('open'), '');
  assertQuiet(page);
});

test('when the document cannot be had, the page says so and tries again', async (t) => {
  const page = await openPage(t);
  await page.route('**/api/openapi.json', (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto('/docs');
  await page.getByText('The server answered 503.').waitFor();
  await page.unroute('**/api/openapi.json');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.operation').first().waitFor();
  assert.equal(await page.locator('#docs-error').isVisible(), false);
});
