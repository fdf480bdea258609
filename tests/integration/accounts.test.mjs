// Signing in by a mailed code (A2, E48) and the sessions that follow (A5).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack, forgetFailures } from './support/clock.mjs';
import { startPart, withoutPart } from './support/parts.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, environment, eventually, sandboxUrl, sql } from './support/server.mjs';
import { mailedCode, newUser, newUsers, signIn, signToken, tokenFor } from './support/users.mjs';

let counter = 0;
const newEmail = () => `account-${process.pid}-${Date.now()}-${++counter}@test.example`;
const wrongFor = (code) => String((Number(code) + 1) % 1000000).padStart(6, '0');
const requestCode = (email) => api('POST', '/api/auth/email-otp', { body: { email } });
const verify = (email, code, headers = {}) => api('POST', '/api/auth/email-verify', { body: { email, code }, headers });

async function sandbox(method, target, body) {
  const response = await fetch(sandboxUrl + target, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  assert.ok(response.ok, `${method} ${target}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}
const mailsTo = (email) => sandbox('GET', `/mailbox.json?to=${encodeURIComponent(email)}`);
const setMailFault = (fault) => sandbox('PUT', '/control/faults/mail', fault);

/** A code for an address, mailed and read. */
async function codeFor(email, seen = []) {
  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
  return mailedCode(email.toLowerCase(), seen);
}

before(() => sandbox('DELETE', '/control/violations'));
beforeEach(forgetFailures);
after(async () => {
  await setMailFault({ mode: 'none', count: null, delay_ms: 0 });
  await startPart('memcached');
  await bringTimeBack();
});

test('A2: a code comes by mail and signs in, first as a new user, then as the same one', async () => {
  const email = newEmail();
  const first = await codeFor(email);
  assert.match(first, /^\d{6}$/);
  const [mail] = await mailsTo(email);
  assert.equal(mail.via, 'sendgrid');
  assert.deepEqual([mail.to].flat(), [email]);
  assert.ok(mail.subject.includes(first) && mail.text.includes(first) && mail.html.includes(first));

  const before = (await verify(email, first)).body;
  assert.equal(before.is_new, true);
  assert.equal(before.user.email, email);
  assert.equal(before.user.credit_balance, '0.000000');
  assert.equal(before.user.xp, 0);
  const again = (await verify(email, await codeFor(email, [first]))).body;
  assert.equal(again.is_new, false);
  assert.deepEqual(again.user, before.user);
  assert.notEqual(again.token, before.token);
  assert.deepEqual(await expectStatus(200, 'GET', '/api/me', { token: again.token }), before.user);
});

test('A2: a session lasts 24 hours, a code ten minutes, and another may be asked for after one', async () => {
  const email = newEmail();
  const [{ now }] = await sql('SELECT gem_now() AS now');
  const asked = await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
  const seconds = (time, since) => Math.round((Date.parse(time) - since) / 1000);
  assert.equal(seconds(asked.expires_at, now), 600);
  assert.equal(seconds(asked.resend_at, now), 60);
  const { expires_at } = (await verify(email, await mailedCode(email))).body;
  assert.ok(Math.abs(seconds(expires_at, now) - 86400) <= 2, expires_at);
});

test('A2: a code is good once, also for two who use it at the same moment', async () => {
  const email = newEmail();
  const code = await codeFor(email);
  const answers = await Promise.all(Array.from({ length: 8 }, () => verify(email, code)));
  const statuses = answers.map((answer) => answer.status).sort();
  assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
  assert.ok(statuses.every((status) => [200, 401, 429].includes(status)), String(statuses));
  assert.deepEqual(await sql('SELECT count(*)::integer AS users FROM app_user WHERE email = $1', [email]), [{ users: 1 }]);
  const late = newEmail();
  const used = await codeFor(late);
  assert.equal((await verify(late, used)).status, 200);
  assertProblem(await verify(late, used), 401, { code: 'wrong_code' });
});

test('A2: two new users under one address at the same moment are one user', async () => {
  const email = newEmail();
  const code = await codeFor(email);
  const other = await newUser();
  await Promise.all([verify(email, code), verify(email.toUpperCase(), code), verify(other.email, '000000')]);
  assert.deepEqual(await sql('SELECT count(*)::integer AS users FROM app_user WHERE email = $1', [email]), [{ users: 1 }]);
});

test('A2: an address is the same in any case', async () => {
  const email = newEmail();
  const code = await codeFor(email.toUpperCase());
  const { user, is_new } = (await verify(email.replace('account', 'Account'), code)).body;
  assert.equal(is_new, true);
  assert.equal(user.email, email);
});

test('E48: within a minute no second code, whoever asks; the answer says when', async () => {
  const email = newEmail();
  assert.equal((await requestCode(email)).status, 202);
  const refused = await requestCode(email.toUpperCase());
  assertProblem(refused, 429, { code: 'code_requested_too_soon' });
  assert.ok(Number(refused.headers.get('retry-after')) <= 60);
  await mailedCode(email);
  assert.equal((await mailsTo(email)).length, 1);
  const both = newEmail();
  const statuses = (await Promise.all([requestCode(both), requestCode(both), requestCode(both)])).map((answer) => answer.status);
  assert.deepEqual(statuses.sort(), [202, 429, 429]);
});

test('E48: known and unknown addresses are answered alike', async () => {
  const known = await newUser();
  const unknown = `${known.id.replace(/^.{8}/, '00000000')}@test.example`;
  assert.equal(unknown.length, known.email.length);
  const shape = (answer) => ({
    status: answer.status,
    text: answer.text.replace(/\d{4}-[\d-]+T[\d:.]+Z/g, 'TIME').replace(/[0-9a-f]{32}/g, 'ID'),
    length: answer.text.length,
    headers: [...answer.headers.keys()].sort(),
  });
  for (const ask of [requestCode, requestCode, (email) => verify(email, '123456')]) {
    assert.deepEqual(shape(await ask(known.email)), shape(await ask(unknown)));
  }
  await mailedCode(known.email);
  await mailedCode(unknown);
});

test('A2: the code never rests in the database or in a log', async () => {
  const email = newEmail();
  const code = await codeFor(email);
  const alone = new RegExp(`(?<![0-9a-f.])${code}(?![0-9a-f])`);
  const tables = ['email_code', 'job', 'sign_in_lock', 'user_session', 'app_user', 'idempotency_key'];
  const dump = async () => (await sql(tables.map((table) => `SELECT '${table} ' || t::text AS row FROM ${table} AS t`).join(' UNION ALL '))).map((row) => row.row);
  const [stored] = await sql(`SELECT octet_length(salt) AS salt, octet_length(code_hash) AS hash,
    position(convert_to($2, 'UTF8') IN salt || code_hash) AS found FROM email_code WHERE email = $1`, [email, code]);
  assert.deepEqual(stored, { salt: 16, hash: 32, found: 0 });
  assert.deepEqual((await dump()).filter((row) => alone.test(row)), []);
  assert.equal((await verify(email, wrongFor(code))).status, 401);
  assert.equal((await verify(email, code)).status, 200);
  assert.deepEqual((await dump()).filter((row) => alone.test(row)), []);

  const lines = readdirSync(environment.GEM_LOG).flatMap((name) =>
    readFileSync(path.join(environment.GEM_LOG, name), 'utf8').split('\n').map((line) => line.replace(/"microseconds":\d+/, '')));
  assert.ok(lines.some((line) => line.includes('send_email_code')), 'the logs were found');
  assert.deepEqual(lines.filter((line) => alone.test(line)), []);
});

test('A2: while the mail provider is down nothing is lost: the mail comes when it is back, and its code works', async () => {
  const email = newEmail();
  for (const mode of ['down', 'error', 'rate_limited']) {
    await sql(`UPDATE email_code SET created_at = created_at - interval '2 minutes' WHERE email = $1`, [email]);
    const seen = (await mailsTo(email)).map((mail) => mail.text.match(/\b\d{6}\b/)[0]);
    await setMailFault({ mode, count: null, delay_ms: 0 });
    await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
    const failed = () => sql(`SELECT attempt, problem FROM job WHERE problem IS NOT NULL AND kind = 'send_email_code'
      AND subject_id = (SELECT id FROM email_code WHERE email = $1 ORDER BY created_at DESC LIMIT 1)`, [email]);
    const [job] = await eventually(async () => (await failed()).length > 0 && failed());
    assert.match(job.problem, /^unavailable: /, mode);
    assert.equal((await mailsTo(email)).length, seen.length, mode);
    await setMailFault({ mode: 'none', count: null, delay_ms: 0 });
    const code = await mailedCode(email, seen);
    await eventually(async () => (await failed()).length === 0);
    assert.equal((await verify(email, code)).status, 200, mode);
  }
});

test('E48: five wrong codes lock the address for 15 minutes, for the right code too', async () => {
  const email = newEmail();
  const code = await codeFor(email);
  for (let wrong = 1; wrong <= 5; wrong++) assertProblem(await verify(email, wrongFor(code)), 401, { code: 'wrong_code', about: `wrong code ${wrong}` });
  for (const answer of [await verify(email, code), await verify(email.toUpperCase(), wrongFor(code)), await requestCode(email)]) {
    assertProblem(answer, 429, { code: 'sign_in_locked' });
    const seconds = Number(answer.headers.get('retry-after'));
    assert.ok(seconds > 890 && seconds <= 900, String(seconds));
  }
  assert.equal((await requestCode(newEmail())).status, 202, 'others are not locked');

  await advanceClock(14 * 60);
  assertProblem(await requestCode(email), 429, { code: 'sign_in_locked' });
  await advanceClock(61);
  const next = await codeFor(email, [code]);
  assertProblem(await verify(email, wrongFor(next)), 401, { code: 'wrong_code' });
  assert.equal((await verify(email, next)).status, 200);
});

test('E48: the right code forgets the wrong ones before it; four wrong codes lock nobody', async () => {
  const email = newEmail();
  const seen = [];
  for (let round = 0; round < 2; round++) {
    const code = await codeFor(email, seen);
    for (let wrong = 0; wrong < 4; wrong++) assert.equal((await verify(email, wrongFor(code))).status, 401);
    assert.equal((await verify(email, code)).status, 200);
    seen.push(code);
  }
});

test('E48: twenty wrong codes from one network address lock that, for whichever account', async () => {
  const people = Array.from({ length: 5 }, newEmail);
  for (const email of people) {
    for (let wrong = 0; wrong < 4; wrong++) assert.equal((await verify(email, '000000')).status, 401);
  }
  const fresh = newEmail();
  for (const answer of [await verify(fresh, '000000'), await requestCode(fresh)]) assertProblem(answer, 429, { code: 'sign_in_locked' });
  const before = await verify(fresh, '000000', { 'X-Forwarded-For': '203.0.113.9', 'X-Real-IP': '203.0.113.9' });
  assertProblem(before, 429, { code: 'sign_in_locked', about: 'a header names no other address' });
  await forgetFailures();
  assert.equal((await requestCode(fresh)).status, 202);
});

test('A2: a code is good for ten minutes', async () => {
  const [early, late] = [newEmail(), newEmail()];
  const codes = [await codeFor(early), await codeFor(late)];
  await advanceClock(595);
  assert.equal((await verify(early, codes[0])).status, 200);
  await advanceClock(6);
  assertProblem(await verify(late, codes[1]), 401, { code: 'wrong_code' });
});

test('A2: only the newest code is good', async () => {
  const email = newEmail();
  const old = await codeFor(email);
  await advanceClock(61);
  const next = await codeFor(email, [old]);
  assertProblem(await verify(email, old), 401, { code: 'wrong_code' });
  assert.equal((await verify(email, next)).status, 200);
  assertProblem(await verify(email, old), 401, { code: 'wrong_code', about: 'after the newer one was used' });
});

test('A5: an expired session is refused and no longer listed', async () => {
  const { token } = await signIn(newEmail());
  await advanceClock(24 * 3600 - 30);
  assert.equal((await api('GET', '/api/me', { token })).status, 200);
  await advanceClock(31);
  assertProblem(await api('GET', '/api/me', { token }), 401, { code: 'unauthenticated' });
  assertProblem(await api('POST', '/api/auth/logout', { token }), 401);
  const person = await newUser();
  const claims = { aud: 'gem-user', sub: person.id, sid: person.session, iat: 0, exp: 4102444800 };
  await sql('UPDATE user_session SET expires_at = gem_now() WHERE id = $1', [person.session]);
  assertProblem(await api('GET', '/api/me', { token: signToken(claims) }), 401, { about: 'expired in the database, not in the token' });
  await bringTimeBack();
});

test('A5: sessions are listed with their device, the current one marked', async () => {
  const email = newEmail();
  const first = await codeFor(email);
  const phone = (await verify(email, first, { 'User-Agent': 'Phone/1.0 (\u00e9) x' })).body;
  const laptop = (await verify(email, await codeFor(email, [first]), { 'User-Agent': `Laptop/2.0 ${'x'.repeat(500)}` })).body;
  const { items } = await expectStatus(200, 'GET', '/api/auth/sessions', { token: laptop.token });
  assert.deepEqual(items.map((item) => item.current), [true, false]);
  assert.deepEqual(items.map((item) => item.remote_address), ['127.0.0.1', '127.0.0.1']);
  assert.equal(items[0].user_agent, `Laptop/2.0 ${'x'.repeat(189)}`);
  assert.equal(items[1].user_agent, 'Phone/1.0 (');
  assert.ok(items.every((item) => Date.parse(item.expires_at) - Date.parse(item.created_at) === 86400000));
  const seenByPhone = (await expectStatus(200, 'GET', '/api/auth/sessions', { token: phone.token })).items;
  assert.deepEqual(seenByPhone.map((item) => item.current), [false, true]);

  const other = await newUser();
  assertProblem(await api('DELETE', `/api/auth/sessions/${items[1].id}`, { token: other.token }), 404, { about: 'somebody else\'s' });
  assert.equal((await api('DELETE', `/api/auth/sessions/${items[1].id}`, { token: laptop.token })).status, 204);
  assertProblem(await api('GET', '/api/me', { token: phone.token }), 401);
  assertProblem(await api('DELETE', `/api/auth/sessions/${items[1].id}`, { token: laptop.token }), 404, { about: 'ended already' });
  assert.equal((await expectStatus(200, 'GET', '/api/auth/sessions', { token: laptop.token })).items.length, 1);
});

test('A5: logging out ends this session, ending all ends every one of this user', async () => {
  const [person, bystander] = await newUsers(2);
  const sessions = await sql(`INSERT INTO user_session (id, user_id, expires_at) SELECT gen_random_uuid(), $1, gem_now() + interval '1 hour'
    FROM generate_series(1, 3) RETURNING id`, [person.id]);
  const tokens = sessions.map(({ id }) => tokenFor(person.id, id));
  const alive = async (token) => (await api('GET', '/api/me', { token })).status;
  assert.equal((await api('POST', '/api/auth/logout', { token: tokens[0] })).status, 204);
  assert.deepEqual(await Promise.all([...tokens, person.token].map(alive)), [401, 200, 200, 200]);
  assert.equal((await api('DELETE', '/api/auth/sessions', { token: tokens[1] })).status, 204);
  assert.deepEqual(await Promise.all([...tokens, person.token, bystander.token].map(alive)), [401, 401, 401, 401, 200]);
});

test('A5: a revoked token is refused at once, also with memcached down (E62)', async () => {
  const [before, during] = await newUsers(2);
  assert.equal((await api('GET', '/api/me', { token: before.token })).status, 200);
  assert.equal((await api('POST', '/api/auth/logout', { token: before.token })).status, 204);
  assertProblem(await api('GET', '/api/me', { token: before.token }), 401, { code: 'unauthenticated' });
  assert.equal((await api('GET', '/api/me', { token: during.token })).status, 200);
  await withoutPart('memcached', async () => {
    assertProblem(await api('GET', '/api/me', { token: before.token }), 401);
    assert.equal((await api('GET', '/api/me', { token: during.token })).status, 200);
    assert.equal((await api('POST', '/api/auth/logout', { token: during.token })).status, 204);
    for (let i = 0; i < 10; i++) assertProblem(await api('GET', '/api/me', { token: during.token }), 401);
  });
  assertProblem(await api('GET', '/api/me', { token: during.token }), 401, { about: 'and when the cache is back' });
});

test('A5: forged tokens are refused', async () => {
  const [person, other] = await newUsers(2);
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: 'gem-user', sub: person.id, sid: person.session, iat: now, exp: now + 3600 };
  assert.equal((await api('GET', '/api/me', { token: signToken(claims) })).status, 200, 'the real one is taken');
  const [header, payload, signature] = signToken(claims).split('.');
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const none = encoded({ alg: 'none', typ: 'JWT' });
  const forged = {
    'alg none, unsigned': `${none}.${payload}.`,
    'alg none, without a dot': `${none}.${payload}`,
    'alg none, signed': signToken(claims, undefined, { alg: 'none', typ: 'JWT' }),
    'another alg, signed': signToken(claims, undefined, { alg: 'HS512', typ: 'JWT' }),
    'another key': signToken(claims, 'x'.repeat(48)),
    'an empty key': signToken(claims, ''),
    'for admins': signToken({ ...claims, aud: 'gem-admin' }),
    'for a payment': signToken({ ...claims, aud: 'gem-payment' }),
    'for nobody': signToken({ ...claims, aud: undefined }),
    'another user in the payload': `${header}.${encoded({ ...claims, sub: other.id })}.${signature}`,
    'another user\'s session': signToken({ ...claims, sid: other.session }),
    'a session that never was': signToken({ ...claims, sid: '00000000-0000-7000-8000-000000000000' }),
    'an hour too old': signToken({ ...claims, exp: now - 3600 }),
    'no signature': `${header}.${payload}.`,
    'half a signature': `${header}.${payload}.${signature.slice(0, 20)}`,
    'one bit off': `${header}.${payload}.${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`,
    'no payload': `${header}..${signature}`,
    'no header': `.${payload}.${signature}`,
    'three dots': `${header}.${payload}.${signature}.${signature}`,
    garbage: 'garbage',
    dots: '..',
    long: `${header}.${'A'.repeat(4000)}.${signature}`,
  };
  for (const [name, token] of Object.entries(forged)) {
    assertProblem(await api('GET', '/api/me', { token }), 401, { code: 'unauthenticated', about: name });
  }
  const real = signToken(claims);
  for (const authorization of [undefined, '', 'Bearer', 'Bearer ', `Basic ${real}`, `Token ${real}`, real, `Bearer: ${real}`]) {
    const headers = authorization === undefined ? {} : { authorization };
    assertProblem(await api('GET', '/api/me', { headers }), 401, { code: 'unauthenticated', about: String(authorization) });
  }
});

test('A5: the session of a frozen user reads but changes nothing; that of a closed one is over', async () => {
  const person = await newUser({ credit: 100 });
  const { token } = person;
  await sql(`UPDATE app_user SET status = 'FROZEN' WHERE id = $1`, [person.id]);
  for (const target of ['/api/me', '/api/vault', '/api/wallet/balance', '/api/wallet/entries', '/api/auth/sessions', '/api/fairness', '/api/packs/openings']) {
    assert.equal((await api('GET', target, { token })).status, 200, target);
  }
  const seed = await expectStatus(200, 'GET', '/api/fairness', { token });
  assertProblem(await api('PUT', '/api/fairness', { token, body: { client_seed: 'changed' } }), 403, { code: 'account_frozen' });
  assert.deepEqual(await expectStatus(200, 'GET', '/api/fairness', { token }), seed);
  const [pack] = await sql('SELECT id FROM pack LIMIT 1');
  const purchase = `/api/packs/${pack?.id ?? '00000000-0000-7000-8000-000000000000'}/purchase`;
  assertProblem(await api('POST', purchase, { token, body: { quantity: 1, method: 'CREDIT' } }), 403, { code: 'account_frozen' });
  assertProblem(await api('POST', '/api/auth/logout', { token }), 403, { code: 'account_frozen' });

  await sql(`UPDATE app_user SET status = 'ACTIVE' WHERE id = $1`, [person.id]);
  assert.equal((await api('PUT', '/api/fairness', { token, body: { client_seed: 'changed' } })).status, 200);
  await sql(`UPDATE app_user SET status = 'CLOSED' WHERE id = $1`, [person.id]);
  assertProblem(await api('GET', '/api/me', { token }), 401, { code: 'unauthenticated' });
  assertProblem(await api('PUT', '/api/fairness', { token, body: { client_seed: 'again' } }), 401, { code: 'unauthenticated' });
});

test('A6: an avatar follows from its seed alone', async () => {
  const [one, two] = await newUsers(2);
  const show = async ({ token }) => api('GET', (await expectStatus(200, 'GET', '/api/me', { token })).avatar_url);
  const pictures = [await show(one), await show(one), await show(two)];
  for (const picture of pictures) {
    assert.equal(picture.status, 200);
    assert.equal(picture.headers.get('content-type'), 'image/svg+xml');
    assert.match(picture.text, /^<svg [^]*<\/svg>\s*$/);
    assert.match(picture.headers.get('cache-control'), /^public, max-age=\d+$/);
  }
  assert.equal(pictures[0].text, pictures[1].text);
  assert.notEqual(pictures[0].text, pictures[2].text);
  assertProblem(await api('GET', `/api/avatars/${'x'.repeat(65)}`), 404);
});

test('every mail kept the provider\'s contract', async () => {
  assert.deepEqual(await sandbox('GET', '/control/violations'), []);
});
