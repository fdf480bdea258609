// What depends on settings, on a server of its own: who may read answers from another site (E66), and floods (E63).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertProblem } from './support/problems.mjs';
import { raw } from './support/raw.mjs';
import { startServer } from './support/second_server.mjs';
import { pause } from './support/server.mjs';

const burst = 20;
const server = await startServer({
  GEM_CORS_ORIGINS: 'https://shop.example, http://localhost:5173',
  GEM_LIMIT_API: `30r/s burst ${burst}`,
  GEM_LIMIT_SIGN_IN: '60r/m burst 3',
  GEM_ADMIN_ALLOW_IPS: '10.0.0.0/8, 2001:db8::/32',
});
after(() => server.stop());

const ask = (method, path, headers = {}, options = {}) => raw(method, path, { target: server.url, headers, ...options });
const corsHeaders = (answer) => [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
const settle = () => pause(1500); // until the limits have forgotten the test before

const preflight = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization, content-type, idempotency-key' };

test('E58: from a network that is not listed nobody reaches the console, signed in or not', async () => {
  for (const path of ['/admin/sign-in', '/admin/users', '/admin/nothing', '/api/admin/openapi.json', '/api/admin/users']) {
    const answer = await ask('GET', path);
    assert.equal(answer.status, 403, path);
    assert.match(answer.text, /not reached from this address/, path);
  }
  assert.equal((await ask('GET', '/api/packs')).status, 200);
  await settle();
});

test('E66: a listed origin may read answers, refusals included', async () => {
  for (const origin of ['https://shop.example', 'http://localhost:5173']) {
    for (const path of ['/api/packs', '/api/packs?limit=1', '/api/me', '/api/nothing', '/healthz']) {
      const answer = await ask('GET', path, { Origin: origin });
      assert.equal(answer.headers.get('access-control-allow-origin'), origin, path);
      const exposed = answer.headers.get('access-control-expose-headers').split(', ');
      for (const name of ['X-Request-Id', 'RateLimit-Remaining', 'Retry-After', 'Idempotent-Replayed', 'ETag']) assert.ok(exposed.includes(name), name);
      assert.match(answer.headers.get('vary'), /Origin/, path);
      assert.equal(answer.headers.get('access-control-allow-credentials'), null, 'no cookies: tokens are sent by hand');
    }
  }
});

test('E66: any other origin may not', async () => {
  await settle();
  for (const origin of ['https://evil.example', 'http://shop.example', 'https://shop.example:8443', 'https://shop.example.evil.example', 'https://xshop.example',
    'https://SHOP.example/', 'null', '*', 'https://shop.example https://evil.example']) {
    for (const [method, headers] of [['GET', {}], ['OPTIONS', preflight]]) {
      const answer = await ask(method, '/api/packs', { Origin: origin, ...headers });
      assert.deepEqual(corsHeaders(answer), [], `${method} from ${origin}`);
      assert.match(answer.headers.get('vary'), /Origin/);
    }
  }
  assert.deepEqual(corsHeaders(await ask('GET', '/api/packs')), [], 'no origin at all');
});

test('E66: a browser that asks before it sends is answered', async () => {
  await settle();
  const origin = 'https://shop.example';
  for (const path of ['/api/auth/email-otp', '/api/packs/00000000-0000-7000-8000-000000000000/purchase', '/api/packs']) {
    const answer = await ask('OPTIONS', path, { Origin: origin, ...preflight });
    assert.equal(answer.status, 204, path);
    assert.equal(answer.text, '');
    assert.equal(answer.headers.get('access-control-allow-origin'), origin);
    assert.equal(answer.headers.get('access-control-allow-methods'), 'GET, HEAD, POST, PUT, PATCH, DELETE');
    const allowed = answer.headers.get('access-control-allow-headers').toLowerCase().split(', ');
    for (const name of ['authorization', 'content-type', 'idempotency-key', 'if-match']) assert.ok(allowed.includes(name), name);
    assert.match(answer.headers.get('access-control-max-age'), /^\d+$/);
  }
  assertProblem(await ask('OPTIONS', '/api/packs', { Origin: origin }), 405, { about: 'OPTIONS that is no preflight' });
  assert.equal((await ask('GET', '/api/packs', { Origin: origin, ...preflight })).status, 200, 'a GET is never a preflight');
});

test('E63: a flood from one address is refused beyond its burst, whatever its headers say; another address is served', async () => {
  await settle();
  for (const path of ['/healthz', '/api/packs', '/api/nothing', '/verify']) {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask('GET', path, { 'X-Forwarded-For': `203.0.113.${i}` })));
    const refused = answers.filter((answer) => answer.status === 429);
    assert.ok(refused.length >= 100 - burst - 30, `${path}: ${refused.length} refused`);
    assert.ok(refused.length <= 100 - burst, `${path}: the burst is served, ${refused.length} refused`);
    for (const answer of refused) assertProblem(answer, 429, { code: 'too_many_requests' });
    assert.notEqual((await ask('GET', path, {}, { localAddress: '127.0.0.3' })).status, 429, 'another address');
    await settle();
    assert.notEqual((await ask('GET', path)).status, 429, 'and later again');
  }
});

test('E63: requests that try secrets have a limit of their own', async () => {
  await settle();
  const verify = () => ask('POST', '/api/auth/email-verify', { 'Content-Type': 'application/json' }, { body: '{"email":"flood@test.example","code":"1"}' });
  const statuses = (await Promise.all(Array.from({ length: 12 }, verify))).map((answer) => answer.status).sort();
  assert.deepEqual(statuses, [400, 400, 400, 400, ...Array(8).fill(429)]);
  assert.equal((await ask('GET', '/healthz')).status, 200, 'the rest is not touched');
});
