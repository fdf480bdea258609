// Every page in every state that matters, light and dark, wide and on a phone: WCAG 2.2 AA, nothing sideways, no complaints.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { beginTopUp } from '../integration/support/cards.mjs';
import { expectStatus } from '../integration/support/client.mjs';
import { mustBuy } from '../integration/support/openings.mjs';
import { sandboxUrl } from '../integration/support/server.mjs';
import { mailedCode, newUser } from '../integration/support/users.mjs';
import { assertAccessible, assertAccessibleInTheDark, violations } from './support/accessibility.mjs';
import { assertNoSideways, assertQuiet, DESKTOP, openPage, PHONE } from './support/pages.mjs';
import { drawOnce, newDrawPack } from './support/draw.mjs';

const email = `access-${randomUUID()}@test.example`;
let draw;
let topUp;
let payUrl;
before(async () => {
  draw = await drawOnce();
  topUp = await beginTopUp(await newUser());
  payUrl = (await mustBuy(await newUser(), await newDrawPack(), { method: 'USDC' })).payment.solana_pay_url;
  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
  await mailedCode(email);
});

const openDetails = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));

async function paste(page, proof) {
  await page.goto('/verify');
  await page.click('#saved > summary');
  await page.fill('#proof', JSON.stringify(proof));
  await page.click('#check-proof');
  await page.locator('#verdict-title').waitFor();
  await openDetails(page);
}

// What brings a page into a state.
const STATES = {
  'the landing page': (page) => page.goto('/'),
  'the empty verify page': async (page) => {
    await page.goto('/verify');
    await openDetails(page);
  },
  'the verify page with an error': async (page) => {
    await page.goto('/verify');
    await page.click('button.primary');
  },
  'a draw that holds': async (page) => {
    await page.goto(`/verify?opening=${draw.opening.id}`);
    await page.locator('#verdict-title').waitFor();
    await openDetails(page);
  },
  'a draw that is verified': async (page) => {
    await page.goto('/verify');
    await page.fill('#noted', draw.commitment);
    await page.fill('#opening', draw.opening.id);
    await page.click('button.primary');
    await page.getByRole('heading', { name: 'Verified' }).waitFor();
  },
  'a draw that does not hold': (page) => paste(page, { ...draw.proof, client_seed: 'another', server_seed: '5f'.repeat(32) }),
  'a proof that cannot be checked': (page) => paste(page, { units: [] }),
  'the reference': async (page) => {
    await page.goto('/docs');
    await page.locator('.operation').first().waitFor();
  },
  'the reference with everything open': async (page) => {
    await page.goto('/docs');
    await page.locator('.operation').first().waitFor();
    await openDetails(page);
    await page.waitForFunction(() => [...document.querySelectorAll('.operation-body')].every((body) => body.childElementCount > 0));
    await openDetails(page);
  },
  'the reference at an error code': async (page) => {
    await page.goto('/docs#sold_out');
    await page.locator('#sold_out.landed').waitFor();
  },
  'the reference, searched in vain': async (page) => {
    await page.goto('/docs');
    await page.locator('#docs-search:not([disabled])').waitFor({ state: 'attached' });
    if (!await page.locator('#docs-search').isVisible()) await page.click('#docs-toggle');
    await page.fill('#docs-search', 'nothing has this');
  },
  'the page after a top-up': (page) => page.goto('/top-up/success'),
  'the page after a top-up was left': (page) => page.goto('/top-up/cancelled'),
  'the checkout': (page) => page.goto(topUp.checkoutUrl),
  'the checkout with a declined card': async (page) => {
    await page.goto(topUp.checkoutUrl);
    await page.click('button[value="decline"]');
    await page.getByRole('alert').waitFor();
  },
  'the wallet': (page) => page.goto(`${sandboxUrl}/solana/wallet?url=${encodeURIComponent(payUrl)}`),
  'a transaction in the explorer': async (page) => {
    await page.goto(`${sandboxUrl}/solana/wallet?url=${encodeURIComponent(payUrl)}`);
    await page.click('button[value="pay"]');
    await page.waitForURL('**/solana/explorer/transactions/*');
  },
  'the explorer': (page) => page.goto(`${sandboxUrl}/solana/explorer`),
  'the sandbox': (page) => page.goto(`${sandboxUrl}/`),
  'the mailbox': (page) => page.goto(`${sandboxUrl}/mailbox?to=${encodeURIComponent(email)}`),
  'a mail': async (page) => {
    await page.goto(`${sandboxUrl}/mailbox?to=${encodeURIComponent(email)}`);
    await page.locator('#mails h2 a').click();
    await page.locator('dl').waitFor();
  },
};

// By far the longest page: everything when it is wide, colours on a phone, there of every eighth operation. They are all made alike.
const isLong = (state) => state.startsWith('the reference');
const thinOut = (page) => page.evaluate(() => document.querySelectorAll('.operation').forEach((operation, place) => { if (place % 8) operation.remove(); }));

for (const [state, reach] of Object.entries(STATES)) {
  for (const size of [DESKTOP, PHONE]) {
    test(`${state}, ${size.width} px, light and dark`, async (t) => {
      const page = await openPage(t, { size });
      await reach(page);
      await assertNoSideways(page);
      if (!isLong(state) || size === DESKTOP) await assertAccessible(page);
      if (isLong(state) && size === PHONE) await thinOut(page);
      if (!isLong(state) || size === PHONE) await assertAccessibleInTheDark(page);
      assertQuiet(page);
    });
  }
}

test('these checks find what is wrong', async (t) => {
  const page = await openPage(t, { size: PHONE });
  await page.goto('/verify');
  await page.evaluate(() => {
    document.querySelector('label[for="noted"]').remove();
    document.querySelector('.lead').style.color = '#eeeeee';
    document.body.append(document.createElement('img'));
    console.error('wrong');
  });
  const found = await violations(page);
  for (const rule of ['label', 'color-contrast', 'image-alt']) assert.ok(found.some((line) => line.startsWith(`${rule}: `)), `${rule}: ${found}`);
  await page.evaluate(() => { document.querySelector('main').style.width = '500px'; });
  await assert.rejects(assertNoSideways(page), /wider than 390 px/);
  assert.throws(() => assertQuiet(page), /complained/);
  assert.deepEqual(await page.evaluate(async () => {
    document.head.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "inline"' }));
    return document.title;
  }), 'Check a draw · Gem');
  assert.ok(page.complaints.some((line) => line.includes('Content Security Policy')), page.complaints.join());
});
