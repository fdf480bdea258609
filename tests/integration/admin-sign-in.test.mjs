// D9, E58: how administrators come in, how long they stay, and what another site or another key cannot do.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { formToken, newAdmin, newLink, page, signInAsAdmin, signInByLink } from './support/admin.mjs';
import { api, expectStatus } from './support/client.mjs';
import { advanceClock, gemctl, mustSucceed, resetClock, secret, sql, url } from './support/server.mjs';
import { newUser, signToken } from './support/users.mjs';
import { chains, newWallet } from './support/wallets.mjs';

after(resetClock);

const whoIs = (token, options) => api('GET', '/api/admin/dashboard', { token, ...options });

async function listedWallet(chain, role = 'finance') {
  const wallet = newWallet[chain]();
  mustSucceed(await gemctl('admin', 'add', '--chain', chain, '--address', wallet.address, '--role', role));
  return wallet;
}

async function proofFor(wallet, { path = '/api/admin/auth/nonce' } = {}) {
  const { message } = await expectStatus(201, 'POST', path, { body: { chain: wallet.chain, address: wallet.address } });
  return { chain: wallet.chain, address: wallet.address, message, signature: await wallet.sign(message) };
}

const login = (proof) => api('POST', '/api/admin/auth/login', { body: proof });

test('D9: a link signs in once: of fifty who press its button at once, one comes in', async () => {
  const token = await newLink();
  const answers = await Promise.all(Array.from({ length: 50 }, () => api('POST', '/api/admin/auth/link', { body: { token } })));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...Array(49).fill(401)]);
  assert.equal((await whoIs(answers.find(({ status }) => status === 200).body.token)).status, 200);
});

test('D9: opening a link uses nothing up, only its button does; then the cookie is the browser\'s alone', async () => {
  const token = await newLink();
  for (let i = 0; i < 2; i += 1) {
    const shown = await page(`/admin/sign-in?token=${token}`);
    assert.equal(shown.status, 200);
    assert.match(shown.text, new RegExp(`name="token" value="${token}"`));
  }
  const pressed = await page('/admin/auth/link', { form: { token, next: '/admin/audit?actor=x' } });
  assert.equal(pressed.status, 303);
  assert.equal(pressed.location, '/admin/audit?actor=x');
  assert.match(pressed.cookies[0], /^gem-admin=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict$/);
  const again = await page('/admin/auth/link', { form: { token } });
  assert.equal(again.status, 401);
  assert.match(again.text, /unknown, used or older/);
});

test('E58: another site cannot sign anybody in, and uses nothing up by trying', async () => {
  const token = await newLink();
  assert.equal((await page('/admin/auth/link', { form: { token }, headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
  assert.equal((await page('/admin/auth/link', { form: { token }, headers: { origin: 'https://evil.example' } })).status, 403);
  assert.equal((await page('/admin/auth/link', { form: { token }, headers: { origin: url } })).status, 303);
});

test('D9: after signing in nobody is led to another site', async () => {
  for (const next of ['https://evil.example/admin/', '//evil.example', '/admin/\\evil', '/elsewhere']) {
    const { location } = await page('/admin/auth/link', { form: { token: await newLink(), next } });
    assert.equal(location, '/admin/dashboard', next);
  }
});

test('D9: a link ends after 15 minutes', async () => {
  const token = await newLink();
  await advanceClock(15 * 60 + 1);
  await expectStatus(401, 'POST', '/api/admin/auth/link', { body: { token } });
  await resetClock();
});

test('only the hash of a link\'s token is kept', async () => {
  const token = await newLink();
  const rows = await sql('SELECT to_jsonb(admin_link)::text AS row FROM admin_link');
  assert.ok(rows.length > 0 && rows.every(({ row }) => !row.includes(token)));
});

for (const chain of chains) {
  test(`D9: a listed ${chain} wallet signs in, once for each message`, async () => {
    const wallet = await listedWallet(chain);
    const proof = await proofFor(wallet);
    const { status, body } = await login(proof);
    assert.equal(status, 200);
    assert.equal(body.role, 'finance');
    assert.equal((await whoIs(body.token)).status, 200);
    assert.equal((await login(proof)).status, 401);
  });

  test(`E58: what was signed to come in as a user does not let anybody administer, nor the other way round (${chain})`, async () => {
    const wallet = await listedWallet(chain);
    const asUser = await proofFor(wallet, { path: '/api/auth/nonce' });
    const refused = await login(asUser);
    assert.equal(refused.status, 401);
    assert.match(refused.body.detail, /statement/);
    const asAdmin = await proofFor(wallet);
    await expectStatus(401, 'POST', '/api/auth/wallet-login', { body: asAdmin });
  });
}

test('D9: a wallet that is not listed, or was taken off the list, stays outside', async () => {
  assert.equal((await login(await proofFor(newWallet.evm()))).status, 401);
  const wallet = await listedWallet('solana');
  const { body } = await login(await proofFor(wallet));
  mustSucceed(await gemctl('admin', 'remove', wallet.address));
  assert.equal((await whoIs(body.token)).status, 401, 'its session has ended');
  assert.equal((await login(await proofFor(wallet))).status, 401);
});

test('D9: another wallet\'s signature, a changed message and a stale nonce are refused', async () => {
  const wallet = await listedWallet('evm');
  const proof = await proofFor(wallet);
  assert.equal((await login({ ...proof, signature: await newWallet.evm().sign(proof.message) })).status, 401);
  const other = await proofFor(wallet);
  const changed = other.message.replace('Version: 1', 'Version: 2');
  assert.equal((await login({ ...other, message: changed, signature: await wallet.sign(changed) })).status, 401);
  const stale = await proofFor(wallet);
  await advanceClock(5 * 60 + 1);
  assert.equal((await login(stale)).status, 401);
  await resetClock();
});

test('E58: a session ends after 30 idle minutes, and after 12 hours however busy it is', async () => {
  const idle = await newAdmin('viewer');
  await advanceClock(31 * 60);
  assert.equal((await whoIs(idle.token)).status, 401);
  const busy = await newAdmin('viewer');
  for (let minutes = 0; minutes + 29 < 12 * 60; minutes += 29) {
    assert.equal((await whoIs(busy.token)).status, 200, `after ${minutes} minutes`);
    await advanceClock(29 * 60);
  }
  await advanceClock(29 * 60);
  assert.equal((await whoIs(busy.token)).status, 401);
  await resetClock();
});

test('E58: tokens of users and of administrators are never each other\'s, whoever signs them', async () => {
  const user = await newUser();
  const admin = await newAdmin('owner');
  assert.equal((await whoIs(user.token)).status, 401);
  await expectStatus(401, 'GET', '/api/me', { token: admin.token });
  const claims = JSON.parse(Buffer.from(admin.token.split('.')[1], 'base64url'));
  assert.equal(claims.aud, 'gem-admin');
  for (const forged of [signToken(claims), signToken({ ...claims, aud: 'gem-user' }, secret('GEM_ADMIN_JWT_KEY')), signToken({ ...claims, sid: randomUUID() }, secret('GEM_ADMIN_JWT_KEY'))]) {
    assert.equal((await whoIs(forged)).status, 401);
  }
  assert.equal((await whoIs(signToken(claims, secret('GEM_ADMIN_JWT_KEY')))).status, 200, 'so the forgeries failed for their own faults');
});

test('D9: signing out ends the session at once, here and in the cookie', async () => {
  const { token } = await newAdmin('viewer');
  const out = await page('/admin/auth/logout', { token, form: { _token: await formToken(token) } });
  assert.equal(out.status, 303);
  assert.match(out.cookies[0], /^gem-admin=; .*Max-Age=0/);
  assert.equal((await whoIs(token)).status, 401);
  const shown = await page('/admin/users?status=FROZEN', { token });
  assert.equal(shown.location, '/admin/sign-in?next=%2Fadmin%2Fusers%3Fstatus%3DFROZEN');
});

test('D9: sessions are listed and ended: one\'s own by everybody, any by an owner', async () => {
  const [mine, other, owner] = [await newAdmin('viewer'), await newAdmin('viewer'), await newAdmin('owner')];
  const idOf = ({ token }) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sid;
  const list = async ({ token }) => (await expectStatus(200, 'GET', '/api/admin/sessions', { token })).items.map(({ id }) => id);
  assert.deepEqual(await list(mine), [idOf(mine)]);
  assert.ok((await list(owner)).includes(idOf(other)));
  await expectStatus(404, 'POST', `/api/admin/sessions/${idOf(other)}/end`, { token: mine.token });
  await expectStatus(204, 'POST', `/api/admin/sessions/${idOf(other)}/end`, { token: owner.token });
  assert.equal((await whoIs(other.token)).status, 401);
  const third = await signInByLink(await newLink('viewer', mine.name));
  await expectStatus(204, 'POST', `/api/admin/sessions/${idOf(third)}/end`, { token: mine.token });
  assert.equal((await whoIs(third.token)).status, 401);
  await expectStatus(204, 'POST', '/api/admin/auth/logout', { token: mine.token });
});

test('E58: what comes with the cookie and writes must carry the session\'s own token', async () => {
  const token = await signInAsAdmin('support');
  const { id } = await newUser();
  const freeze = (form, headers) => page(`/admin/users/${id}/freeze`, { token, headers, form: { _method: 'PUT', _version: '1', reason: 'A test', ...form } });
  const other = await newAdmin('support');
  const foreign = await formToken(other.token);
  for (const form of [{}, { _token: '' }, { _token: 'x' }, { _token: foreign }]) assert.equal((await freeze(form)).status, 403, JSON.stringify(form));
  const own = { _token: await formToken(token) };
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
    assert.equal((await freeze(own, headers)).status, 403, JSON.stringify(headers));
  }
  const [{ status }] = await sql('SELECT status FROM app_user WHERE id = $1', [id]);
  assert.equal(status, 'ACTIVE');
  assert.equal((await freeze(own, { 'sec-fetch-site': 'same-origin', origin: url })).status, 303);
  const cookie = { cookie: `gem-admin=${token}`, 'if-match': '"2"' };
  const body = { reason: 'A test' };
  await expectStatus(403, 'PUT', `/api/admin/users/${id}/unfreeze`, { headers: cookie, body });
  await expectStatus(200, 'PUT', `/api/admin/users/${id}/unfreeze`, { headers: { ...cookie, 'x-form-token': own._token }, body });
});

test('D1: a page that says why there is none knows whose session it is, and shows nothing to whoever has none', async () => {
  const { token } = await newAdmin('support');
  const { id } = await newUser();
  const shown = async (target, options) => {
    const { status, text } = await page(target, options);
    return [status, /<nav class="side"/.test(text), text.includes('href="/admin/users"')];
  };
  assert.deepEqual(await shown('/admin/nothing-here', { token }), [404, true, true]);
  assert.deepEqual(await shown(`/admin/users/${id}/freeze`, { token, form: { _method: 'PUT', _token: 'x' } }), [403, true, true]);
  assert.deepEqual(await shown('/admin/nothing-here'), [404, false, false]);
  assert.deepEqual(await shown('/admin/nothing-here', { token: 'a.b.c' }), [404, false, false]);
  await expectStatus(204, 'POST', '/api/admin/auth/logout', { token });
  assert.deepEqual(await shown('/admin/nothing-here', { token }), [404, false, false]);
});

test('E58: no page may be framed, kept, or run a script of another place', async () => {
  for (const target of ['/admin/sign-in', '/admin/users', '/admin/nothing', '/api/admin/users']) {
    const { headers } = await page(target, { token: await signInAsAdmin() });
    const policy = headers.get('content-security-policy');
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('access-control-allow-origin'), null);
  }
});

test('gemctl says what it does not take', async () => {
  for (const words of [['admin-link', '--role', 'king'], ['admin-link', '--x', 'y'], ['admin', 'add', '--chain', 'evm', '--address', '0x1', '--role', 'viewer'], ['admin', 'add', '--chain', 'tron', '--address', 'x', '--role', 'viewer'], ['admin', 'remove', 'nobody at all'], ['admin', 'what']]) {
    const { code, stderr } = await gemctl(...words);
    assert.equal(code, 65, words.join(' '));
    assert.match(stderr, /^gemctl: /);
  }
  assert.match(mustSucceed(await gemctl('admin', 'list')), /owner/);
});
