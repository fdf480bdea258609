// A frozen account reads and changes nothing; a payment token opens one door alone (E67); and who has an account is nobody's to learn.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, beforeEach, test } from 'node:test';
import { newPack } from './support/catalogue.mjs';
import { api, document, expectStatus } from './support/client.mjs';
import { bringTimeBack, forgetFailures } from './support/clock.mjs';
import { mustBuy } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, gemctl, mustSucceed, secret, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { newUser, newUsers, signToken } from './support/users.mjs';
import { example } from './support/wrong_values.mjs';

beforeEach(forgetFailures);
after(bringTimeBack);

/** Every operation of the document: {name, method, template, path, operation}, with unknown ids in its path. */
const operations = Object.entries(document.paths).flatMap(([template, methods]) => Object.entries(methods).map(([method, operation]) => ({
  name: operation.operationId, method: method.toUpperCase(), template, operation,
  path: template.replace('{chain}', 'evm').replace(/\{[^}]*id\}/g, randomUUID()).replace(/\{[^}]+\}/g, 'x'),
})));
const wantsSession = ({ operation }) => (operation.security ?? document.security ?? []).length > 0;
const bodyOf = ({ operation }) => operation.requestBody && example(operation.requestBody.content['application/json'].schema);
const writes = operations.filter((found) => wantsSession(found) && found.method !== 'GET');
const reads = operations.filter((found) => wantsSession(found) && found.method === 'GET' && !found.template.includes('{'));

test('a frozen account reads all, and every write that the document knows is refused', async () => {
  const known = ['me_change', 'me_close', 'me_bind_wallet', 'me_remove_wallet', 'me_bind_email', 'me_remove_email', 'me_remove_twitter', 'auth_twitter_bind',
    'auth_logout', 'auth_end_sessions', 'auth_end_session', 'packs_purchase', 'fairness_choose'];
  assert.deepEqual(known.filter((name) => !writes.some((found) => found.name === name)), []);
  const pack = await newPack({ price: '10.000000' });
  const person = await newUser({ credit: 50 });
  const { token } = person;
  const opening = await mustBuy(person, pack);
  mustSucceed(await gemctl('freeze', person.email, '--reason', 'Strange payments'));
  assert.deepEqual(await sql('SELECT status, frozen_reason FROM app_user WHERE id = $1', [person.id]), [{ status: 'FROZEN', frozen_reason: 'Strange payments' }]);

  await assertNothingChanges(async () => {
    for (const found of writes) {
      const path = found.name === 'packs_purchase' ? `/api/packs/${pack.id}/purchase` : found.path;
      const answer = await api(found.method, path, { token, body: bodyOf(found) });
      assertProblem(answer, 403, { code: 'account_frozen', about: found.name });
    }
  });
  assert.ok(reads.length >= 8, String(reads.length));
  for (const path of [...reads.map((found) => found.path), `/api/vault/${opening.items[0].vault_item_id}`, `/api/packs/openings/${opening.id}`]) {
    assert.equal((await api('GET', path, { token })).status, 200, path);
  }

  mustSucceed(await gemctl('unfreeze', person.email));
  assert.deepEqual(await sql('SELECT status, frozen_reason FROM app_user WHERE id = $1', [person.id]), [{ status: 'ACTIVE', frozen_reason: null }]);
  assert.equal((await api('PUT', '/api/fairness', { token, body: { client_seed: 'again' } })).status, 200, 'the session stayed');
});

test('freezing wants a reason and somebody who is there', async () => {
  const person = await newUser();
  const failed = async (...words) => assert.notEqual((await gemctl(...words)).code, 0, words.join(' '));
  await failed('freeze', person.email);
  await failed('freeze', person.email, '--reason', '');
  await failed('freeze', 'nobody@test.example', '--reason', 'Test');
  assert.equal((await api('DELETE', '/api/me', { token: person.token })).status, 204);
  await failed('freeze', person.id, '--reason', 'Test');
  await failed('unfreeze', person.id);
  assert.deepEqual(await sql('SELECT status FROM app_user WHERE id = $1', [person.id]), [{ status: 'CLOSED' }]);
});

/** A payment token as the program makes one. */
function paymentToken(user, opening, changes = {}, key = secret('GEM_PAYMENT_JWT_KEY')) {
  const now = Math.floor(Date.now() / 1000);
  return signToken({ aud: 'gem-payment', sub: user.id, sid: opening.id, iat: now, exp: now + 86400, ...changes }, key);
}
const show = (opening, token) => api('GET', `/api/packs/openings/${opening.id}`, { token });

test('E67: a payment token shows its opening when the session has long ended, and does nothing else', async () => {
  const pack = await newPack({ price: '1.000000' });
  const [person, other] = await newUsers(2, { credit: 50 });
  const opening = await mustBuy(person, pack);
  const foreign = await mustBuy(other, pack);
  await sql(`UPDATE app_user SET last_purchase_at = NULL WHERE id = $1`, [person.id]);
  const second = await mustBuy(person, pack);
  const token = paymentToken(person, opening);
  assert.equal((await api('POST', '/api/auth/logout', { token: person.token })).status, 204);
  assertProblem(await show(opening, person.token), 401, { code: 'unauthenticated' });
  const answer = await show(opening, token);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.body.id, answer.body.status], [opening.id, 'OPENED']);

  for (const one of [second, foreign, { id: randomUUID() }]) assertProblem(await show(one, token), 403, { code: 'forbidden' });
  for (const found of operations.filter((one) => wantsSession(one) && !['openings_show', 'packs_confirm_payment'].includes(one.name))) {
    assertProblem(await api(found.method, found.path, { token, body: bodyOf(found) }), 401, { code: 'unauthenticated', about: found.name });
  }
  const confirm = (one) => api('POST', '/api/packs/confirm-payment', { token, body: { opening_id: one.id, tx_hash: '1'.repeat(88) } });
  for (const one of [second, foreign, { id: randomUUID() }]) assertProblem(await confirm(one), 403, { code: 'forbidden' });
  const now = Math.floor(Date.now() / 1000);
  const forged = {
    expired: paymentToken(person, opening, { iat: now - 86400, exp: now - 1 }),
    'of another user': paymentToken(other, opening),
    'under the key of sessions': paymentToken(person, opening, {}, secret('GEM_USER_JWT_KEY')),
    'for users, under the key of payments': paymentToken(person, opening, { aud: 'gem-user', sid: person.session }),
    'for admins': paymentToken(person, opening, { aud: 'gem-admin' }),
    'of nobody': paymentToken({ id: randomUUID() }, opening),
  };
  for (const [about, bad] of Object.entries(forged)) assertProblem(await show(opening, bad), 401, { code: 'unauthenticated', about });

  await advanceClock(86401);
  assertProblem(await show(opening, token), 401, { code: 'unauthenticated', about: 'a day later' });
  await bringTimeBack();
  mustSucceed(await gemctl('freeze', person.email, '--reason', 'Test'));
  assert.equal((await show(opening, token)).status, 200, 'a frozen account may look');
  mustSucceed(await gemctl('unfreeze', person.email));
  const [session] = await sql(`INSERT INTO user_session (id, user_id, expires_at) VALUES (gen_random_uuid(), $1, gem_now() + interval '1 hour') RETURNING id`, [person.id]);
  const again = signToken({ aud: 'gem-user', sub: person.id, sid: session.id, iat: now, exp: now + 3600 });
  assert.equal((await api('DELETE', '/api/me?forfeit=true', { token: again })).status, 204);
  assertProblem(await show(opening, token), 401, { code: 'unauthenticated', about: 'the account is closed' });
});

const median = (numbers) => numbers.sort((left, right) => left - right)[numbers.length >> 1];

test('A2: nothing tells whether an e-mail address has an account: not status, headers, body, nor time', async () => {
  const TRIES = 100;
  const known = await newUsers(TRIES);
  const unknown = known.map(() => `${randomUUID()}@test.example`);
  const shapeOf = (answer) => [answer.status, [...answer.headers.keys()].sort(), answer.text.length,
    answer.text.replace(/\d{4}-[\d-]+T[\d:.]+Z/g, 'TIME').replace(/[0-9a-f]{32}/g, 'ID')];
  const asks = {
    'asking for a code': (email) => api('POST', '/api/auth/email-otp', { body: { email } }),
    'a wrong code': (email) => api('POST', '/api/auth/email-verify', { body: { email, code: '123456' } }),
    'asking again too soon': (email) => api('POST', '/api/auth/email-otp', { body: { email } }),
  };
  for (const [about, ask] of Object.entries(asks)) {
    const times = { known: [], unknown: [] };
    for (let i = 0; i < TRIES; i++) {
      if (i % 10 === 0) await forgetFailures();
      const both = i % 2 ? [['known', known[i].email], ['unknown', unknown[i]]] : [['unknown', unknown[i]], ['known', known[i].email]];
      const shapes = [];
      for (const [kind, email] of both) {
        const before = performance.now();
        shapes.push(shapeOf(await ask(email)));
        times[kind].push(performance.now() - before);
      }
      assert.deepEqual(shapes[0], shapes[1], about);
    }
    const ratio = median(times.known) / median(times.unknown);
    assert.ok(ratio > 0.5 && ratio < 2, `${about}: known takes ${ratio} of unknown`);
  }
  await forgetFailures();
});
