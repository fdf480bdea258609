// Every page of the console in a real browser: light and dark, phone and laptop, with and without scripts.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import bs58 from 'bs58';
import { newAdmin, newLink, putCurrent } from '../integration/support/admin.mjs';
import { newPack, stone } from '../integration/support/catalogue.mjs';
import { api } from '../integration/support/client.mjs';
import { gemctl, mustSucceed, sql, url } from '../integration/support/server.mjs';
import { newUser } from '../integration/support/users.mjs';
import { chains, newWallet } from '../integration/support/wallets.mjs';
import { assertAccessible, assertAccessibleInTheDark } from './support/accessibility.mjs';
import { moneyPaths } from './support/console_money.mjs';
import { assertNoSideways, assertQuiet, DESKTOP, openPage, PHONE } from './support/pages.mjs';

const owner = await newAdmin('owner');
const user = await newUser({ credit: 12.5 });
const frozen = await newUser();
const pack = await newPack({ stones: { COMMON: 20, RARE: 5 }, odds: { COMMON: '90.00', RARE: '10.00' } });
const [{ id: gem, series_id: series }] = await sql('SELECT nft.id, series_id FROM nft JOIN collection ON collection.id = collection_id, pack WHERE collection.name = $1 AND pack.id = $2 LIMIT 1', [pack.collection, pack.id]);
const upload = async (...nfts) => (await api('POST', '/api/admin/nfts/batches', { token: owner.token, body: { nfts } })).body.id;
const ready = await upload(stone());
const faulty = await upload(stone({ carat: '0.00' }));

// A new page is a new line. A function, because what it shows may be made first.
const paths = [
  () => '/admin/dashboard',
  () => '/admin/dashboard?days=90',
  () => '/admin/users',
  () => '/admin/users?q=nobody-at-all',
  () => `/admin/users/${user.id}`,
  () => `/admin/users/${frozen.id}`,
  () => '/admin/nfts',
  () => '/admin/nfts?q=nothing-at-all',
  () => `/admin/nfts/${gem}`,
  () => '/admin/nfts/batches',
  () => `/admin/nfts/batches/${ready}`,
  () => `/admin/nfts/batches/${faulty}`,
  () => '/admin/packs',
  () => '/admin/packs/new',
  () => `/admin/packs/${pack.id}`,
  () => '/admin/pack-series',
  () => `/admin/pack-series/${series}`,
  () => '/admin/admins',
  () => `/admin/admins/${owner.admin_id}`,
  () => '/admin/audit',
  () => '/admin/audit/1',
  () => '/admin/audit/check',
  () => '/admin/sessions',
];
const money = await moneyPaths(owner.token, '<script>alert(1)</script>');
const morePaths = Object.values(money).map((path) => () => path);

before(async () => {
  const target = `/api/admin/users/${frozen.id}`;
  assert.equal((await putCurrent(owner.token, target, `${target}/freeze`, { reason: 'To be looked at' })).status, 200);
});

const signedIn = { cookies: [{ name: 'gem-admin', value: owner.token, url, httpOnly: true, sameSite: 'Strict' }], origins: [] };

async function openAsOwner(t, options) {
  const page = await openPage(t, options);
  await page.context().addCookies(signedIn.cookies);
  return page;
}

for (const [size, name] of [[DESKTOP, 'laptop'], [PHONE, 'phone']]) {
  test(`every page is accessible, quiet and fits: ${name}, light and dark`, async (t) => {
    const page = await openAsOwner(t, { size });
    for (const path of [...paths, ...morePaths]) {
      await page.goto(path());
      assert.equal(await page.locator('h1').count(), 1, path());
      await assertNoSideways(page);
      await assertAccessible(page);
      await assertAccessibleInTheDark(page);
    }
    assertQuiet(page);
  });
}

test('every page shows the same without scripts', async (t) => {
  const page = await openAsOwner(t, { javaScriptEnabled: false });
  for (const path of [...paths, ...morePaths]) {
    const answer = await page.goto(path());
    assert.equal(answer.status(), 200, path());
    assert.equal(await page.locator('nav.side a').first().isVisible(), true, path());
  }
  assertQuiet(page);
});

test('signing in with a link, freezing a user and signing out needs no script', async (t) => {
  const page = await openPage(t, { javaScriptEnabled: false });
  const { id } = await newUser();
  await page.goto(`/admin/sign-in?token=${await newLink('owner')}&next=/admin/users/${id}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  assert.equal(new URL(page.url()).pathname, `/admin/users/${id}`);
  await page.getByLabel('Reason').fill('Seen in a browser');
  await page.getByRole('button', { name: 'Freeze the user' }).click();
  await page.getByText('Frozen: Seen in a browser').waitFor();
  assert.match(await page.locator('[role=status]').textContent(), /Freeze the user: done/);
  await page.getByLabel('Reason').fill('Seen enough');
  await page.getByRole('button', { name: 'Unfreeze the user' }).click();
  await page.getByRole('button', { name: 'Freeze the user', exact: true }).waitFor();
  await page.locator('.who summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  assert.equal(new URL(page.url()).pathname, '/admin/sign-in');
});

test('whose a payment may be is chosen with a button', async (t) => {
  const page = await openAsOwner(t);
  await page.goto(money.payment);
  const choose = page.getByRole('button', { name: /^Choose / }).first();
  const name = await choose.getAttribute('value');
  await choose.press('Enter');
  assert.equal(await page.getByLabel('To user').inputValue(), name);
  assert.equal(await page.evaluate(() => document.activeElement.name), 'to_user');
  assertQuiet(page);
});

test('the sign-in page is accessible, and says when there is no wallet', async (t) => {
  for (const scheme of ['light', 'dark']) {
    const page = await openPage(t, { scheme });
    await page.goto('/admin/sign-in');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Solana wallet' }).click();
    await page.getByText('There is no such wallet in this browser.').waitFor();
    assertQuiet(page);
  }
});

// What a wallet puts into the page, with the signing done outside.
function putWallet(address) {
  window.solana = {
    connect: async () => ({ publicKey: { toString: () => address } }),
    signMessage: async (bytes) => ({ signature: new Uint8Array(await window.signBytes([...bytes])) }),
  };
  window.ethereum = {
    request: async ({ method, params }) => (method === 'eth_requestAccounts' ? [address]
      : window.signBytes(params[0].slice(2).match(/../g).map((digits) => parseInt(digits, 16)))),
  };
}

for (const [chain, button] of [['solana', 'Solana wallet'], ['evm', 'Ethereum wallet']]) {
  test(`a listed ${chain} wallet of the browser signs in and comes to the page that was wanted`, async (t) => {
    assert.ok(chains.includes(chain));
    const wallet = newWallet[chain]();
    mustSucceed(await gemctl('admin', 'add', '--chain', chain, '--address', wallet.address, '--role', 'viewer'));
    const page = await openPage(t);
    await page.exposeFunction('signBytes', async (bytes) => {
      const signature = await wallet.sign(Buffer.from(bytes).toString());
      return chain === 'solana' ? [...bs58.decode(signature)] : signature;
    });
    await page.addInitScript(putWallet, wallet.address);
    await page.goto('/admin/audit/check');
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL('**/admin/audit/check');
    await page.getByText('Intact').waitFor();
    assertQuiet(page);
  });
}

test('a form that is refused, and one that is stale, are accessible', async (t) => {
  const page = await openAsOwner(t);
  const admin = await newAdmin('viewer');
  await page.goto('/admin/admins');
  await page.getByLabel('Name').fill('Grace');
  await page.getByLabel('Chain').selectOption('evm');
  await page.getByLabel('Address').fill('0x1');
  await page.getByRole('button', { name: 'Add an administrator' }).click();
  await page.getByText('Address is not an address of evm').waitFor();
  await assertAccessible(page);
  await page.goto(`/admin/admins/${admin.admin_id}`);
  const target = `/api/admin/admins/${admin.admin_id}`;
  await putCurrent(owner.token, target, target, { name: admin.name, role: 'finance', active: true });
  await page.getByLabel('Role').selectOption('support');
  await page.getByRole('button', { name: 'Change the administrator' }).click();
  await page.getByText('Somebody else saved meanwhile').waitFor();
  await assertAccessible(page);
});

test('the keyboard goes everywhere: g and a key, slash, the palette, the help', async (t) => {
  const page = await openAsOwner(t);
  await page.goto('/admin/dashboard');
  await page.keyboard.type('gu');
  await page.waitForURL('**/admin/users');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  await page.locator('main').focus();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('audit');
  await assertAccessible(page);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/admin/audit');
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  assertQuiet(page);
});
