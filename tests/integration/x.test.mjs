// Binding an X account (A3): the dance of OAuth 2.0 with PKCE, once and for the session that began it; the token is used once and kept
// nowhere (E49).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, environment, pause, sandboxUrl, secret, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { linesWith, rowsWith } from './support/traces.mjs';
import { newUser, newUsers, tokenFor } from './support/users.mjs';

let counter = 0;
const newName = () => `x${(process.pid % 10000).toString(36)}${(Date.now() % 1e9).toString(36)}${(++counter).toString(36)}`.slice(0, 15);

async function sandbox(method, target, body) {
  const response = await fetch(sandboxUrl + target, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  assert.ok(response.ok, `${method} ${target}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}
const setFault = (fault) => sandbox('PUT', '/control/faults/x', { count: null, delay_ms: 0, ...fault });
const tokensOf = async (name) => (await sandbox('GET', '/control/x/tokens')).filter((token) => token.username === name);

const begin = async ({ token }) => (await expectStatus(200, 'GET', '/api/auth/twitter', { token })).authorize_url;

/** Consents as somebody at X does. {code, state} as they come back. */
async function consent(authorizeUrl, name, id) {
  const answer = await fetch(`${authorizeUrl}&auto=${name}${id ? `&auto_id=${id}` : ''}`, { redirect: 'manual' });
  assert.equal(answer.status, 303, await answer.text());
  const location = new URL(answer.headers.get('location'));
  assert.equal(location.origin + location.pathname, `${environment.GEM_PUBLIC_URL}/auth/x`);
  return Object.fromEntries(location.searchParams);
}
const bind = ({ token }, body) => api('POST', '/api/auth/twitter-bind', { token, body });
const dance = async (person, name, id) => bind(person, await consent(await begin(person), name, id));
const boundTo = async ({ id }) => (await sql('SELECT twitter_id, twitter_handle FROM app_user WHERE id = $1', [id]))[0];
const nothing = { twitter_id: null, twitter_handle: null };

before(() => sandbox('DELETE', '/control/violations'));
after(async () => {
  await setFault({ mode: 'none' });
  await bringTimeBack();
});

test('A3: the address to go to has a state and a challenge that nobody guesses', async () => {
  const person = await newUser();
  const seen = new Set();
  for (let round = 0; round < 5; round++) {
    const address = new URL(await begin(person));
    assert.equal(address.origin + address.pathname, `${sandboxUrl}/x/i/oauth2/authorize`);
    const { state, code_challenge, ...rest } = Object.fromEntries(address.searchParams);
    assert.deepEqual(rest, {
      response_type: 'code', client_id: 'sandbox-client', redirect_uri: `${environment.GEM_PUBLIC_URL}/auth/x`,
      scope: 'tweet.read users.read', code_challenge_method: 'S256',
    });
    assert.ok(Buffer.from(state, 'base64url').length >= 16 && /^[\w-]{22,500}$/.test(state), state);
    assert.match(code_challenge, /^[\w-]{43}$/);
    seen.add(state).add(code_challenge);
    const [attempt] = await sql('SELECT * FROM oauth_attempt WHERE state_hash = $1', [createHash('sha256').update(state).digest('hex')]);
    assert.equal(createHash('sha256').update(attempt.verifier).digest('base64url'), code_challenge);
    assert.match(attempt.verifier, /^[\w.~-]{43,128}$/);
    assert.deepEqual(await rowsWith([state]), [], 'the state itself is not kept');
  }
  assert.equal(seen.size, 10);
  assertProblem(await api('GET', '/api/auth/twitter'), 401, { code: 'unauthenticated' });
});

test('A3: an X account is bound and taken away again; E49: its token is used once, ended and kept nowhere', async () => {
  const person = await newUser();
  const [name, id] = [newName(), String(Date.now())];
  const back = await consent(await begin(person), name, id);
  const answer = await bind(person, back);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.body.twitter_handle, name);
  assert.deepEqual(await boundTo(person), { twitter_id: id, twitter_handle: name });
  const [token, ...others] = await tokensOf(name);
  assert.deepEqual([token.revoked, token.uses, others.length], [true, 1, 0]);
  const texts = [token.token, back.code, secret('GEM_X_CLIENT_SECRET')];
  assert.deepEqual(await rowsWith(texts), []);
  assert.deepEqual(linesWith([...texts, back.state]), []);
  assert.ok((await rowsWith([name])).length > 0 && linesWith(['auth_twitter_bind']).length > 0, 'this search finds things');

  const gone = await expectStatus(200, 'DELETE', '/api/me/twitter', { token: person.token });
  assert.equal(gone.twitter_handle, null);
  assert.deepEqual(await boundTo(person), nothing);
  assert.deepEqual(await expectStatus(200, 'DELETE', '/api/me/twitter', { token: person.token }), gone, 'again');
  assert.equal((await dance(await newUser(), name, id)).status, 200, 'somebody else can have it now');
});

test('A3: the account\'s id counts, not its name, which may change', async () => {
  const person = await newUser();
  const [old, next] = [newName(), newName()];
  const id = String(Date.now());
  assert.equal((await dance(person, old, id)).body.twitter_handle, old);
  assert.equal((await dance(person, next, id)).body.twitter_handle, next);
  assert.deepEqual(await boundTo(person), { twitter_id: id, twitter_handle: next });
  const other = await newUser();
  assertProblem(await dance(other, newName(), id), 409, { code: 'twitter_taken' });
  assert.equal((await dance(other, next, `${id}1`)).body.twitter_handle, next, 'another account that took the name');
});

test('A3: a state is good once, and only for the session that began', async () => {
  const [person, other] = await newUsers(2);
  const [session] = await sql(`INSERT INTO user_session (id, user_id, expires_at) VALUES (gen_random_uuid(), $1, gem_now() + interval '1 hour') RETURNING id`, [person.id]);
  const elsewhere = { ...person, token: tokenFor(person.id, session.id) };
  const name = newName();
  const back = await consent(await begin(person), name);
  const refused = (who, body, about) => assertNothingChanges(async () => assertProblem(await bind(who, body), 422, { code: 'rule_refused', about }));
  await refused(other, back, 'another person');
  await refused(elsewhere, back, 'another session of the same person');
  await refused(person, { ...back, state: `${back.state}A` }, 'one letter more');
  await refused(person, { ...back, state: back.state.slice(0, -1) }, 'one less');
  await refused(person, { ...back, state: back.state.toLowerCase() }, 'other letters');
  await refused(person, { ...back, state: createHash('sha256').update(back.state).digest('hex') }, 'its hash');
  await refused(person, { ...back, state: 'x'.repeat(43) }, 'forged');
  assert.deepEqual(await tokensOf(name), [], 'X was not asked');
  assert.equal((await bind(person, back)).status, 200, 'the real one is good');
  await refused(person, back, 'used');
  await refused(person, { ...back, code: (await consent(await begin(person), name)).code }, 'used, with a fresh code');

  const late = await consent(await begin(person), name);
  const intime = await consent(await begin(person), name);
  await advanceClock(595);
  assert.equal((await bind(person, intime)).status, 200);
  await advanceClock(6);
  await refused(person, late, 'after 601 seconds');
  await bringTimeBack();
});

test('A3: of two who come back with one state at the same moment, one is taken', async () => {
  for (let round = 0; round < 5; round++) {
    const person = await newUser();
    const back = await consent(await begin(person), newName());
    const statuses = (await Promise.all([bind(person, back), bind(person, back)])).map((answer) => answer.status);
    assert.deepEqual(statuses.sort(), [200, 422]);
  }
});

test('A3: a code that X does not take binds nothing, and the attempt is over', async () => {
  const [person, thief] = await newUsers(2);
  const name = newName();
  const used = await consent(await begin(person), name);
  assert.equal((await bind(person, used)).status, 200);
  assert.equal((await api('DELETE', '/api/me/twitter', { token: person.token })).status, 200);
  const codes = { used: used.code, 'of another attempt': (await consent(await begin(thief), newName())).code, unknown: 'unknown', 'with strange letters': 'a&b=c %\u00e9\u{1F48E}' };
  for (const [about, code] of Object.entries(codes)) {
    const back = await consent(await begin(person), name);
    assertProblem(await bind(person, { ...back, code }), 422, { code: 'provider_refused', about });
    assert.deepEqual(await boundTo(person), nothing, about);
    assertProblem(await bind(person, back), 422, { code: 'rule_refused', about: `${about}: the state is used up` });
  }
  assert.equal((await dance(person, name)).status, 200);
});

for (const mode of ['down', 'error', 'rate_limited']) {
  test(`A3: while X is ${mode} nothing is bound, and a new attempt works when it is back`, async () => {
    const person = await newUser();
    const name = newName();
    const back = await consent(await begin(person), name);
    await setFault({ mode });
    assertProblem(await bind(person, back), 503, { code: 'unavailable' });
    await setFault({ mode: 'none' });
    assert.deepEqual(await boundTo(person), nothing);
    assertProblem(await bind(person, back), 422, { code: 'rule_refused', about: 'the attempt is over' });
    assert.equal((await dance(person, name)).body.twitter_handle, name);
  });
}

test('A3: a token that is worth nothing binds nothing', async () => {
  const person = await newUser();
  const name = newName();
  const back = await consent(await begin(person), name);
  await setFault({ mode: 'lost', count: 1 });
  assertProblem(await bind(person, back), 422, { code: 'provider_refused' });
  assert.deepEqual(await boundTo(person), nothing);
  assert.equal((await dance(person, name)).status, 200);
});

test('E46: the X account of another user is refused, nothing changes, and the token is ended all the same', async () => {
  const [owner, thief] = await newUsers(2);
  const name = newName();
  assert.equal((await dance(owner, name)).status, 200);
  const already = newName();
  for (const had of ['nothing', 'an account']) {
    const before_ = await boundTo(thief);
    assertProblem(await dance(thief, name), 409, { code: 'twitter_taken', about: had });
    assert.deepEqual(await boundTo(thief), before_);
    assert.equal((await boundTo(owner)).twitter_handle, name);
    assert.ok((await tokensOf(name)).every((token) => token.revoked));
    assert.equal((await dance(thief, already)).status, 200);
  }
});

test('A3: while X is slow all else goes on', async () => {
  const people = await newUsers(2);
  const backs = await Promise.all(people.map(async (person) => consent(await begin(person), newName())));
  await setFault({ mode: 'slow', delay_ms: 700 });
  let bound = false;
  const binding = Promise.all(people.map((person, i) => bind(person, backs[i]))).finally(() => (bound = true));
  await pause(100);
  for (let i = 0; i < 30; i++) assert.equal((await api('GET', '/api/me', { token: people[0].token })).status, 200);
  assert.equal(bound, false, 'thirty reads were quicker than X');
  assert.deepEqual((await binding).map((answer) => answer.status), [200, 200]);
  await setFault({ mode: 'none' });
});

test('A7: who leaves, or is frozen, while X is asked is not bound', async () => {
  const leave = { 'leaves': (person) => api('DELETE', '/api/me', { token: person.token }),
    'is frozen': (person) => sql(`UPDATE app_user SET status = 'FROZEN' WHERE id = $1`, [person.id]) };
  for (const [about, go] of Object.entries(leave)) {
    const person = await newUser();
    const name = newName();
    const back = await consent(await begin(person), name);
    await setFault({ mode: 'slow', delay_ms: 700 });
    const binding = bind(person, back);
    await pause(200);
    await go(person);
    const answer = await binding;
    await setFault({ mode: 'none' });
    assertProblem(answer, 403, { code: 'account_frozen', about });
    assert.deepEqual(await boundTo(person), nothing, about);
    assert.deepEqual(await rowsWith([name]), [], about);
  }
});

/** What stands in the environment of a pool's running programs: [Map(name → value)]. */
async function environmentsOf(pool) {
  const { stdout } = await promisify(execFile)('supervisorctl', ['-c', environment.GEM_SUPERVISOR_CONFIG, 'status', `${pool}:*`]).catch((error) => error);
  const processes = [...stdout.matchAll(/RUNNING\s+pid (\d+)/g)].map((match) => match[1]);
  const variables = processes.map((id) => readFileSync(`/proc/${id}/environ`, 'utf8')).filter((text) => text !== ''); // the pool's keeper has none
  assert.ok(variables.length > 0, stdout);
  return variables.map((text) => new Map(text.split('\0').map((row) => [row.slice(0, row.indexOf('=')), row.slice(row.indexOf('=') + 1)])));
}

test('only the pool that calls X has the client\'s secret', async () => {
  const name = 'GEM_X_CLIENT_SECRET';
  for (const variables of await environmentsOf('gem-api-outbound')) assert.equal(variables.get(name), secret(name));
  const others = ['gem-api', 'gem-worker'];
  for (const pool of others) {
    for (const variables of await environmentsOf(pool)) {
      assert.ok(variables.has('GEM_DATABASE_URL'), `${pool}: the program's own settings`);
      assert.deepEqual([...variables].filter(([key, value]) => key === name || value.includes(secret(name))), [], pool);
    }
    assert.ok(!readFileSync(path.join(environment.GEM_SETTINGS, pool), 'utf8').includes(secret(name)), pool);
  }
});

test('every call kept the contract of X', async () => {
  assert.deepEqual((await sandbox('GET', '/control/violations')).filter(({ service }) => service === 'x'), []);
});
