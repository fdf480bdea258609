// What holds for every request, whatever it asks: problem documents, request ids, caching, limits, and what happens when a part is gone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { newPack } from './support/catalogue.mjs';
import { api, document, expectStatus } from './support/client.mjs';
import { cacheGet, cacheRemove, cacheSet } from './support/memcached.mjs';
import { assertProblem } from './support/problems.mjs';
import { raw, rawBytes } from './support/raw.mjs';
import { environment, eventually, pause, sql, url } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { newUser, newUsers, signIn } from './support/users.mjs';

const nowhere = '00000000-0000-7000-8000-000000000000';
const json = { 'content-type': 'application/json' };
const purchase = { quantity: 1, method: 'CREDIT' };
const logLines = () => readFileSync(path.join(environment.GEM_LOG, 'gem-api.log'), 'utf8').split('\n');

test('an unknown address is a problem document, from the program and from nginx', async () => {
  for (const target of ['/api/nothing', '/api/', '/api/packs/', '/api/packs//odds', '/api/me/more', '/API/packs', '/nothing', '/.git/config',
    '/api/packs/openings/x', '/metrics/x', '/-/problem/404', '/index.html/x', '/hooks/nothing', '/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd']) {
    for (const method of ['GET', 'DELETE']) {
      const answer = await raw(method, target);
      assertProblem(answer, /%2e|%2f/.test(target) ? [400, 404] : method === 'GET' ? 404 : [404, 405], { about: `${method} ${target}` });
    }
  }
});

test('a path with a malformed id is 404, like one whose id is unknown', async () => {
  const { token } = await newUser();
  for (const id of ['x', '0', nowhere.toUpperCase().replace('0', 'F'), `${nowhere}0`, nowhere.slice(1), `{${nowhere}}`, `${nowhere}%20`, nowhere.replace(/-/g, ''), '%00']) {
    for (const target of [`/api/packs/${id}`, `/api/packs/${id}/odds`, `/api/vault/${id}`, `/api/packs/openings/${id}`, `/api/nfts/${id}/image`]) {
      const answer = await raw('GET', target, { headers: { Authorization: `Bearer ${token}` } });
      assertProblem(answer, id === '%00' ? [400, 404] : 404, { about: target });
    }
  }
  for (const target of [`/api/packs/${nowhere}`, `/api/packs/${nowhere}/odds`, `/api/vault/${nowhere}`, `/api/packs/openings/${nowhere}`, `/api/nfts/${nowhere}/image`]) {
    assertProblem(await api('GET', target, { token }), 404, { code: 'not_found', about: target });
  }
});

test('another method is 405 and Allow names those that there are', async () => {
  for (const [template, methods] of Object.entries(document.paths)) {
    const target = template.replace(/\{\w*id\}/g, nowhere).replace(/\{\w+\}/g, 'x');
    const known = Object.keys(methods).map((method) => method.toUpperCase());
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !known.includes(method));
    for (const method of [...others, 'BREW', 'TRACK']) {
      const answer = await raw(method, target, { headers: json, body: method === 'GET' ? '' : '{}' });
      assertProblem(answer, 405, { code: 'method_not_allowed', about: `${method} ${target}` });
      const allowed = answer.headers.get('allow').split(', ').sort();
      assert.deepEqual(allowed, [...known, ...(known.includes('GET') ? ['HEAD'] : [])].sort(), `${method} ${target}`);
    }
  }
  assertProblem(await raw('TRACE', '/api/me'), 405, { about: 'TRACE, which nginx refuses itself' });
  assertProblem(await raw('POST', '/verify'), 405, { about: 'POST to a page' });
});

test('a body over 64 KiB is 413, one of 64 KiB is read', async () => {
  const sized = (bytes) => `{"email":"${'x'.repeat(bytes - 12)}"}`;
  assertProblem(await api('POST', '/api/auth/email-otp', { raw: sized(65536) }), 400, { code: 'invalid_input', field: 'email' });
  for (const bytes of [65537, 70000, 1 << 20]) {
    const answer = await raw('POST', '/api/auth/email-otp', { headers: json, body: sized(bytes) });
    assertProblem(answer, 413, { code: 'too_large', about: `${bytes} bytes` });
  }
  const chunked = `POST /api/auth/email-otp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
  const answer = await rawBytes(Buffer.from(`${chunked}11170\r\n${' '.repeat(0x11170)}\r\n0\r\n\r\n`));
  assert.equal(answer.status, 413, 'in chunks, without a length');
});

test('a body of another type is 415, malformed JSON is 400', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', 'multipart/form-data; boundary=x', 'application/json-patch+json']) {
    assertProblem(await api('POST', '/api/auth/email-otp', { raw: '{"email":"a@b.example"}', headers: { 'content-type': type } }), 415, { code: 'unsupported_media_type', about: type });
  }
  assertProblem(await raw('POST', '/api/auth/email-otp', { body: '{"email":"a@b.example"}' }), 415, { about: 'no type at all' });
  for (const type of ['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;charset=UTF-8']) {
    assertProblem(await api('POST', '/api/auth/email-otp', { raw: '{"email":', headers: { 'content-type': type } }), 400, { code: 'malformed', about: type });
  }
});

test('what nginx refuses by itself is a problem document too', async () => {
  assertProblem(await raw('GET', `/api/packs?cursor=${'x'.repeat(9000)}`), 414, { code: 'uri_too_long' });
  assertProblem(await raw('GET', '/api/packs', { headers: { 'X-Long': 'x'.repeat(9000) } }), 400, { code: 'malformed' });
  assertProblem(await raw('GET', '/%'), 400, { about: 'a broken escape' });
  assertProblem(await raw('GET', '/api/packs', { headers: { 'Content-Length': 'many' } }), 400);
  assertProblem(await rawBytes(Buffer.from('GET /api/packs HTTP/1.1\r\nConnection: close\r\n\r\n')), 400, { about: 'no Host' });
  assertProblem(await rawBytes(Buffer.from('NONSENSE\r\n\r\n')), 400, { about: 'no HTTP' });
  assertProblem(await rawBytes(Buffer.from('GET / HTTP/9.9\r\nHost: x\r\n\r\n')), [400, 500, 505].filter((status) => status !== 505), { about: 'HTTP/9.9' });
});

test('a request may name itself; a name unfit for a log line is replaced; the name is in answers and in the log', async () => {
  const name = `test-${process.pid}.${Date.now()}_A`;
  const pack = await newPack({ stones: { COMMON: 1 }, supply: 1 });
  const asked = async (target, id = name, options = {}) => (await api('GET', target, { headers: { 'x-request-id': id }, ...options })).headers.get('x-request-id');
  assert.equal(await asked('/api/packs?limit=1'), name);
  assert.equal(await asked('/api/me'), name, 'on a refusal of the program');
  assert.equal(await asked(`/api/packs/${pack.id}`), name, 'on a cache miss');
  await cacheSet(`gem:/api/packs/${pack.id}`, JSON.stringify(await expectStatus(200, 'GET', `/api/packs/${pack.id}?`)), 30);
  assert.equal(await asked(`/api/packs/${pack.id}`), name, 'on a cache hit');
  assert.equal((await raw('GET', '/nothing', { headers: { 'X-Request-Id': name } })).headers.get('x-request-id'), name, 'on a refusal of nginx');
  const written = await eventually(() => {
    const found = logLines().filter((line) => line.includes(`"request_id":"${name}"`));
    return found.length >= 3 && found;
  });
  assert.ok(written.every((line) => JSON.parse(line).program === 'gem-api'));
  assert.deepEqual(written.map((line) => JSON.parse(line).route).slice(0, 3), ['packs_list', 'me_show', 'packs_show']);

  for (const unfit of ['', 'a b', 'x'.repeat(65), 'a"b', 'a\\b', '<x>', 'a/b', '\u00e9']) {
    const given = await asked('/api/packs?limit=1', unfit);
    assert.match(given, /^[0-9a-f]{32}$/, unfit);
  }
  assert.equal(await asked('/api/packs?limit=1', 'x'.repeat(64)), 'x'.repeat(64));
  const [one, two] = [await api('GET', '/healthz'), await api('GET', '/healthz')];
  assert.notEqual(one.headers.get('x-request-id'), two.headers.get('x-request-id'));
});

test('HEAD answers as GET without a body', async () => {
  const { token } = await newUser();
  const pack = await newPack({ stones: { COMMON: 1 }, supply: 1 });
  for (const target of ['/api/packs?limit=2', `/api/packs/${pack.id}`, '/api/me', '/api/nothing', '/healthz', '/', '/api/openapi.json']) {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const [get, head] = [await raw('GET', target, { headers }), await raw('HEAD', target, { headers })];
    assert.equal(head.status, get.status, target);
    assert.equal(head.text, '', target);
    for (const name of ['content-type', 'cache-control', 'content-security-policy']) assert.equal(head.headers.get(name), get.headers.get(name), `${name} of ${target}`);
  }
});

test('public reads may be kept and carry an ETag that answers 304; everything else is no-store', async () => {
  const { token } = await newUser();
  const pack = await newPack({ stones: { COMMON: 2 }, supply: 2 });
  for (const target of ['/api/packs?limit=3', `/api/packs?status=ACTIVE&limit=2`, '/api/openapi.json', '/api/avatars/x', '/api/fairness/pools']) {
    const answer = await api('GET', target);
    const tag = answer.headers.get('etag').replace(/^W\//, ''); // weak when nginx has compressed it
    assert.match(tag, /^"[0-9a-f]{32}"$/, target);
    assert.match(answer.headers.get('cache-control'), /^public, max-age=\d+$/, target);
    for (const match of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const same = await api('GET', target, { headers: { 'if-none-match': match } });
      assert.equal(same.status, 304, `${target} ${match}`);
      assert.equal(same.text, '');
      assert.equal(same.headers.get('etag'), tag);
    }
    const other = await api('GET', target, { headers: { 'if-none-match': '"00000000000000000000000000000000"' } });
    assert.equal(other.status, 200, target);
    assert.equal(other.text, answer.text);
  }
  const tag = (await api('GET', '/api/packs?sort=newest&limit=1')).headers.get('etag');
  await newPack({ stones: { COMMON: 1 }, supply: 1 });
  assert.equal((await api('GET', '/api/packs?sort=newest&limit=1', { headers: { 'if-none-match': tag } })).status, 200, 'what has changed is sent again');
  for (const target of ['/api/me', '/api/vault', '/api/wallet/balance', '/api/auth/sessions', '/api/fairness', '/healthz', '/readyz', '/metrics']) {
    const answer = await api('GET', target, { token });
    assert.equal(answer.status, 200, target);
    assert.equal(answer.headers.get('cache-control'), 'no-store', target);
    assert.equal(answer.headers.get('etag'), null, target);
  }
  const bought = await api('POST', `/api/packs/${pack.id}/purchase`, { token, body: purchase });
  assert.equal(bought.headers.get('cache-control'), 'no-store');
});

test('nginx answers a public read from memcached; a purchase removes what it makes wrong', async () => {
  const pack = await newPack({ price: '1.000000', stones: { COMMON: 3 }, supply: 3 });
  const [{ token }, other] = await newUsers(2, { credit: 10 });
  const marked = JSON.stringify({ items: [], next_cursor: null, marked: pack.id });
  await cacheSet('gem:/api/packs', marked, 30);
  const get = async (target, headers = {}) => raw('GET', target, { headers });
  const hit = await get('/api/packs');
  assert.equal(hit.text, marked);
  assert.equal(hit.headers.get('content-type'), 'application/json');
  assert.equal(hit.headers.get('cache-control'), 'public, max-age=1');
  assert.equal((await raw('HEAD', '/api/packs')).text, '');
  assert.notEqual((await get('/api/packs?limit=20')).text, marked, 'a query string goes past the cache');
  assertProblem(await raw('POST', '/api/packs', { headers: json, body: '{}' }), 405, { about: 'a write goes past the cache' });

  for (const target of [`/api/packs/${pack.id}`, `/api/packs/${pack.id}/odds`]) await cacheSet(`gem:${target}`, marked, 30);
  assert.equal((await get(`/api/packs/${pack.id}/odds`)).text, marked);
  const keys = ['gem:/api/packs', `gem:/api/packs/${pack.id}`, `gem:/api/packs/${pack.id}/odds`];
  await expectStatus(201, 'POST', `/api/packs/${pack.id}/purchase`, { token, body: purchase });
  assert.deepEqual(await Promise.all(keys.map(cacheGet)), [null, null, null]);
  assert.equal((await expectStatus(200, 'GET', `/api/packs/${pack.id}`)).remaining, 2);
  const kept = await eventually(async () => (await api('GET', `/api/packs/${pack.id}`)) && cacheGet(keys[1]));
  assert.equal(JSON.parse(kept).remaining, 2, 'the program keeps a copy of what it answered');

  await cacheSet(keys[1], marked, 30);
  assertProblem(await api('POST', `/api/packs/${pack.id}/purchase`, { token, body: purchase }), 429, { code: 'purchase_too_soon' });
  assert.equal(await cacheGet(keys[1]), marked, 'a refused purchase removes nothing');
  await expectStatus(201, 'POST', `/api/packs/${pack.id}/purchase`, { token: other.token, body: purchase });
  assert.equal(await cacheGet(keys[1]), null);
  await Promise.all(keys.map(cacheRemove));
});

test('a kept answer lives for a second', async () => {
  const pack = await newPack({ stones: { COMMON: 1 }, supply: 1 });
  const key = `gem:/api/packs/${pack.id}`;
  await eventually(async () => (await api('GET', `/api/packs/${pack.id}`)) && cacheGet(key)); // memcached's seconds may end at once
  await pause(2100);
  assert.equal(await cacheGet(key), null);
});

test('answers are compressed for those who ask', async () => {
  const response = await fetch(`${url}/api/openapi.json`, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(response.headers.get('content-encoding'), 'gzip');
  assert.match(response.headers.get('vary'), /Accept-Encoding/);
  assert.deepEqual(await response.json(), document);
  const plain = await raw('GET', '/api/openapi.json');
  assert.equal(plain.headers.get('content-encoding'), null);
  const { items: [entry] } = await expectStatus(200, 'GET', '/api/packs?limit=1');
  assert.ok(entry);
  assert.equal((await fetch(`${url}/healthz`, { headers: { 'accept-encoding': 'gzip' } })).headers.get('content-encoding'), null, 'too small');
});

test('health, readiness and metrics', async () => {
  assert.deepEqual(await expectStatus(200, 'GET', '/healthz'), { status: 'ok' });
  assert.deepEqual(await expectStatus(200, 'GET', '/readyz'), { status: 'ready', database: true, cache: true });
  const read = async () => {
    const answer = await api('GET', '/metrics');
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\/plain/);
    return answer.text;
  };
  const value = (text, start) => Number(text.split('\n').find((line) => line.startsWith(start))?.split(' ').at(-1) ?? 0);
  const counted = 'gem_http_requests_total{program="gem-api",route="me_show",status="401"}';
  const before = await read();
  assert.ok(before.includes('# TYPE gem_http_requests_total counter'), before.slice(0, 300));
  for (let i = 0; i < 3; i++) await api('GET', '/api/me');
  assert.equal(value(await read(), counted) - value(before, counted), 3);
});

test('metrics are for this machine alone, whatever a header says', async () => {
  const elsewhere = { localAddress: '127.0.0.2' };
  assert.equal((await raw('GET', '/healthz', elsewhere)).status, 200, 'the other address reaches the server');
  for (const headers of [{}, { 'X-Forwarded-For': '127.0.0.1' }, { 'X-Real-IP': '127.0.0.1', Forwarded: 'for=127.0.0.1', Host: 'localhost' }]) {
    assertProblem(await raw('GET', '/metrics', { ...elsewhere, headers }), 403, { code: 'forbidden' });
  }
  assert.equal((await raw('GET', '/metrics', { headers: { 'X-Forwarded-For': '203.0.113.9' } })).status, 200);
});

test('E63: one user has so many calls of a class a minute, and the answer says how many are left', async () => {
  const [flooder, other] = await newUsers(2);
  const pack = await newPack({ stones: { COMMON: 1 }, supply: 1 });
  const target = `/api/packs/${pack.id}/purchase`;
  const left = 60 - (Date.now() / 1000) % 60;
  if (left < 15) await pause((left + 1) * 1000); // within one window
  const answers = [];
  for (let i = 0; i < 130; i++) answers.push(await api('POST', target, { token: flooder.token, body: purchase }));
  answers.slice(0, 120).forEach((answer, index) => {
    assertProblem(answer, 402, { code: 'not_enough_credit', about: `call ${index}` });
    assert.equal(answer.headers.get('ratelimit-limit'), '120');
    assert.equal(answer.headers.get('ratelimit-remaining'), String(119 - index));
    assert.match(answer.headers.get('ratelimit-reset'), /^[1-9]\d?$/);
  });
  for (const answer of answers.slice(120)) {
    assertProblem(answer, 429, { code: 'too_many_requests' });
    assert.equal(answer.headers.get('ratelimit-remaining'), '0');
    assert.ok(Number(answer.headers.get('retry-after')) <= 60);
  }
  assertProblem(await api('POST', target, { token: other.token, body: purchase }), 402, { about: 'others are not limited' });
  const write = await api('PUT', '/api/fairness', { token: flooder.token, body: { client_seed: 'x' } });
  assert.deepEqual([write.status, write.headers.get('ratelimit-limit')], [200, '240'], 'another class counts for itself');
  assert.equal((await api('GET', '/api/me', { token: flooder.token })).headers.get('ratelimit-limit'), null);
});

test('E64: SQL in any text input is text', async () => {
  const { token } = await newUser({ credit: 100 });
  const pack = await newPack({ stones: { COMMON: 1 }, supply: 1 });
  const texts = ["' OR '1'='1", "'; DROP TABLE app_user; --", "x' UNION SELECT server_seed::text FROM fairness_seed --", '$1', '%', '_%', "\\'; SELECT pg_sleep(9); --", '{"a","b"}', '{}', 'NULL', "E'\\x27", '1); DELETE FROM job; --', '$$', '/*', '"quoted"', "o'brien@x.example"];
  await assertNothingChanges(async () => {
    for (const text of texts) {
      const encoded = encodeURIComponent(text);
      const calls = [
        ['GET', `/api/packs?series_id=${encoded}`], ['GET', `/api/packs?status=${encoded}`], ['GET', `/api/packs?sort=${encoded}`],
        ['GET', `/api/packs?cursor=${encoded}`], ['GET', `/api/vault?status=${encoded}`], ['GET', `/api/wallet/entries?cursor=${encoded}`],
        ['GET', `/api/packs/${encoded}`], ['GET', `/api/vault/${encoded}`], ['DELETE', `/api/auth/sessions/${encoded}`],
        ['PUT', '/api/fairness', { body: { client_seed: text } }],
        ['POST', '/api/auth/email-verify', { body: { email: `${text}@x`, code: '123456', referral_code: text } }],
        ['POST', '/api/auth/email-verify', { body: { email: 'x@y.example', code: text } }],
        ['POST', `/api/packs/${pack.id}/purchase`, { body: { ...purchase, client_seed: text } }],
        ['POST', `/api/packs/${pack.id}/purchase`, { body: { ...purchase, method: text } }],
        ['POST', `/api/packs/${pack.id}/purchase`, { body: { ...purchase, version_hash: text } }],
        ['POST', `/api/packs/${nowhere}/purchase`, { body: purchase, key: text.replaceAll(' ', '_') }],
      ].filter(([, , options]) => !/^[A-Za-z0-9 _-]+$/.test(options?.body?.client_seed ?? '$')); // a seed may be the word NULL
      for (const [method, target, options] of calls) {
        const started = Date.now();
        const answer = await api(method, target, { token, ...options });
        assertProblem(answer, [400, 404], { about: `${method} ${target} ${JSON.stringify(options)}` });
        assert.ok(Date.now() - started < 3000, text);
      }
      assert.equal((await api('GET', `/api/avatars/${encoded}`)).status, 200, text);
    }
  });
  const email = `o'x%_$1-${Date.now()}@test.example`;
  const { user } = await signIn(email);
  assert.equal(user.email, email);
  assert.deepEqual(await sql('SELECT id FROM app_user WHERE email = $1', [email]), [{ id: user.id }]);
});

after(() => cacheRemove('gem:/api/packs'));
