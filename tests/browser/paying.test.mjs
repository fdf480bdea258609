// Paying as a person does it, on the sandbox's pages, which stand in for Stripe's checkout and for a wallet, and what our own pages say
// afterwards. None of them needs a script.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { beginTopUp, depositRow, untilDeposit } from '../integration/support/cards.mjs';
import { newPack } from '../integration/support/catalogue.mjs';
import { expectStatus } from '../integration/support/client.mjs';
import { mustBuy } from '../integration/support/openings.mjs';
import { eventually, sandboxUrl, url } from '../integration/support/server.mjs';
import { balanceOf, newUser } from '../integration/support/users.mjs';
import { assertQuiet, openPage, tabTo } from './support/pages.mjs';

const PEOPLE = { 'with scripts': {}, 'without scripts': { javaScriptEnabled: false } };

let pack;
before(async () => {
  pack = await newPack({ odds: { COMMON: '100.00' }, stones: { COMMON: 20 } });
});

const heading = (page) => page.locator('h1').textContent();

async function openCheckout(t, options) {
  const user = await newUser();
  const deposit = await beginTopUp(user);
  const page = await openPage(t, options);
  await page.goto(deposit.checkoutUrl);
  return { page, deposit, user };
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

for (const [name, options] of Object.entries(PEOPLE)) {
  test(`a card pays on the checkout page, ${name}: one is thanked and has the credit`, async (t) => {
    const { page, deposit, user } = await openCheckout(t, options);
    assert.equal(await page.locator('.price').textContent(), '25.00 USD');
    await press(page, 'Pay');
    await page.waitForURL(`${url}/top-up/success`);
    assert.equal(await heading(page), 'Thank you');
    await untilDeposit(deposit.id, 'CONFIRMED');
    assert.equal(await balanceOf(user.token), '25.000000');
    await page.getByRole('link', { name: 'Back to Gem' }).click();
    await page.waitForURL(`${url}/`);
    assertQuiet(page);
  });

  test(`who has the card declined and goes back has paid nothing, ${name}`, async (t) => {
    const { page, deposit, user } = await openCheckout(t, options);
    await press(page, 'Have the card declined');
    assert.match(await page.getByRole('alert').textContent(), /declined/);
    await press(page, 'Back');
    await page.waitForURL(`${url}/top-up/cancelled`);
    assert.equal(await heading(page), 'Nothing was charged');
    assert.equal((await depositRow(deposit.id)).status, 'PENDING');
    assert.equal(await balanceOf(user.token), '0.000000');
    assertQuiet(page);
  });

  for (const method of ['USDC', 'SOL']) {
    test(`the wallet page pays a pack with ${method}, ${name}: it is opened`, async (t) => {
      const user = await newUser();
      const opening = await mustBuy(user, pack, { method });
      assert.equal(opening.status, 'PENDING_PAYMENT');
      const page = await openPage(t, options);
      await page.goto(`${sandboxUrl}/solana/wallet?url=${encodeURIComponent(opening.payment.solana_pay_url)}`);
      assert.match(await page.locator('.price').textContent(), new RegExp(` ${method}$`));
      await press(page, 'Pay');
      await page.waitForURL(`${sandboxUrl}/solana/explorer/transactions/*`);
      const opened = await eventually(async () => {
        const now = await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}`, { token: user.token });
        return now.status === 'OPENED' && now;
      }, 30000);
      assert.equal(opened.payment.tx_hash, page.url().split('/').at(-1));
      assert.equal(opened.items.length, 1);
      assertQuiet(page);
    });
  }
}

test('a checkout that is paid says so, and leads back to us', async (t) => {
  const { page, deposit } = await openCheckout(t);
  await press(page, 'Pay');
  await page.waitForURL(`${url}/top-up/success`);
  await page.goto(deposit.checkoutUrl);
  assert.equal(await heading(page), 'This checkout is over');
  await page.getByRole('link', { name: 'Back to the shop' }).click();
  await page.waitForURL(`${url}/top-up/cancelled`);
  assertQuiet(page);
});

test('a wallet that has been told something else than a payment says what is wrong', async (t) => {
  const page = await openPage(t);
  await page.goto(`${sandboxUrl}/solana/wallet`);
  await page.fill('input[name="url"]', 'https://example.com/');
  await press(page, 'Open');
  await page.getByRole('alert').waitFor();
  assert.deepEqual(page.complaints.filter((line) => !line.includes('400')), []);
});

test('the keyboard alone pays by card', async (t) => {
  const { page, deposit } = await openCheckout(t);
  await tabTo(page, 'button[value="pay"]');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${url}/top-up/success`);
  await untilDeposit(deposit.id, 'CONFIRMED');
  assertQuiet(page);
});
