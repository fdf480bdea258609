// Gems in the console: found, looked at, changed with their value noted, taken off the shelf and put back (D2, E56, E57, E65).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { formToken, page, putCurrent, signInAsAdmin } from './support/admin.mjs';
import { importJson, newPack, stone } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { buy, mustBuy } from './support/openings.mjs';
import { mustSucceed, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { newUser, newUsers } from './support/users.mjs';

after(assertBooksAgree);
const token = await signInAsAdmin('catalogue');

/** Imports gems and gives their ids back, in the order of `stones`. */
async function newGems(...stones) {
  mustSucceed(await importJson('import-nfts', { nfts: stones }));
  const rows = await sql('SELECT id, certificate_number FROM nft WHERE certificate_number = ANY ($1)', [stones.map((one) => one.certificate_number)]);
  return stones.map((one) => rows.find((row) => row.certificate_number === one.certificate_number).id);
}

const show = (id) => expectStatus(200, 'GET', `/api/admin/nfts/${id}`, { token });
const setShelf = (id, on_shelf) => putCurrent(token, `/api/admin/nfts/${id}`, `/api/admin/nfts/${id}/shelf`, { on_shelf, reason: 'A test' });
const change = (id, body) => putCurrent(token, `/api/admin/nfts/${id}`, `/api/admin/nfts/${id}`, body);
const list = async (query) => (await expectStatus(200, 'GET', `/api/admin/nfts?${new URLSearchParams(query)}`, { token })).items;
const freeOf = async (id) => (await sql('SELECT position::integer FROM pool_free WHERE nft_id = $1', [id]))[0]?.position;
const auditOf = (id) => sql('SELECT action, before, after FROM audit_log WHERE subject_id = $1 ORDER BY id', [id]);

/** What a PUT must say of a gem to leave it as it is. */
async function unchanged(id) {
  const gem = await show(id);
  const names = ['name', 'laboratory', 'species', 'shape', 'carat', 'cut', 'color', 'clarity', 'length_mm', 'width_mm', 'depth_mm', 'depth_percent', 'table_percent', 'image_url'];
  return Object.fromEntries(names.filter((name) => gem[name] !== null).map((name) => [name, gem[name]]));
}

test('D2: gems are found by name, certificate, words and id, and listed by rarity, collection and place in each order', async () => {
  const collection = `Found ${randomUUID()}`;
  const stones = [['COMMON', '10.000000'], ['RARE', '30.000000'], ['COMMON', '20.000000']].map(([rarity, fmv_usd], index) =>
    stone({ collection, rarity, fmv_usd, name: `Zephyr${index} 100%_x`, clarity: 'IF', color: `Hue${index}` }));
  const ids = await newGems(...stones);
  for (const q of [stones[0].certificate_number, stones[0].certificate_number.slice(2).toLowerCase(), 'zephyr0', ids[0]])
    assert.deepEqual((await list({ q, collection })).map(({ id }) => id), [ids[0]], q);
  assert.deepEqual((await list({ q: 'if diamond hue1', collection })).map(({ id }) => id), [ids[1]]);
  assert.equal((await list({ q: '100%_x', collection })).length, 3);
  for (const q of ['100%yx', '\\', '\'; DROP TABLE nft; --']) assert.deepEqual(await list({ q, collection }), [], q);
  const values = async (query) => (await list({ collection, ...query })).map(({ fmv_usd }) => Number(fmv_usd));
  for (const found of [{}, { q: 'Zephyr' }]) {
    assert.deepEqual(await values({ sort: 'fmv', ...found }), [10, 20, 30]);
    assert.deepEqual(await values({ sort: '-fmv', ...found }), [30, 20, 10]);
    assert.deepEqual(await values({ rarity: 'COMMON', sort: 'fmv', ...found }), [10, 20]);
    assert.equal((await values({ state: 'IN_POOL', ...found })).length, 3);
    assert.deepEqual(await values({ state: 'LISTED', ...found }), []);
  }
  for (const query of [{ sort: 'fmv' }, { sort: '-fmv' }, { sort: 'newest' }, { sort: 'fmv', q: 'Zephyr' }, { sort: 'newest', q: 'Zephyr' }]) {
    const seen = [];
    for (let cursor; cursor !== null;) {
      const answer = await expectStatus(200, 'GET', `/api/admin/nfts?${new URLSearchParams({ collection, limit: 1, ...query, ...(cursor && { cursor }) })}`, { token });
      seen.push(...answer.items.map(({ id }) => id));
      cursor = answer.next_cursor;
    }
    assert.deepEqual([...seen].sort(), [...ids].sort(), JSON.stringify(query));
  }
  const other = (await expectStatus(200, 'GET', '/api/admin/nfts?limit=1&sort=fmv', { token })).next_cursor;
  await expectStatus(400, 'GET', `/api/admin/nfts?limit=1&sort=newest&cursor=${encodeURIComponent(other)}`, { token });
  await expectStatus(400, 'GET', '/api/admin/nfts?state=NOWHERE', { token });
  await expectStatus(404, 'GET', `/api/admin/nfts/${randomUUID()}`, { token });
});

test('D2: a gem shows where it is, what happened to it and what it was worth', async () => {
  const pack = await newPack({ stones: { COMMON: 1 }, supply: 2 });
  const user = await newUser({ credit: 20 });
  const [item] = (await mustBuy(user, pack)).items;
  const gem = await show(item.nft_id ?? (await sql('SELECT nft_id FROM vault_item WHERE id = $1', [item.vault_item_id]))[0].nft_id);
  assert.deepEqual([gem.state, gem.on_shelf, gem.owner_id], ['OWNED', true, user.id]);
  assert.deepEqual(gem.events.map(({ event, owner_id }) => [event, owner_id]), [['IMPORTED', null], ['DRAWN', user.id]]);
  assert.deepEqual(gem.values.map(({ fmv_usd, source }) => [fmv_usd, source]), [['20.000000', 'Test price list']]);
  assert.deepEqual((await list({ collection: pack.collection, state: 'OWNED' })).map(({ id }) => id), [gem.id]);
});

test('D2: a gem is changed, but never its certificate or its place; another value is noted', async () => {
  const [id] = await newGems(stone({ collection: `Changed ${randomUUID()}` }));
  const before = await show(id);
  const body = { ...(await unchanged(id)), name: 'Another name', cut: undefined, image_url: 'https://example.com/a.png', fmv_usd: '24.000000', fmv_source: 'Another list' };
  const { status, body: changed } = await change(id, body);
  assert.equal(status, 200, JSON.stringify(changed));
  assert.deepEqual([changed.name, changed.cut, changed.image_url, changed.fmv_usd, changed.fmv_source], ['Another name', null, 'https://example.com/a.png', '24.000000', 'Another list']);
  assert.deepEqual([changed.certificate, changed.pool_position, changed.rarity, changed.collection], [before.certificate, before.pool_position, before.rarity, before.collection]);
  assert.ok(changed.version > before.version);
  const after = await show(id);
  assert.deepEqual(after.values.map(({ fmv_usd, source }) => [fmv_usd, source]), [['20.000000', 'Test price list'], ['24.000000', 'Another list']]);
  assert.equal(after.values[1].observed_at, after.fmv_at);
  const [row] = await auditOf(id);
  assert.deepEqual([row.action, row.before.name, row.after.name, row.before.fmv_usd, row.after.fmv_usd], ['gem.change', before.name, 'Another name', '20.000000', '24.000000']);
  // The same value again is no observation.
  assert.equal((await change(id, { ...(await unchanged(id)), fmv_usd: '24.000000' })).status, 200);
  assert.equal((await show(id)).values.length, 2);
});

test('D2: a value that moves by more than 20 % must be named', async () => {
  const [id] = await newGems(stone({ collection: `Moved ${randomUUID()}` }));
  const body = { ...(await unchanged(id)), fmv_source: 'A slip' };
  await assertNothingChanges(async () => {
    for (const [fmv_usd, confirm_change, wanted] of [['27.000000', undefined, '+35.00'], ['24.000001', undefined, '+20.00'], ['27.000000', '+34.99', '+35.00'],
      ['27.000000', '35.00', '+35.00'], ['15.999999', undefined, '-20.00'], ['2.000000', '+90.00', '-90.00'], ['2000.000000', '', '+9900.00']]) {
      const refused = await change(id, { ...body, fmv_usd, ...(confirm_change && { confirm_change }) });
      assert.equal(refused.status, 400, fmv_usd);
      assert.deepEqual([refused.body.errors[0].field, refused.body.errors[0].code], ['confirm_change', 'not_confirmed']);
      assert.ok(refused.body.errors[0].detail.includes(`must be ${wanted}:`), refused.body.errors[0].detail);
    }
    const sourceless = await change(id, { ...body, fmv_source: undefined, fmv_usd: '21.000000' });
    assert.deepEqual(sourceless.body.errors.map(({ field }) => field), ['fmv_source']);
  });
  assert.equal((await change(id, { ...body, fmv_usd: '27.000000', confirm_change: '+35.00' })).status, 200);
  assert.equal((await change(id, { ...body, fmv_usd: '27.000000' })).status, 200);
  assert.equal((await change(id, { ...body, fmv_usd: '21.600000' })).status, 200, 'exactly 20 % needs no word');
});

test('D2: wrong fields are named and change nothing', async () => {
  const [id] = await newGems(stone({ collection: `Wrong ${randomUUID()}` }));
  const body = await unchanged(id);
  const others = await Promise.all(['viewer', 'support', 'finance'].map(signInAsAdmin));
  await assertNothingChanges(async () => {
    for (const [field, value] of [['carat', '0.00'], ['carat', '10000.00'], ['carat', '1'], ['species', 'glass'], ['name', ''], ['name', 'x'.repeat(121)], ['length_mm', '99999.00'],
      ['table_percent', '1000.0'], ['fmv_usd', '0.000000'], ['fmv_usd', '-1.000000'], ['image_url', 'x'.repeat(501)], ['certificate', 'LG1'], ['pool_position', 1]]) {
      const refused = await change(id, { ...body, [field]: value });
      assert.equal(refused.status, 400, field);
      assert.ok(refused.body.errors.some((error) => error.field === field), `${field}: ${refused.text}`);
    }
    assert.equal((await api('PUT', `/api/admin/nfts/${id}`, { token, body })).status, 428);
    assert.equal((await api('PUT', `/api/admin/nfts/${id}`, { token, body, headers: { 'if-match': '"77"' } })).status, 412);
    for (const other of others)
      assert.equal((await api('PUT', `/api/admin/nfts/${id}`, { token: other, body, headers: { 'if-match': '"1"' } })).status, 403);
  });
});

test('E56: off the shelf a gem is not drawn, and comes back to its own position', async () => {
  const pack = await newPack({ stones: { COMMON: 2 }, supply: 5, price: '1.000000' });
  const [kept, taken] = (await list({ collection: pack.collection })).map(({ id }) => id);
  const position = await freeOf(taken);
  assert.equal((await setShelf(taken, false)).body.state, 'OFF_SHELF');
  assert.equal(await freeOf(taken), undefined);
  assert.equal((await setShelf(taken, false)).status, 409);
  assert.deepEqual((await list({ collection: pack.collection, state: 'OFF_SHELF' })).map(({ id }) => id), [taken]);
  const [user, late, last] = await newUsers(3, { credit: 10 });
  assert.equal((await mustBuy(user, pack)).status, 'OPENED');
  assert.equal((await show(kept)).owner_id, user.id);
  assert.equal((await mustBuy(late, pack)).status, 'REFUNDED', 'nothing else was left to draw');
  assert.equal((await setShelf(taken, true)).body.state, 'IN_POOL');
  assert.equal(await freeOf(taken), position);
  // Who owns a gem keeps it, and putting it on again does not take it away either.
  assert.deepEqual([(await setShelf(kept, false)).body.state, (await show(kept)).on_shelf], ['OWNED', false]);
  assert.equal((await setShelf(kept, true)).body.state, 'OWNED');
  assert.equal(await freeOf(kept), undefined);
  assert.equal((await mustBuy(last, pack)).status, 'OPENED');
  assert.deepEqual((await auditOf(taken)).map(({ action, after: { on_shelf, reason } }) => [action, on_shelf, reason]),
    [['gem.take_off_shelf', false, 'A test'], ['gem.put_on_shelf', true, 'A test']]);
});

test('E56: a gem that comes back while off the shelf stays off it; put on, it is in its pool', async () => {
  const pack = await newPack({ stones: { COMMON: 1 }, supply: 2 });
  const user = await newUser({ credit: 20 });
  await mustBuy(user, pack);
  const [{ id }] = await list({ collection: pack.collection });
  assert.equal((await setShelf(id, false)).status, 200);
  await sql(`UPDATE vault_item SET status = 'SOLD', closed_at = gem_now() WHERE nft_id = $1`, [id]);
  await sql('SELECT pool_return($1)', [id]);
  assert.deepEqual([(await show(id)).state, await freeOf(id)], ['OFF_SHELF', undefined]);
  assert.equal((await setShelf(id, true)).body.state, 'IN_POOL');
  assert.notEqual(await freeOf(id), undefined);
});

test('E56: sixty buyers draw while gems are taken off the shelf: each gem is either drawn or off, never both', async () => {
  const pack = await newPack({ stones: { COMMON: 60 }, supply: 100, price: '1.000000' });
  const gems = (await list({ collection: pack.collection, limit: 100 })).map(({ id }) => id);
  const buyers = await newUsers(60, { credit: 5 });
  const offs = gems.filter((_, index) => index % 2 === 0);
  const [bought, shelved] = await Promise.all([
    Promise.all(buyers.map((buyer) => buy(buyer, pack))),
    Promise.all(offs.map((id) => setShelf(id, false))),
  ]);
  assert.ok(bought.every(({ status }) => status === 201), JSON.stringify(bought.map(({ status }) => status)));
  assert.ok(shelved.every(({ status }) => status === 200), JSON.stringify(shelved.map(({ status, body }) => [status, body.code])));
  const states = await list({ collection: pack.collection, limit: 100 });
  const waiting = states.filter(({ state }) => state === 'IN_POOL');
  assert.ok(waiting.every(({ id }) => !offs.includes(id)), 'what is off the shelf waits in no pool');
  const owned = states.filter(({ state }) => state === 'OWNED').length;
  assert.equal(owned, bought.filter(({ body }) => body.status === 'OPENED').length);
  assert.equal(owned + waiting.length + states.filter(({ state }) => state === 'OFF_SHELF').length, 60);
  for (const { id } of states.filter(({ on_shelf }) => !on_shelf)) assert.equal((await setShelf(id, true)).status, 200);
  assert.equal((await list({ collection: pack.collection, limit: 100, state: 'OFF_SHELF' })).length, 0);
});

test('E65: whatever stands in a gem shows as text, in the list, on its page and in its form', async () => {
  const evil = '<script>alert(1)</script>"\'&';
  const collection = `${evil.slice(0, 20)}${randomUUID().slice(0, 8)}`;
  const [id] = await newGems(stone({ collection, name: evil, color: evil.slice(0, 30), cut: evil.slice(0, 30), fmv_source: evil }));
  for (const target of [`/admin/nfts?${new URLSearchParams({ q: evil })}`, `/admin/nfts/${id}`]) {
    const { status, text } = await page(target, { token });
    assert.equal(status, 200);
    assert.ok(!text.includes('<script>alert') && text.includes('&lt;script&gt;alert(1)'), target);
  }
});

test('E57: a form saves a gem, and a stale one shows both sides and keeps what was typed', async () => {
  const [id] = await newGems(stone({ collection: `Form ${randomUUID()}` }));
  const form = { _token: await formToken(token), _method: 'PUT', _version: '1', ...(await unchanged(id)) };
  const saved = await page(`/admin/nfts/${id}`, { token, form: { ...form, name: 'First' } });
  assert.deepEqual([saved.status, saved.location], [303, `/admin/nfts/${id}`]);
  const stale = await page(`/admin/nfts/${id}`, { token, form: { ...form, name: 'Second' } });
  assert.equal(stale.status, 412);
  assert.match(stale.text, /<th scope="row">Name<\/th><td>Second<\/td><td>First<\/td>/);
  assert.equal((await show(id)).name, 'First');
  const shelf = { _token: form._token, _method: 'PUT', _version: String((await show(id)).version), on_shelf: 'false', reason: 'By form' };
  assert.equal((await page(`/admin/nfts/${id}/shelf`, { token, form: { ...shelf, reason: '' } })).status, 400);
  assert.equal((await page(`/admin/nfts/${id}/shelf`, { token, form: shelf })).status, 303);
  assert.equal((await show(id)).state, 'OFF_SHELF');
  assert.equal((await page(`/admin/nfts/${id}/shelf`, { token, form: { ...shelf, _token: 'x' } })).status, 403);
});

test('D2: one gem is added by hand, by the rules of an import; its faults stand beside their fields', async () => {
  const one = stone({ collection: `By hand ${randomUUID()}`, rarity: 'RARE', fmv_usd: '30.000000', name: 'The <b>only</b> one' });
  const form = { _token: await formToken(token), ...one, fmv_usd: '30' };
  const added = await page('/admin/nfts', { token, form });
  assert.equal(added.status, 303, added.text);
  const id = added.location.match(/^\/admin\/nfts\/([0-9a-f-]{36})$/)[1];
  const gem = await show(id);
  assert.deepEqual([gem.name, gem.certificate, gem.fmv_usd, gem.state, gem.version], [one.name, one.certificate_number, '30.000000', 'IN_POOL', 1]);
  assert.equal(await freeOf(id), 0, 'waits to be drawn, the first of its pool');
  const [row] = await auditOf(id);
  assert.deepEqual([row.action, row.before, row.after.certificate], ['gem.add', null, one.certificate_number]);
  await assertNothingChanges(async () => {
    const again = await page('/admin/nfts', { token, form });
    assert.equal(again.status, 400);
    assert.match(again.text, /id="admin_nfts_add-certificate_number-error">Certificate number [^<]* is in the catalogue already/);
    assert.match(again.text, /name="name" value="The &lt;b&gt;only&lt;\/b&gt; one"/);
    const refused = await api('POST', '/api/admin/nfts', { token, body: { ...one, certificate_number: randomUUID(), carat: '0.00', species: 'glass' } });
    assert.deepEqual([refused.status, refused.body.errors.map(({ field }) => field)], [400, ['species']], refused.text);
    const empty = await api('POST', '/api/admin/nfts', { token, body: { ...one, certificate_number: randomUUID(), carat: '0.00' } });
    assert.deepEqual([empty.status, empty.body.errors.map(({ field }) => field)], [400, ['carat']], empty.text);
  });
});
