// Series, packs, their odds in versions and trying them out, in the console (D3, E4, E54, E57, E65).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { formToken, page, putCurrent, signInAsAdmin } from './support/admin.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { assertProven, buy, mustBuy, remainingOf } from './support/openings.mjs';
import { eventually, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { newUser, newUsers } from './support/users.mjs';

after(assertBooksAgree);
const token = await signInAsAdmin('catalogue');
const gradient = '#112233,#445566';

const show = (id) => expectStatus(200, 'GET', `/api/admin/packs/${id}`, { token });
const auditOf = (id) => sql('SELECT action, before, after FROM audit_log WHERE subject_id = $1 ORDER BY id', [id]);
const publish = (id, rows, options = {}) => api('POST', `/api/admin/packs/${id}/versions`, { token, body: { rows }, ...options });
const simulate = (id, body = {}) => api('POST', `/api/admin/packs/${id}/simulate`, { token, body });
const poolsOf = async (collection) => Object.fromEntries((await sql(
  'SELECT rarity, pool.id FROM pool JOIN collection ON collection.id = collection_id WHERE collection.name = $1', [collection])).map((row) => [row.rarity, row.id]));
const newSeries = (name = `Series ${randomUUID()}`) => expectStatus(201, 'POST', '/api/admin/pack-series', { token, body: { name, description: 'For a test' } });

async function newDraft(changes = {}) {
  const body = { series_id: (await newSeries()).id, name: `Draft ${randomUUID()}`, description: 'A draft', price_usd: '10.000000', xp_reward: 5, max_supply: 20, image_gradient: gradient, ...changes };
  return expectStatus(201, 'POST', '/api/admin/packs', { token, body });
}

const wishOf = ({ series_id, name, description, price_usd, xp_reward, image_gradient, status }, changes) =>
  ({ series_id, name, description, price_usd, xp_reward, image_gradient, status, ...changes });
const change = async (id, changes) => putCurrent(token, `/api/admin/packs/${id}`, `/api/admin/packs/${id}`, wishOf(await show(id), changes));

test('D3: from a series and a draft to a pack that is sold', async () => {
  const series = await newSeries();
  const draft = await newDraft({ series_id: series.id });
  assert.deepEqual([draft.status, draft.odds_version, draft.remaining, draft.max_supply], ['DRAFT', null, 20, 20]);
  await expectStatus(404, 'GET', `/api/packs/${draft.id}`);
  const { collection } = await newPack({ stones: { COMMON: 5, RARE: 5 } });
  const pools = await poolsOf(collection);
  assert.equal((await change(draft.id, { status: 'ACTIVE' })).status, 422, 'without odds it is not sold');
  const published = await publish(draft.id, [{ pool_id: pools.COMMON, drop_rate: '90.00' }, { pool_id: pools.RARE, drop_rate: '10.00' }]);
  assert.deepEqual([published.status, published.body.odds_version], [201, 1]);
  assert.equal((await change(draft.id, { status: 'ACTIVE' })).status, 200);
  const user = await newUser({ credit: 50 });
  await assertProven((await mustBuy(user, draft)).id);
  const shown = await show(draft.id);
  assert.deepEqual(shown.versions.map(({ version, current }) => [version, current]), [[1, true]]);
  assert.deepEqual(shown.rows.map(({ pool_id, drop_rate }) => [pool_id, drop_rate]), [[pools.COMMON, '90.00'], [pools.RARE, '10.00']]);
  assert.deepEqual((await auditOf(draft.id)).map(({ action }) => action), ['pack.create', 'pack.publish_odds', 'pack.change']);
  const found = await expectStatus(200, 'GET', `/api/admin/packs?q=${draft.name.slice(8, 30)}&status=ACTIVE&series_id=${series.id}`, { token });
  assert.deepEqual(found.items.map(({ id }) => id), [draft.id]);
  assert.equal((await expectStatus(200, 'GET', `/api/admin/packs?q=${draft.name}&status=DRAFT`, { token })).items.length, 0);
});

test('D3: what is changed is seen outside, whatever was kept of it', async () => {
  const pack = await newPack();
  const read = () => expectStatus(200, 'GET', `/api/packs/${pack.id}`);
  // A copy is removed with the change; where memcached is too busy to hear of it, it ends by itself within a second.
  const isSeen = (fields) => eventually(async () => { const seen = await read(); return Object.entries(fields).every(([name, value]) => seen[name] === value); }, 5000);
  await read();
  await expectStatus(200, 'GET', '/api/packs');
  const changed = await change(pack.id, { price_usd: '12.340000', description: 'Now another', xp_reward: 7 });
  assert.equal(changed.status, 200);
  await isSeen({ price_usd: '12.340000', description: 'Now another' });
  const paused = await change(pack.id, { status: 'PAUSED' });
  assert.equal(paused.body.status, 'PAUSED');
  await isSeen({ status: 'PAUSED' });
  assert.equal((await buy(await newUser({ credit: 20 }), pack)).status, 409);
  const rows = await auditOf(pack.id);
  assert.deepEqual([rows[0].before.price_usd, rows[0].after.price_usd, rows[1].before.status, rows[1].after.status], ['10.000000', '12.340000', 'ACTIVE', 'PAUSED']);
});

test('D3: the status moves by its moves alone, and supply only grows', async () => {
  const pack = await newPack({ supply: 100 });
  assert.equal((await change(pack.id, { status: 'DRAFT' })).status, 422);
  assert.equal((await change(pack.id, { add_supply: -1 })).status, 400);
  assert.equal((await change(pack.id, { add_supply: 33 })).body.max_supply, 133);
  assert.equal(await remainingOf(pack), 133);
  assert.equal((await change(pack.id, { add_supply: 0 })).body.max_supply, 133);
  assert.equal((await change(pack.id, { status: 'ENDED' })).status, 200);
  assert.equal((await change(pack.id, { status: 'ACTIVE' })).status, 422);
  const pools = await poolsOf(pack.collection);
  assert.equal((await publish(pack.id, [{ pool_id: pools.COMMON, drop_rate: '100.00' }])).status, 422);
});

test('D3: supply grows while fifty buy, and every unit is accounted for', async () => {
  const pack = await newPack({ supply: 30, price: '1.000000', stones: { COMMON: 100 } });
  const buyers = await newUsers(50, { credit: 5 });
  const grow = async (left) => { if (left > 0) { assert.ok([200, 412].includes((await change(pack.id, { add_supply: 7 })).status)); await grow(left - 1); } };
  const [bought] = await Promise.all([Promise.all(buyers.map((buyer) => buy(buyer, pack))), grow(5)]);
  const sold = bought.filter(({ status }) => status === 201).length;
  assert.ok(bought.every(({ status, body }) => status === 201 || body.code === 'sold_out'), JSON.stringify(bought.map(({ body }) => body.code)));
  assert.equal(await remainingOf(pack), (await show(pack.id)).max_supply - sold);
});

test('D3: wrong fields of a pack are named and change nothing', async () => {
  const pack = await newPack();
  const other = await newPack();
  const draft = { series_id: (await newSeries()).id, name: `Never ${randomUUID()}`, price_usd: '1.000000', xp_reward: 1, max_supply: 1, image_gradient: gradient };
  const others = await Promise.all(['viewer', 'support', 'finance'].map(signInAsAdmin));
  await assertNothingChanges(async () => {
    for (const [field, value] of [['price_usd', '0.000000'], ['price_usd', '0.009999'], ['price_usd', '1000000.000001'], ['price_usd', 'free'], ['name', ''], ['name', 'x'.repeat(81)],
      ['xp_reward', -1], ['image_gradient', '#112233-#445566'], ['image_gradient', '#11223,##445566'], ['status', 'GONE'], ['series_id', 'x'], ['max_supply', 5], ['add_supply', 10000001]]) {
      const refused = await change(pack.id, { [field]: value });
      assert.equal(refused.status, 400, `${field} ${value}: ${refused.text}`);
      assert.ok(refused.body.errors.some((error) => error.field === field), `${field}: ${refused.text}`);
    }
    for (const [field, value] of [['max_supply', 0], ['name', undefined], ['series_id', undefined], ['image_gradient', '#zz2233,#445566']])
      assert.ok((await api('POST', '/api/admin/packs', { token, body: { ...draft, [field]: value } })).body.errors.some((error) => error.field === field), field);
    assert.equal((await change(pack.id, { name: other.name })).status, 409, 'a name is taken');
    assert.equal((await api('POST', '/api/admin/packs', { token, body: { ...draft, name: other.name } })).status, 409);
    assert.equal((await change(pack.id, { series_id: randomUUID() })).status, 409);
    for (const token of others) {
      assert.equal((await api('POST', '/api/admin/packs', { token, body: draft })).status, 403);
      assert.equal((await publish(pack.id, [], { token })).status, 403);
    }
  });
});

test('E4: rates that do not add up to 100.00 are refused with their sum, also from the form', async () => {
  const pack = await newPack({ stones: { COMMON: 3, RARE: 3 }, odds: { COMMON: '60.00', RARE: '40.00' } });
  const { COMMON, RARE } = await poolsOf(pack.collection);
  const rows = (first, second) => [{ pool_id: COMMON, drop_rate: first }, { pool_id: RARE, drop_rate: second }];
  const csrf = await formToken(token);
  const { version } = await show(pack.id);
  await assertNothingChanges(async () => {
    for (const [first, second, sum] of [['60.00', '39.99', '99.99'], ['60.00', '40.01', '100.01'], ['100.00', '100.00', '200.00']]) {
      const refused = await publish(pack.id, rows(first, second));
      assert.deepEqual([refused.status, refused.body.code], [422, 'drop_rates_not_100']);
      assert.ok(refused.body.detail.includes(`add up to ${sum}, not 100.00`), refused.body.detail);
    }
    for (const [list, field] of [[rows('0.00', '100.00'), 'rows[0].drop_rate'], [rows('50.00', '50.0'), 'rows[1].drop_rate'], [rows('-1.00', '101.00'), 'rows[0].drop_rate'],
      [[{ pool_id: COMMON, drop_rate: '50.00' }, { pool_id: COMMON, drop_rate: '50.00' }], 'rows[1].pool_id'], [[{ pool_id: randomUUID(), drop_rate: '100.00' }], 'rows[0].pool_id'],
      [[{ pool_id: COMMON }], 'rows[0].drop_rate'], [[], 'rows']]) {
      const refused = await publish(pack.id, list);
      assert.equal(refused.status, 400, field);
      assert.ok(refused.body.errors.some((error) => error.field === field), `${field}: ${refused.text}`);
    }
    const form = { _token: csrf, _version: String(version), 'rows[0].pool_id': COMMON, 'rows[0].drop_rate': '61.00', 'rows[1].pool_id': RARE, 'rows[1].drop_rate': '40.00', 'rows[2].pool_id': '', 'rows[2].drop_rate': '' };
    const refused = await page(`/admin/packs/${pack.id}/versions`, { token, form });
    assert.equal(refused.status, 422);
    assert.ok(refused.text.includes('add up to 101.00, not 100.00') && refused.text.includes('value="61.00"'));
    const half = await page(`/admin/packs/${pack.id}/versions`, { token, form: { ...form, 'rows[2].pool_id': COMMON } });
    assert.equal(half.status, 400);
    assert.match(half.text, /id="rows-2-drop_rate-error">[^<]*is required/);
  });
});

test('E54: other odds are a new version, the same ones are none, and who bought before keeps theirs', async () => {
  const pack = await newPack({ stones: { COMMON: 30, RARE: 30 }, odds: { COMMON: '60.00', RARE: '40.00' } });
  const { COMMON, RARE } = await poolsOf(pack.collection);
  const rows = (first, second) => [{ pool_id: COMMON, drop_rate: first }, { pool_id: RARE, drop_rate: second }];
  const before = await expectStatus(200, 'GET', `/api/packs/${pack.id}/odds`);
  assert.equal((await publish(pack.id, rows('60.00', '40.00'))).status, 409);
  const [early, later] = await newUsers(2, { credit: 50 });
  const old = await mustBuy(early, pack);
  const published = await publish(pack.id, rows('59.99', '40.01'));
  assert.deepEqual([published.status, published.body.odds_version], [201, 2]);
  assert.notEqual(published.body.version_hash, before.version_hash);
  const after = await expectStatus(200, 'GET', `/api/packs/${pack.id}/odds`);
  assert.deepEqual([after.version, after.version_hash, after.odds.map((row) => row.drop_rate)], [2, published.body.version_hash, ['59.99', '40.01']]);
  await assertProven((await mustBuy(later, pack)).id);
  assert.equal((await assertProven(old.id)).version_hash, before.version_hash);
  // With a form: the same mechanism, row by row, and a row that is emptied is left out.
  const { version } = await show(pack.id);
  const form = { _token: await formToken(token), _version: String(version), 'rows[0].pool_id': '', 'rows[0].drop_rate': '', 'rows[1].pool_id': RARE, 'rows[1].drop_rate': '100.00' };
  const saved = await page(`/admin/packs/${pack.id}/versions`, { token, form });
  assert.deepEqual([saved.status, saved.location], [303, `/admin/packs/${pack.id}`]);
  const shown = await show(pack.id);
  assert.deepEqual(shown.rows.map(({ pool_id, drop_rate }) => [pool_id, drop_rate]), [[RARE, '100.00']]);
  assert.deepEqual(shown.versions.map(({ version: number, current }) => [number, current]), [[3, true], [2, false], [1, false]]);
  const stale = await page(`/admin/packs/${pack.id}/versions`, { token, form: { ...form, 'rows[1].pool_id': COMMON } });
  assert.equal(stale.status, 412, 'odds are not published over those one has not seen');
  assert.equal((await publish(pack.id, rows('50.00', '50.00'), { headers: { 'if-match': `"${version}"` } })).status, 412);
});

test('E57: of fifty administrators who save one pack at once, one does, and the others see the difference', async () => {
  const pack = await newPack();
  const seen = await show(pack.id);
  const save = (index) => api('PUT', `/api/admin/packs/${pack.id}`, { token, body: wishOf(seen, { description: `By ${index}` }), headers: { 'if-match': `"${seen.version}"` } });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => save(index)));
  const winner = answers.find(({ status }) => status === 200).body;
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(49).fill(412)]);
  assert.ok(answers.filter(({ status }) => status === 412).every(({ body }) => body.current.description === winner.description));
  assert.equal((await auditOf(pack.id)).length, 1);
  const form = { _token: await formToken(token), _method: 'PUT', _version: String(seen.version), ...wishOf(seen, { description: 'Mine' }) };
  const stale = await page(`/admin/packs/${pack.id}`, { token, form });
  assert.equal(stale.status, 412);
  assert.ok(stale.text.includes(`<th scope="row">Description</th><td>Mine</td><td>${winner.description}</td>`));
});

test('D3: expected value and return are those of the pools', async () => {
  const pack = await newPack({ stones: { COMMON: 3, RARE: 3 }, odds: { COMMON: '90.00', RARE: '10.00' }, fmv: { COMMON: '5.000000', RARE: '100.000000' } });
  const shown = await show(pack.id);
  assert.deepEqual([shown.expected_value_usd, shown.instant_return], ['14.500000', '123.25']); // 0.9 · 5 + 0.1 · 100, of which 85 % by 10
  assert.deepEqual(shown.rows.map(({ available, average_fmv_usd }) => [available, average_fmv_usd]), [[3, '5.000000'], [3, '100.000000']]);
  const option = shown.pool_id_options.find(({ value }) => value === shown.rows[1].pool_id);
  assert.deepEqual([option.label, option.count, option.figure], [`${pack.collection} · Rare — 3 left, $100.00 on average`, 3, '100.000000']);
});

test('D3: trying odds out draws as an opening does, gives the same for the same seed, and takes nothing', async () => {
  const pack = await newPack({ stones: { COMMON: 20, RARE: 5 }, odds: { COMMON: '75.00', RARE: '25.00' }, fmv: { COMMON: '5.000000', RARE: '40.000000' } });
  const { COMMON, RARE } = await poolsOf(pack.collection);
  const first = await simulate(pack.id, { draws: 20000, seed: 'one' });
  assert.equal(first.status, 200, first.text);
  const { body } = first;
  assert.deepEqual((await simulate(pack.id, { draws: 20000, seed: 'one' })).body, body);
  assert.notDeepEqual((await simulate(pack.id, { draws: 20000, seed: 'two' })).body.rows, body.rows);
  assert.deepEqual(body.rows.map(({ expected }) => expected), [15000, 5000]);
  assert.equal(body.rows[0].drawn + body.rows[1].drawn, 20000);
  assert.ok(Math.abs(body.rows[1].drawn - 5000) < 400, String(body.rows[1].drawn)); // 6.5 times the standard deviation
  assert.deepEqual([body.expected_value_usd, body.median_usd, body.percentile_95_usd, body.highest_usd], ['13.750000', '5.000000', '40.000000', '40.000000']);
  const mean = (body.rows[0].drawn * 5e6 + body.rows[1].drawn * 40e6) / 20000;
  assert.equal(Number(body.average_value_usd) * 1e6, Math.floor(mean));
  assert.equal(body.above_price, body.rows[1].share);
  // Odds that are not published yet.
  const other = await simulate(pack.id, { rows: [{ pool_id: RARE, drop_rate: '99.00' }, { pool_id: COMMON, drop_rate: '1.00' }], draws: 1000 });
  assert.ok(other.body.rows[0].drawn > 950 && other.body.rows[0].rarity === 'RARE');
  assert.equal((await simulate(pack.id)).body.draws, 100000);
  assert.equal((await simulate(pack.id, { rows: [{ pool_id: RARE, drop_rate: '99.00' }] })).body.code, 'drop_rates_not_100');
  for (const [field, value] of [['draws', 0], ['draws', 100001], ['seed', 'x'.repeat(65)]]) assert.equal((await simulate(pack.id, { [field]: value })).status, 400, field);
  assert.equal((await simulate((await newDraft()).id)).status, 422);
  assert.equal(await remainingOf(pack), 100);
  assert.deepEqual((await auditOf(pack.id)).map(({ action }) => action), Array(5).fill('pack.simulate'));
  const form = { _token: await formToken(token), draws: '500', seed: '<script>x</script>', 'rows[0].pool_id': RARE, 'rows[0].drop_rate': '100.00' };
  const shown = await page(`/admin/packs/${pack.id}/simulate`, { token, form });
  assert.equal(shown.status, 200);
  assert.ok(shown.text.includes('500 draws') && shown.text.includes('100.00 %') && shown.text.includes('&lt;script&gt;x') && !shown.text.includes('<script>x'));
});

test('E65: whatever stands in a pack or a series shows as text', async () => {
  const evil = '<script>alert(1)</script>"\'&';
  const series = await newSeries(`${evil}${randomUUID()}`);
  const draft = await newDraft({ series_id: series.id, name: `${evil}${randomUUID().slice(0, 8)}`, description: evil });
  for (const target of [`/admin/packs?q=${encodeURIComponent(evil)}`, `/admin/packs/${draft.id}`, '/admin/packs/new', '/admin/pack-series', `/admin/pack-series/${series.id}`]) {
    const { status, text } = await page(target, { token });
    assert.equal(status, 200, target);
    assert.ok(!text.includes('<script>alert') && text.includes('&lt;script&gt;alert(1)'), target);
  }
});

test('D3: a series is added and changed under its version; its name is its own', async () => {
  const series = await newSeries();
  const target = `/api/admin/pack-series/${series.id}`;
  await expectStatus(409, 'POST', '/api/admin/pack-series', { token, body: { name: series.name } });
  await expectStatus(200, 'GET', '/api/pack-series');
  const changed = await putCurrent(token, target, target, { name: `${series.name}!`, description: 'Other' });
  assert.deepEqual([changed.status, changed.body.version, changed.body.description], [200, 2, 'Other']);
  assert.equal((await api('PUT', target, { token, body: { name: 'x' }, headers: { 'if-match': '"1"' } })).status, 412);
  const listed = await expectStatus(200, 'GET', '/api/admin/pack-series', { token });
  assert.equal(listed.items.find(({ id }) => id === series.id).packs, 0);
  assert.deepEqual((await auditOf(series.id)).map(({ action }) => action), ['series.add', 'series.change']);
  const form = { _token: await formToken(token), series_id: series.id, name: `Made ${randomUUID()}`, price_usd: '3', xp_reward: '1', max_supply: '9', image_gradient: gradient };
  const made = await page('/admin/packs', { token, form });
  assert.equal(made.status, 303, made.text);
  assert.match(made.location, /^\/admin\/packs\/[0-9a-f-]{36}$/);
  const refused = await page('/admin/packs', { token, form: { ...form, name: '' } });
  assert.equal(refused.status, 400);
  assert.ok(refused.text.includes(`<option value="${series.id}" selected>`), 'what was chosen is kept');
  await expectStatus(200, 'GET', '/api/admin/packs/new', { token });
});
