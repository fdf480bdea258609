// E57: every form of the console that changes what is there names the version it was filled from, and a stale one changes nothing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { formToken, newAdmin, page } from './support/admin.mjs';
import { gemsFor, mustRequest } from './support/buybacks.mjs';
import { beginTopUp } from './support/cards.mjs';
import { newPack } from './support/catalogue.mjs';
import { adminDocument, api, expectStatus } from './support/client.mjs';
import { fillTreasury, mustReturn, unmatchedPayment, untilPayout } from './support/payouts.mjs';
import { sql } from './support/server.mjs';
import { newUser } from './support/users.mjs';
import { endAll, mustWithdraw, newWithdrawer } from './support/withdrawals.mjs';

const { token } = await newAdmin('owner');
const rows = Object.entries(adminDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).filter(([method]) => method === 'put' || method === 'delete').map(([, operation]) => ({ path, ...operation })));

// What is changed, by the path of its page.
const subjects = {};
before(async () => {
  await fillTreasury();
  const user = await newUser({ credit: 30 });
  const pack = await newPack({ stones: { COMMON: 2 }, fmv: { COMMON: '20.000000' } });
  const [item] = await gemsFor(user, pack);
  const [{ nft_id, series_id }] = await sql('SELECT nft_id, (SELECT series_id FROM pack WHERE id = $2) AS series_id FROM vault_item WHERE id = $1', [item, pack.id]);
  const { payment } = await unmatchedPayment('USDC', 5500000);
  const adjustment = await expectStatus(201, 'POST', `/api/admin/users/${user.id}/adjustments`, { token, body: { adjustment_usd: '9000.000000', justification: randomUUID() } });
  const payout = await mustReturn(payment);
  await untilPayout(payout); // it moves no more
  const ids = {
    users: user.id, nfts: nft_id, packs: pack.id, 'pack-series': series_id, buyback: (await mustRequest(user, item)).id, deposits: (await beginTopUp(user)).id,
    payments: payment.id, payouts: payout, withdrawals: (await mustWithdraw(await newWithdrawer({ credit: 50, hours: 1 }), '20.000000')).id,
    adjustments: adjustment.id, admins: (await newAdmin('viewer')).admin_id,
  };
  for (const [noun, id] of Object.entries(ids)) subjects[`/api/admin/${noun}/{id}`] = `/api/admin/${noun}/${id}`;
});
after(endAll);

// What decisions are told; anything else is filled from what is there.
const told = { reason: 'A good reason', rejection: 'Not this way', decision: 'Not this one', refund_usd: '1.000000', credit_usd: '1.000000', to_user: 'nobody', on_shelf: false };

const resolve = (schema) => (schema?.$ref ? schema.$ref.slice(2).split('/').reduce((node, part) => node[part], adminDocument) : schema);

function bodyOf({ requestBody }, record) {
  if (!requestBody) return undefined;
  const { properties } = resolve(requestBody.content['application/json'].schema);
  return Object.fromEntries(Object.keys(properties).map((name) => [name, told[name] ?? record[name] ?? record.nft?.[name]]).filter(([, value]) => value !== undefined && value !== null));
}

/** What may be any text: neither a choice nor a number or time written as text. */
function textsOf({ requestBody }) {
  const { properties = {} } = resolve(requestBody?.content['application/json'].schema) ?? {};
  return Object.keys(properties).filter((name) => properties[name].type === 'string' && !['enum', 'format', 'pattern'].some((rule) => rule in properties[name]));
}

const etagOf = ({ headers }) => headers.get('etag').replace(/^W\//, ''); // nginx marks what it has compressed as weak

/** {operationId, show, target, body, texts, etag} of each row that changes something. */
async function changes() {
  return Promise.all(rows.map(async ({ path, ...operation }) => {
    const [subject] = Object.keys(subjects).filter((start) => path.startsWith(start));
    assert.ok(subject, `${operation.operationId}: name something that it changes in this test`);
    const show = subjects[subject];
    const seen = await api('GET', show, { token });
    assert.equal(seen.status, 200, `${show}: ${seen.text}`);
    return { operationId: operation.operationId, show, target: path.replace(subject, show), body: bodyOf(operation, seen.body), texts: textsOf(operation), etag: etagOf(seen) };
  }));
}

const tellings = async () => (await sql('SELECT count(*)::integer AS count FROM audit_log'))[0].count;

test('E57: each row that changes something asks for the version, and refuses a stale one with what is there', async () => {
  const all = await changes();
  assert.ok(all.length >= 20, String(all.length));
  const before = await tellings();
  for (const { operationId, show, target, body, etag } of all) {
    const nameless = await api('PUT', target, { token, body });
    assert.deepEqual([nameless.status, nameless.body.code], [428, 'version_required'], `${operationId}: ${nameless.text}`);
    const stale = await api('PUT', target, { token, body, headers: { 'if-match': '"999999"' } });
    assert.deepEqual([stale.status, stale.body.code], [412, 'version_changed'], `${operationId}: ${stale.text}`);
    assert.equal(`"${stale.body.current.version}"`, etag, operationId);
    assert.equal(etagOf(await api('GET', show, { token })), etag, operationId);
  }
  assert.equal(await tellings(), before, 'what was refused left no row in the audit log');
});

test('E57: each of their forms comes back with both versions side by side, scripts in every text as text, and can be saved over what is there', async () => {
  const csrf = await formToken(token);
  const before = await tellings();
  let shownTexts = 0;
  for (const { operationId, target, body, texts, etag } of await changes()) {
    const form = { _token: csrf, _method: 'PUT', _version: '999999', _seen: '<script>seen', ...body };
    for (const name of texts) form[name] = `<script>${name}</script>`;
    const stale = await page(target.replace('/api', ''), { token, form });
    assert.equal(stale.status, 412, operationId);
    const [table] = stale.text.match(/<table class="diff">.*?<\/table>/s) ?? [];
    assert.ok(table, `${operationId}: nothing side by side`);
    assert.match(table, /<td>.*<\/td><td>.*<\/td>/, operationId);
    for (const name of ['seen', ...texts]) assert.ok(!stale.text.includes(`<script>${name}`), `${operationId}: ${name} is markup`);
    shownTexts += texts.filter((name) => stale.text.includes(`&lt;script&gt;${name}&lt;/script&gt;`)).length;
    const shown = stale.text.match(new RegExp(`id="${operationId}"(.*?)</form>`, 's'))?.[1];
    if (shown) assert.ok(shown.includes(`name="_version" value=${etag}`), `${operationId}: saving again is about what is there now`);
  }
  assert.ok(shownTexts >= 12, `${shownTexts} texts came back`);
  assert.equal(await tellings(), before);
});

test('E57: a decision that comes too late shows what was seen, and what was decided meanwhile', async () => {
  const user = await newUser();
  const target = `/admin/users/${user.id}`;
  const csrf = await formToken(token);
  const { text } = await page(target, { token });
  const [, filled] = text.match(/id="admin_users_freeze"(.*?)<\/form>/s);
  const [version, seen] = ['_version', '_seen'].map((name) => filled.match(new RegExp(`name="${name}" value="([^"]*)"`))[1]);
  assert.deepEqual([version, seen], ['1', 'ACTIVE']);
  const freeze = (reason) => page(`${target}/freeze`, { token, form: { _token: csrf, _method: 'PUT', _version: version, _seen: seen, reason } });
  assert.equal((await freeze('First')).status, 303);
  const late = await freeze('Second');
  assert.equal(late.status, 412);
  assert.match(late.text, /<tr class="differs"><th scope="row">Status<\/th><td>Active<\/td><td>Frozen<\/td><\/tr>/);
  assert.deepEqual(await sql('SELECT frozen_reason FROM app_user WHERE id = $1', [user.id]), [{ frozen_reason: 'First' }]);
});
