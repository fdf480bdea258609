// What happens while a part of the server is gone or used up: honest refusals, nothing lost, and all well again afterwards.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { startPart, withoutPart } from './support/parts.mjs';
import { assertProblem } from './support/problems.mjs';
import { raw } from './support/raw.mjs';
import { environment, eventually, sql, sqlAs } from './support/server.mjs';
import { grant, newUser, newUsers, signIn } from './support/users.mjs';

const purchase = { quantity: 1, method: 'CREDIT' };

after(async () => {
  await sqlAs('SUPERUSER', 'ALTER ROLE gem_api CONNECTION LIMIT -1').catch(() => {});
  for (const part of ['postgres', 'memcached', 'gem-api:*']) await startPart(part);
  await sqlAs('SUPERUSER', 'ALTER ROLE gem_api CONNECTION LIMIT -1');
});

/** Ends every connection of the pool, and waits until they are gone. */
async function cutConnections() {
  const ended = await sqlAs('SUPERUSER', `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gem-api'`);
  await eventually(async () => (await sqlAs('SUPERUSER', 'SELECT FROM pg_stat_activity WHERE pid = ANY ($1)', [ended.map((row) => row.pid)])).length === 0);
}

test('E62: with memcached gone everything works, from the database', async () => {
  const pack = await newPack({ price: '10.000000', stones: { COMMON: 5 }, supply: 5 });
  await withoutPart('memcached', async () => {
    assert.deepEqual(await expectStatus(200, 'GET', '/readyz'), { status: 'ready', database: true, cache: false });
    for (const target of ['/api/pack-series', '/api/packs', `/api/packs/${pack.id}`, `/api/packs/${pack.id}/odds`]) {
      const answer = await api('GET', target);
      assert.equal(answer.status, 200, target);
      assert.match(answer.headers.get('etag'), /"[0-9a-f]{32}"/, `${target} comes from the program`);
    }
    const { token, user } = await signIn(`outage-${Date.now()}@test.example`);
    await grant([user.id], 100);
    const opening = await expectStatus(201, 'POST', `/api/packs/${pack.id}/purchase`, { token, key: 'outage', body: purchase });
    const again = await api('POST', `/api/packs/${pack.id}/purchase`, { token, key: 'outage', body: purchase });
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed'), again.body], [201, 'true', opening]);
    assertProblem(await api('POST', `/api/packs/${pack.id}/purchase`, { token, body: purchase }), 429, { code: 'purchase_too_soon' });
    assert.equal((await expectStatus(200, 'GET', `/api/packs/${pack.id}`)).remaining, 4, 'and is right at once');
    assert.equal((await expectStatus(200, 'GET', '/api/vault', { token })).items[0].nft_id, opening.items[0].nft_id);
    assert.equal((await raw('GET', opening.items[0].image_url)).headers.get('content-type'), 'image/svg+xml');
    assert.equal((await expectStatus(200, 'GET', '/api/wallet/balance', { token })).credit_balance, '90.000000');
    await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}/proof`);
  });
  await assertBooksAgree();
});

test('E61: with PostgreSQL gone the answer is 503 with Retry-After, and all is well when it is back', async () => {
  const { token } = await newUser({ credit: 100 });
  const pack = await newPack({ price: '10.000000', stones: { COMMON: 5 }, supply: 5 });
  const target = `/api/packs/${pack.id}/purchase`;
  await withoutPart('postgres', async () => {
    for (let i = 0; i < 12; i++) assertProblem(await api('GET', '/api/me', { token }), 503, { code: 'unavailable', about: `me ${i}` });
    assertProblem(await api('POST', target, { token, key: 'down', body: purchase }), 503, { code: 'unavailable' });
    assertProblem(await api('POST', '/api/auth/email-otp', { body: { email: 'outage@test.example' } }), 503);
    assertProblem(await api('GET', '/api/packs?limit=1'), 503);
    assertProblem(await api('GET', '/readyz'), 503);
    assert.equal((await api('GET', '/healthz')).status, 200, 'the process is alive');
    assertProblem(await api('GET', '/api/me', { token: 'garbage' }), 401, { about: 'what needs no database is still said' });
  });
  await eventually(async () => (await api('GET', '/api/me', { token })).status === 200);
  await expectStatus(201, 'POST', target, { token, key: 'down', body: purchase });
  await assertBooksAgree();
});

test('E61: connections cut in the middle of everything cost nothing: each request is done once or refused', async () => {
  const people = await newUsers(20, { credit: 10 });
  const pack = await newPack({ price: '10.000000', stones: { COMMON: 20 }, supply: 20 });
  let done = false;
  const cutter = (async () => {
    while (!done) {
      await sqlAs('SUPERUSER', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gem-api'`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const answers = await Promise.all(people.map(({ token }) => api('POST', `/api/packs/${pack.id}/purchase`, { token, key: 'cut', body: purchase })));
  done = true;
  await cutter;
  for (const answer of answers) assert.ok(answer.status === 201 || answer.status === 503, answer.text);
  await eventually(async () => (await api('GET', '/api/me', { token: people[0].token })).status === 200);
  for (const { token } of people) await expectStatus(201, 'POST', `/api/packs/${pack.id}/purchase`, { token, key: 'cut', body: purchase });
  const [{ openings }] = await sql('SELECT count(*)::integer AS openings FROM opening WHERE pack_id = $1', [pack.id]);
  assert.equal(openings, 20);
  await assertBooksAgree();
});

test('E61: connections cut while nobody used them are made again, and no request pays for it', async () => {
  const { token } = await newUser();
  const ask = () => Promise.all(Array.from({ length: 40 }, () => api('GET', '/api/me', { token })));
  const statuses = async () => [...new Set((await ask()).map((answer) => answer.status))];
  assert.deepEqual(await statuses(), [200]);
  await cutConnections();
  assert.deepEqual(await statuses(), [200]);
});

test('E61: no connection left is 503 with Retry-After', async () => {
  const { token } = await newUser();
  await sqlAs('SUPERUSER', 'ALTER ROLE gem_api CONNECTION LIMIT 0');
  try {
    await cutConnections();
    for (let i = 0; i < 12; i++) assertProblem(await api('GET', '/api/me', { token }), 503, { code: 'unavailable' });
  } finally {
    await sqlAs('SUPERUSER', 'ALTER ROLE gem_api CONNECTION LIMIT -1');
  }
  for (let i = 0; i < 12; i++) assert.equal((await api('GET', '/api/me', { token })).status, 200);
});

test('E61: when every process is held up, requests wait with a limit, are refused with Retry-After, and others come through', async () => {
  const [held, other] = await newUsers(2, { credit: 100 });
  const pack = await newPack({ price: '10.000000', stones: { COMMON: 3 }, supply: 3 });
  const client = new pg.Client({ connectionString: environment.GEM_DATABASE_URL_OWNER });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM app_user WHERE id = $1 FOR UPDATE', [held.id]);
  const started = Date.now();
  try {
    const waiting = Array.from({ length: 12 }, () => api('POST', `/api/packs/${pack.id}/purchase`, { token: held.token, body: purchase }));
    const through = api('GET', '/api/me', { token: other.token });
    const first = await Promise.race(waiting);
    assert.ok(Date.now() - started < 15000, `the first waited ${Date.now() - started} ms`);
    assertProblem(first, 503);
    assert.equal((await through).status, 200);
    await client.query('ROLLBACK');
    const statuses = (await Promise.all(waiting)).map((answer) => answer.status);
    assert.ok(statuses.every((status) => [201, 429, 503].includes(status)), String(statuses));
    assert.ok(Date.now() - started < 30000);
  } finally {
    await client.end();
  }
  await assertBooksAgree();
});

test('E61: with no process in the pool nginx says 503 with Retry-After; what is cached or static still comes', async () => {
  const { token } = await newUser();
  await withoutPart('gem-api:*', async () => {
    assertProblem(await raw('GET', '/api/me', { headers: { Authorization: `Bearer ${token}` } }), 503, { code: 'unavailable' });
    assertProblem(await raw('POST', '/api/auth/email-otp', { headers: { 'Content-Type': 'application/json' }, body: '{}' }), 503);
    assertProblem(await raw('GET', '/readyz'), 503);
    assertProblem(await raw('GET', '/api/packs?limit=1'), 503);
    assert.equal((await raw('GET', '/verify')).status, 200);
  });
  assert.equal((await api('GET', '/api/me', { token })).status, 200);
});
