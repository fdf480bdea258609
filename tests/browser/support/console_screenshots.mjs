// The console's pages for docs/console.md, with something on each of them.
import { newAdmin, putCurrent } from '../../integration/support/admin.mjs';
import { stone } from '../../integration/support/catalogue.mjs';
import { api } from '../../integration/support/client.mjs';
import { url } from '../../integration/support/server.mjs';
import { PHONE } from './browser.mjs';
import { moneyPaths } from './console_money.mjs';

const asItIs = async () => {};

async function faultyBatch(token) {
  const nfts = [stone(), stone({ carat: '0.00' }), stone({ species: 'glass' }), stone({ fmv_usd: 'much' })];
  return (await api('POST', '/api/admin/nfts/batches', { token, body: { nfts } })).body.id;
}

async function tryOut(page) {
  await page.getByRole('button', { name: /Try out/ }).click();
  await page.getByRole('heading', { name: 'Publish these odds' }).waitFor();
}

/** Somebody else freezes the user while the form is filled in. */
const tooLate = (token, userId) => async (page) => {
  await page.fill('#admin_users_freeze-reason', 'Three chargebacks within an hour');
  const target = `/api/admin/users/${userId}`;
  await putCurrent(token, target, `${target}/freeze`, { reason: 'Asked by their bank' });
  await page.locator('#admin_users_freeze button').click();
  await page.locator('table.diff').waitFor();
  page.complaints.length = 0; // that it was refused is what is to be seen
};

async function openMenu(page) {
  await page.keyboard.press('Control+k');
  await page.locator('dialog.palette[open]').waitFor();
  await page.keyboard.type('pay');
}

/** Takes all of them. `shoot` and `save` are those of screenshots.mjs. */
export async function shootConsole({ packId, userId, gemId }, shoot, save) {
  const { token } = await newAdmin('owner', 'Ada');
  const second = await newAdmin('owner', 'Grace');
  const cookie = { name: 'gem-admin', value: token, domain: new URL(url).hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Strict' };
  const pages = await moneyPaths(token, '');
  const batch = await faultyBatch(token);
  const shots = [
    ['console', '/admin/dashboard'],
    ['console-dark', '/admin/dashboard', { scheme: 'dark' }],
    ['console-phone', '/admin/buyback?status=PENDING', { ...PHONE }],
    ['console-palette', '/admin/dashboard', {}, openMenu],
    ['console-users', '/admin/users'],
    ['console-user', `/admin/users/${userId}`, { scheme: 'dark' }],
    ['console-gems', '/admin/nfts'],
    ['console-gem', `/admin/nfts/${gemId}`],
    ['console-import', `/admin/nfts/batches/${batch}`],
    ['console-pack', `/admin/packs/${packId}`],
    ['console-simulation', `/admin/packs/${packId}`, {}, tryOut],
    ['console-confirmation', pages.confirmation],
    ['console-deposit', pages.refunded],
    ['console-payment', pages.payment],
    ['console-payout', pages.payout],
    ['console-balances', pages.balances],
    ['console-entry', pages.entry],
    ['console-webhook', pages.webhook],
    ['console-job', pages.job],
    ['console-system', pages.system],
    ['console-audit', '/admin/audit'],
    ['console-stale', `/admin/users/${userId}`, {}, tooLate(second.token, userId)],
  ];
  for (const [name, address, options = {}, reach = asItIs] of shots)
    await save(`${name}.png`, await shoot(address, { height: 820, storageState: { cookies: [cookie], origins: [] }, ...options }, reach));
}
