// Importing gems in the console: at once by a script, or uploaded, looked through and then imported (E55).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { formToken, page, signInAsAdmin } from './support/admin.mjs';
import { stone } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { eventually, sql, url } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';

after(assertBooksAgree);
const token = await signInAsAdmin('catalogue');
const csrf = await formToken(token);
const countOf = async (collection) => Number((await sql('SELECT count(*) FROM nft JOIN collection ON collection.id = collection_id WHERE collection.name = $1', [collection]))[0].count);
const batchOf = (count, changes = {}, collection = `Imported ${randomUUID()}`) => ({ collection, nfts: Array.from({ length: count }, () => stone({ collection, ...changes })) });
const importNow = (body) => api('POST', '/api/admin/nfts/batch-import', { token, body });

/** Sends a file as a browser does. */
async function upload(content, { name = 'gems.json', fields = { _token: csrf }, as = token } = {}) {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  if (content !== undefined) form.append('file', new Blob([content], { type: 'application/json' }), name);
  const answer = await fetch(`${url}/admin/nfts/batches`, { method: 'POST', body: form, redirect: 'manual', headers: { cookie: `gem-admin=${as}` } });
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
}

const importBatch = (id) => page(`/admin/nfts/batches/${id}/import`, { token, form: { _token: csrf } });

test('E55: a script imports a batch, or only looks through it; one gem is a batch too', async () => {
  const { collection, nfts } = batchOf(3);
  assert.deepEqual((await importNow({ nfts, dry_run: true })).body, { dry_run: true, stones: 3, pools: 1, total_fmv_usd: '60.000000' });
  assert.equal(await countOf(collection), 0);
  assert.deepEqual((await importNow({ nfts })).body, { dry_run: false, stones: 3, pools: 1, total_fmv_usd: '60.000000' });
  assert.equal(await countOf(collection), 3);
  assert.equal((await importNow({ nfts: [stone({ collection, rarity: 'RARE' })] })).status, 200);
  const rows = await sql(`SELECT action, after FROM audit_log WHERE subject_type = 'catalogue' ORDER BY id DESC LIMIT 3`);
  assert.deepEqual(rows.map(({ action }) => action), ['gem.import', 'gem.import', 'gem.check_batch']);
});

test('E55: a batch with any fault changes nothing and names each', async () => {
  const { nfts } = batchOf(4);
  nfts[1].carat = '0.00';
  nfts[2].rarity = 'UNHEARD';
  delete nfts[3].name;
  for (const dry_run of [true, false]) {
    const refused = await assertNothingChanges(() => importNow({ nfts, dry_run }));
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.body.errors.map(({ field }) => field).sort(), ['nfts[2].rarity', 'nfts[3].name']);
  }
  nfts[2].rarity = 'RARE';
  nfts[3].name = 'There';
  assert.deepEqual((await importNow({ nfts })).body.errors.map(({ field }) => field), ['nfts[1].carat']);
  nfts[1].carat = '1.00';
  nfts[3].certificate_number = nfts[0].certificate_number;
  const twice = await assertNothingChanges(() => importNow({ nfts }));
  assert.deepEqual(twice.body.errors.map(({ field, code }) => [field, code]), [['nfts[3].certificate_number', 'duplicate']]);
  assert.equal((await api('POST', '/api/admin/nfts/batch-import', { token: await signInAsAdmin('support'), body: { nfts } })).status, 403);
});

test('E55: an uploaded file is looked through first, then imported as a whole', async () => {
  const { collection, nfts } = batchOf(5);
  const uploaded = await upload(JSON.stringify({ nfts }), { name: '<script>alert(1)</script>.json' });
  assert.equal(uploaded.status, 303, uploaded.text);
  assert.match(uploaded.location, /^\/admin\/nfts\/batches\/[0-9a-f-]{36}$/);
  const id = uploaded.location.split('/').at(-1);
  assert.equal(await countOf(collection), 0, 'nothing is imported yet');
  const ready = await page(uploaded.location, { token });
  assert.ok(ready.text.includes('Import 5 gems') && !ready.text.includes('<script>alert') && ready.text.includes('&lt;script&gt;alert(1)'));
  const batch = await expectStatus(200, 'GET', `/api/admin/nfts/batches/${id}`, { token });
  assert.deepEqual([batch.status, batch.stones, batch.pools, batch.total_fmv_usd, batch.faults], ['READY', 5, 1, '100.000000', 0]);
  assert.equal((await importBatch(id)).status, 303);
  assert.equal(await countOf(collection), 5);
  const done = await expectStatus(200, 'GET', `/api/admin/nfts/batches/${id}`, { token });
  assert.ok(done.status === 'IMPORTED' && done.milliseconds >= 0 && done.imported_at);
  assert.match((await page(uploaded.location, { token })).text, /All 5 gems were imported/);
  assert.equal((await importBatch(id)).status, 409, 'once');
  assert.equal(await countOf(collection), 5);
  const rows = await sql('SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id', [id]);
  assert.deepEqual(rows.map(({ action }) => action), ['gem_batch.upload', 'gem_batch.import']);
  assert.equal((await sql('SELECT content FROM nft_batch WHERE id = $1', [id]))[0].content, null);
});

test('E55: every bad row of an upload is shown with its number and field, and cannot be imported', async () => {
  const { collection, nfts } = batchOf(4);
  nfts[0].carat = '0.00';
  nfts[2].fmv_usd = '<script>alert(1)</script>';
  nfts[3] = { ...nfts[3], extra: 1 };
  const uploaded = await upload(JSON.stringify({ nfts }));
  const id = uploaded.location.split('/').at(-1);
  const batch = await expectStatus(200, 'GET', `/api/admin/nfts/batches/${id}`, { token });
  assert.deepEqual([batch.status, batch.stones], ['FAULTY', 4]);
  assert.ok(batch.faults >= 2);
  const named = batch.first_faults.map(({ row, field }) => `${row} ${field}`);
  assert.ok(named.includes('3 fmv_usd') && named.includes('4 extra'), named.join());
  const shown = await page(uploaded.location, { token });
  assert.match(shown.text, /<td class="number">3<\/td><th scope="row" class="code">fmv_usd<\/th>/);
  assert.ok(!shown.text.includes('<script>alert'));
  assert.equal((await importBatch(id)).status, 409);
  assert.equal(await countOf(collection), 0);
});

test('E55: what no longer fits when it is imported imports nothing', async () => {
  const { collection, nfts } = batchOf(3);
  const id = (await upload(JSON.stringify({ nfts }))).location.split('/').at(-1);
  assert.equal((await importNow({ nfts: [nfts[1]] })).status, 200);
  const refused = await importBatch(id);
  assert.equal(refused.status, 400);
  assert.match(refused.text, /1 rows do not fit any more/);
  assert.equal(await countOf(collection), 1);
  assert.equal((await expectStatus(200, 'GET', `/api/admin/nfts/batches/${id}`, { token })).status, 'READY');
});

test('E55: two who import one batch at once import it once', async () => {
  const { collection, nfts } = batchOf(50);
  const id = (await upload(JSON.stringify({ nfts }))).location.split('/').at(-1);
  const answers = await Promise.all(Array.from({ length: 10 }, () => api('POST', `/api/admin/nfts/batches/${id}/import`, { token })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(409)]);
  assert.equal(await countOf(collection), 50);
});

test('an upload that is no file, no JSON or not our form is refused and stores nothing', async () => {
  const { nfts } = batchOf(1);
  const good = JSON.stringify({ nfts });
  const viewer = await signInAsAdmin('viewer');
  await assertNothingChanges(async () => {
    assert.equal((await upload(undefined)).status, 400, 'no file');
    assert.equal((await upload('')).status, 400, 'an empty file');
    assert.equal((await upload('{"nfts": [')).status, 400, 'no JSON');
    assert.equal((await upload('\u0000')).status, 400);
    assert.equal((await upload(good, { fields: { _token: 'x' } })).status, 403);
    assert.equal((await upload(good, { fields: {} })).status, 403);
    assert.equal((await upload(good, { as: viewer })).status, 403);
    const raw = (type, body) => fetch(`${url}/admin/nfts/batches`, { method: 'POST', body, headers: { cookie: `gem-admin=${token}`, 'content-type': type } });
    for (const [type, body] of [['multipart/form-data', '--x--'], ['multipart/form-data; boundary=x', 'nothing'], ['multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nno end']])
      assert.equal((await raw(type, body)).status, 400, body);
    assert.equal((await raw('text/plain', good)).status, 415);
  });
  const stored = await api('POST', '/api/admin/nfts/batches', { token, body: { nfts } });
  assert.deepEqual([stored.status, stored.body.status, stored.body.file_name], [201, 'READY', '']);
  assert.equal((await api('POST', '/api/admin/nfts/batches', { token, raw: good, headers: { 'content-type': 'text/plain' } })).status, 415);
  assert.ok((await expectStatus(200, 'GET', '/api/admin/nfts/batches?limit=1', { token })).items[0].id);
  await expectStatus(404, 'GET', `/api/admin/nfts/batches/${randomUUID()}`, { token });
});

test('E55: a large batch is left to the worker, and its page tells how far it is', async () => {
  const { collection, nfts } = batchOf(5001);
  const uploaded = await upload(JSON.stringify({ nfts }));
  assert.equal(uploaded.status, 303, uploaded.text.slice(0, 500));
  const id = uploaded.location.split('/').at(-1);
  assert.equal((await importBatch(id)).status, 303);
  assert.equal((await importBatch(id)).status, 409, 'once');
  const read = () => expectStatus(200, 'GET', `/api/admin/nfts/batches/${id}`, { token });
  await eventually(async () => (await read()).status === 'IMPORTED', 60000);
  assert.equal(await countOf(collection), 5001);
  assert.match((await page(uploaded.location, { token })).text, /All 5,001 gems were imported/);
});

test('E55: what the worker finds not to fit any more is refused as a whole, and says so', async () => {
  const { collection, nfts } = batchOf(5001);
  const id = (await upload(JSON.stringify({ nfts }))).location.split('/').at(-1);
  assert.equal((await importNow({ nfts: [nfts[7]] })).status, 200);
  assert.equal((await importBatch(id)).status, 303);
  const read = () => expectStatus(200, 'GET', `/api/admin/nfts/batches/${id}`, { token });
  await eventually(async () => (await read()).status === 'REFUSED', 60000);
  assert.match((await page(`/admin/nfts/batches/${id}`, { token })).text, /Nothing was imported\. The catalogue has changed: 1 rows do not fit/);
  assert.equal(await countOf(collection), 1);
});
