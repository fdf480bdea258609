// The landing page, and the mailbox it leads to.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { expectStatus } from '../integration/support/client.mjs';
import { sandboxUrl, url } from '../integration/support/server.mjs';
import { mailedCode } from '../integration/support/users.mjs';
import { assertNoSideways, assertQuiet, openPage, PHONE, tabTo } from './support/pages.mjs';

test('every link leads somewhere', async (t) => {
  const page = await openPage(t);
  const answer = await page.goto('/');
  assert.equal(answer.status(), 200);
  assert.doesNotMatch(await answer.text(), /<!--#/, 'server-side includes are resolved');
  const links = await page.evaluate(() => [...document.querySelectorAll('a[href], link[href]')].map(({ href }) => href));
  assert.ok(links.includes(`${sandboxUrl}/mailbox`), links.join());
  for (const link of new Set(links)) {
    const { status } = await fetch(link);
    assert.equal(status, 200, link);
    const { hash } = new URL(link);
    if (hash) assert.equal(await page.locator(hash).count(), 1, link);
  }
  assertQuiet(page);
});

for (const [name, heading, address] of [
  ['Check a draw', 'Check a draw', `${url}/verify`], ['Use the API', 'API reference', `${url}/docs`],
  ['Open the mailbox', 'Mailbox', `${sandboxUrl}/mailbox`],
]) {
  test(`"${name}" opens its page`, async (t) => {
    const page = await openPage(t);
    await page.goto('/');
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    assert.equal(page.url(), address);
    assertQuiet(page);
  });
}

test('the keyboard alone opens a page, and the skip link skips', async (t) => {
  const page = await openPage(t);
  await page.goto('/');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(new URL(page.url()).hash, '#main');
  await tabTo(page, 'a[href="/verify"]');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/verify');
  assertQuiet(page);
});

test('pages send what guards them, and no version of the server', async () => {
  for (const path of ['/', '/verify', '/docs', '/verify.js', '/icon.svg']) {
    const { status, headers } = await fetch(url + path);
    assert.equal(status, 200, path);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
    assert.equal(headers.get('cache-control'), 'no-cache', path);
    assert.doesNotMatch(headers.get('server') ?? '', /\d/, path);
  }
});

for (const [name, options] of Object.entries({ wide: {}, phone: { size: PHONE } })) {
  test(`a mailed code appears in the open mailbox and is copied, ${name}`, async (t) => {
    const email = `mailbox-${randomUUID()}@test.example`;
    const page = await openPage(t, { permissions: ['clipboard-read', 'clipboard-write'], ...options });
    await page.goto(`${sandboxUrl}/mailbox?to=${encodeURIComponent(email)}`);
    assert.equal(await page.locator('.code').count(), 0);
    await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
    const code = await mailedCode(email);
    await page.locator('.code', { hasText: code }).waitFor();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, code);
    await assertNoSideways(page);
    const { user } = await expectStatus(200, 'POST', '/api/auth/email-verify', { body: { email, code: copied } });
    assert.equal(user.email, email);
    await page.locator('#mails h2 a').click();
    await page.locator('.code', { hasText: code }).waitFor();
    await assertNoSideways(page);
    assertQuiet(page);
  });
}
