// X: the consent page, codes and tokens, and what becomes of them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';
import { CODE_LIFE_MS, createGrants, TOKEN_LIFE_MS } from './services/x/grants.mjs';
import { startSandbox } from './testing/start_sandbox.mjs';

const sandbox = await startSandbox({ smtp: false });
after(() => sandbox.stop());
beforeEach(() => sandbox.reset());

// RFC 7636 appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const REDIRECT_URI = 'http://127.0.0.1:8080/auth/x';
const STATE = 'a state/with+signs';

const ASKED = {
  response_type: 'code', client_id: 'sandbox-client', redirect_uri: REDIRECT_URI, scope: 'tweet.read users.read',
  state: STATE, code_challenge: CHALLENGE, code_challenge_method: 'S256',
};
const basic = (id, secret) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const CLIENT = { authorization: basic('sandbox-client', 'sandbox-secret') };

const formOf = (changes, base) => new URLSearchParams(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined));
const authorize = (changes = {}) => sandbox.request(`/x/i/oauth2/authorize?${formOf(changes, ASKED)}`, { redirect: 'manual' });
const decide = (changes) => sandbox.request('/x/i/oauth2/authorize', { method: 'POST', redirect: 'manual', body: formOf(changes, ASKED) });
const locationOf = (answer) => Object.fromEntries(new URL(answer.headers.get('location')).searchParams);
const codeFor = async (username, changes = {}) => locationOf(await authorize({ auto: username, ...changes })).code;

const post = (place, form, headers = CLIENT) => sandbox.request(place, { method: 'POST', body: form, headers });
const trade = (changes, headers) => post('/x/2/oauth2/token', formOf(changes, { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI, code_verifier: VERIFIER }), headers);
const tokenFor = async (username, changes) => (await (await trade({ code: await codeFor(username, changes) })).json()).access_token;
const me = (token, query = '') => sandbox.request(`/x/2/users/me${query}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
const tokens = () => sandbox.getJson('/control/x/tokens');
const violations = async () => (await sandbox.getJson('/control/violations')).flatMap((row) => row.problems.map((problem) => problem.field));

describe('consent', () => {
  test('the page offers accounts, carries what was asked for and may redirect to where it must', async () => {
    const answer = await authorize({ state: '"><script>alert(1)</script>' });
    assert.equal(answer.status, 200);
    const text = await answer.text();
    assert.match(text, /name="account" value="gem_ann" checked/);
    assert.match(text, /value="authorize">Authorize</);
    assert.match(text, /value="cancel" formnovalidate>Cancel</);
    assert.ok(text.includes(`name="code_challenge" value="${CHALLENGE}"`));
    assert.ok(!text.includes('<script>alert'));
    assert.match(answer.headers.get('content-security-policy'), /form-action 'self' http:\/\/127\.0\.0\.1:8080;/);
  });

  test('Authorize leads back with a code and the state', async () => {
    const answer = await decide({ decision: 'authorize', account: 'gem_bob', username: '', id: '' });
    assert.equal(answer.status, 303);
    assert.ok(answer.headers.get('location').startsWith(`${REDIRECT_URI}?`));
    const { code, state, ...rest } = locationOf(answer);
    assert.deepEqual([state, rest], [STATE, {}]);
    assert.equal((await trade({ code })).status, 200);
    assert.equal((await tokens())[0].username, 'gem_bob');
  });

  test('a typed account goes before the chosen one', async () => {
    const { code } = locationOf(await decide({ decision: 'authorize', account: 'gem_bob', username: 'Somebody_1', id: '77' }));
    await trade({ code });
    const [{ id, username }] = await tokens();
    assert.deepEqual([id, username], ['77', 'Somebody_1']);
    assert.equal((await decide({ decision: 'authorize', username: 'not a name' })).status, 400);
    assert.equal((await decide({ decision: 'authorize', username: 'name', id: 'x' })).status, 400);
  });

  test('Cancel leads back with access_denied', async () => {
    assert.deepEqual(locationOf(await decide({ decision: 'cancel', account: 'gem_bob' })), { error: 'access_denied', state: STATE });
  });

  test('auto needs no page, and a name always has the same id', async () => {
    for (const changes of [{}, {}, { auto_id: '5' }]) await tokenFor('walker', changes);
    const ids = (await tokens()).map((row) => row.id);
    assert.match(ids[0], /^[1-9]\d{0,18}$/);
    assert.deepEqual(ids, [ids[0], ids[0], '5']);
    assert.equal((await authorize({ auto: 'no-name' })).status, 400);
  });

  const shown = [
    ['an unknown app', { client_id: 'other' }, 'client_id'], ['no address', { redirect_uri: undefined }, 'redirect_uri'],
    ['an address that is none', { redirect_uri: '/auth/x' }, 'redirect_uri'], ['a script for an address', { redirect_uri: 'javascript:alert(1)' }, 'redirect_uri'],
  ];
  for (const [name, changes, field] of shown) {
    test(`${name} is refused on the spot`, async () => {
      assert.equal((await authorize({ auto: 'gem_ann', ...changes })).status, 400);
      assert.deepEqual(await violations(), [field]);
    });
  }

  const sent = [
    ['unsupported_response_type', { response_type: 'token' }, 'response_type'], ['invalid_request', { state: undefined }, 'state'],
    ['invalid_request', { state: 's'.repeat(501) }, 'state'], ['invalid_scope', { scope: 'users.read' }, 'scope'],
    ['invalid_scope', { scope: 'tweet.read users.read offline.access' }, 'scope'], ['invalid_request', { code_challenge: undefined }, 'code_challenge'],
    ['invalid_request', { code_challenge: `${CHALLENGE}=` }, 'code_challenge'], ['invalid_request', { code_challenge_method: 'plain' }, 'code_challenge_method'],
  ];
  for (const [error, changes, field] of sent) {
    test(`${field} ${String(Object.values(changes)[0]).slice(0, 50)} leads back with ${error}`, async () => {
      assert.equal(locationOf(await authorize({ auto: 'gem_ann', ...changes })).error, error);
      assert.deepEqual(await violations(), [field]);
    });
  }
});

describe('codes', () => {
  test('a code becomes a token that reads the account', async () => {
    const answer = await trade({ code: await codeFor('gem_ann') });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const { access_token, ...rest } = await answer.json();
    assert.deepEqual(rest, { token_type: 'bearer', expires_in: 7200, scope: 'tweet.read users.read' });
    const read = await me(access_token, '?user.fields=profile_image_url');
    assert.deepEqual(await read.json(), {
      data: { id: '1000000000000000001', username: 'gem_ann', name: 'Ann', profile_image_url: 'https://pictures.example/gem_ann_normal.jpg' },
    });
    assert.deepEqual(await violations(), []);
  });

  test('once: a second time it is refused, and its token ends', async () => {
    const code = await codeFor('gem_ann');
    const { access_token } = await (await trade({ code })).json();
    const again = await trade({ code });
    assert.deepEqual([again.status, (await again.json()).error], [400, 'invalid_grant']);
    assert.equal((await me(access_token)).status, 401);
    assert.deepEqual(await violations(), []);
  });

  const wrong = [
    ['another address', { redirect_uri: `${REDIRECT_URI}/` }], ['another verifier', { code_verifier: `${VERIFIER.slice(0, -1)}x` }],
    ['the challenge as verifier', { code_verifier: CHALLENGE }], ['a short verifier', { code_verifier: 'short' }], ['an unknown code', { code: 'unknown' }],
  ];
  for (const [name, changes] of wrong) {
    test(`${name} is refused, and uses the code up`, async () => {
      const code = await codeFor('gem_ann');
      const answer = await trade({ code, ...changes });
      assert.deepEqual([answer.status, (await answer.json()).error], [400, 'invalid_grant']);
      assert.equal((await trade({ code })).status, changes.code ? 200 : 400);
    });
  }

  test('a short verifier is refused even when it fits', async () => {
    const verifier = 'a'.repeat(42);
    const code = await codeFor('gem_ann', { code_challenge: createHash('sha256').update(verifier).digest('base64url') });
    assert.equal((await trade({ code, code_verifier: verifier })).status, 400);
  });

  const broken = [
    ['no authorization', {}, {}, 401, 'invalid_client'], ['another secret', {}, { authorization: basic('sandbox-client', 'guess') }, 401, 'invalid_client'],
    ['the secret in the form', { client_id: 'sandbox-client', client_secret: 'sandbox-secret' }, {}, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, CLIENT, 400, 'unsupported_grant_type'], ['no grant', { grant_type: undefined }, CLIENT, 400, 'invalid_request'],
    ['no code', { code: undefined }, CLIENT, 400, 'invalid_request'], ['no verifier', { code_verifier: undefined }, CLIENT, 400, 'invalid_request'],
    ['no address', { redirect_uri: undefined }, CLIENT, 400, 'invalid_request'],
  ];
  for (const [name, changes, headers, status, error] of broken) {
    test(`${name} is refused, recorded, and leaves the code`, async () => {
      const code = await codeFor('gem_ann');
      const answer = await trade({ code, ...changes }, headers);
      assert.deepEqual([answer.status, (await answer.json()).error], [status, error]);
      assert.equal(answer.headers.has('www-authenticate'), status === 401);
      assert.equal((await violations()).length, 1);
      assert.equal((await trade({ code })).status, 200);
    });
  }

  test('JSON and a parameter given twice are no form', async () => {
    const json = await post('/x/2/oauth2/token', '{"grant_type":"authorization_code"}', { ...CLIENT, 'content-type': 'application/json' });
    const twice = await post('/x/2/oauth2/token', new URLSearchParams('grant_type=authorization_code&code=1&code=2'));
    for (const answer of [json, twice]) assert.deepEqual([answer.status, (await answer.json()).error], [400, 'invalid_request']);
  });

  test('codes and tokens end by themselves', () => {
    let time = 0;
    const grants = createGrants({ now: () => time });
    const shown = { redirect_uri: REDIRECT_URI, verifier: VERIFIER };
    const code = grants.addCode({ account: {}, redirect_uri: REDIRECT_URI, challenge: CHALLENGE, scope: '' });
    time = CODE_LIFE_MS - 1;
    assert.equal(grants.codeProblem(code, shown), null);
    time = CODE_LIFE_MS;
    assert.match(grants.codeProblem(code, shown), /expired/);
    const { token } = grants.issueToken(code);
    time += TOKEN_LIFE_MS - 1;
    assert.notEqual(grants.useToken(token), null);
    time += 1;
    assert.equal(grants.useToken(token), null);
  });
});

describe('tokens', () => {
  test('uses are counted until it is revoked', async () => {
    const token = await tokenFor('gem_eve');
    assert.equal((await me(token)).status, 200);
    const answer = await post('/x/2/oauth2/revoke', new URLSearchParams({ token }));
    assert.deepEqual([answer.status, await answer.json()], [200, { revoked: true }]);
    const refused = await me(token);
    assert.deepEqual([refused.status, (await refused.json()).title], [401, 'Unauthorized']);
    const [row] = await tokens();
    assert.deepEqual({ ...row, issued_at: '' }, {
      token, id: '1000000000000000003', username: 'gem_eve', scope: 'tweet.read users.read', issued_at: '', revoked: true, uses: 1,
    });
  });

  test('only the app may revoke; an unknown token is no error', async () => {
    const token = await tokenFor('gem_ann');
    assert.equal((await post('/x/2/oauth2/revoke', new URLSearchParams({ token }), {})).status, 401);
    assert.equal((await post('/x/2/oauth2/revoke', new URLSearchParams({ token: 'unknown' }))).status, 200);
    assert.equal((await post('/x/2/oauth2/revoke', new URLSearchParams({ hint: 'none' }))).status, 400);
    assert.equal((await me(token)).status, 200);
  });

  test('reading wants a token and known fields; other paths and methods are not there', async () => {
    assert.equal((await me()).status, 401);
    assert.equal((await me('unknown')).status, 401);
    assert.equal((await me(await tokenFor('gem_ann'), '?user.fields=password')).status, 400);
    assert.equal((await sandbox.request('/x/2/tweets')).status, 404);
    assert.equal((await sandbox.request('/x/2/oauth2/token')).status, 405);
  });
});

describe('faults of X', () => {
  test('the consent page is never faulty; the rest is, as often as counted', async () => {
    await sandbox.setFault('x', { mode: 'down', count: 1 });
    const code = await codeFor('gem_ann');
    await assert.rejects(trade({ code }));
    assert.equal((await trade({ code })).status, 200);
  });

  for (const [mode, status] of [['rate_limited', 429], ['error', 500]]) {
    test(`${mode} answers ${status} in X's form`, async () => {
      await sandbox.setFault('x', { mode, count: 1 });
      const answer = await me('any');
      assert.equal(answer.status, status);
      assert.equal(answer.headers.has('x-rate-limit-reset'), status === 429);
      assert.equal((await answer.json()).status, status);
    });
  }

  test('lost gives a token that is worth nothing, and revokes nothing', async () => {
    const token = await tokenFor('gem_ann');
    await sandbox.setFault('x', { mode: 'lost', count: 2 });
    const { access_token } = await (await trade({ code: await codeFor('gem_ann') })).json();
    assert.equal((await post('/x/2/oauth2/revoke', new URLSearchParams({ token }))).status, 200);
    assert.equal((await me(access_token)).status, 401);
    assert.equal((await me(token)).status, 200);
  });
});

describe('other clients', () => {
  test('an app of one’s own, and one without a secret', async () => {
    const own = await startSandbox({ smtp: false, more_words: ['--x-client-id', 'own', '--x-client-secret', ''] });
    const asked = formOf({ client_id: 'own', auto: 'gem_ann' }, ASKED);
    const { code } = locationOf(await own.request(`/x/i/oauth2/authorize?${asked}`, { redirect: 'manual' }));
    const form = formOf({ code, client_id: 'own' }, { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI, code_verifier: VERIFIER });
    const send = (headers, body) => own.request('/x/2/oauth2/token', { method: 'POST', headers, body });
    assert.equal((await send(CLIENT, form)).status, 401);
    assert.equal((await send({}, new URLSearchParams({ code }))).status, 401);
    assert.equal((await send({}, form)).status, 200);
    await own.stop();
  });
});
