// X10: where one may withdraw to, and how long a changed wallet or a new address holds a withdrawal.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack, forgetFailures } from './support/clock.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, eventually, sandboxUrl, secret, sql } from './support/server.mjs';
import { linesWith } from './support/traces.mjs';
import { balanceOf, grant, newUser, newUsers } from './support/users.mjs';
import { bindWallet, newSolanaWallet, walletSignIn } from './support/wallets.mjs';
import { assertNothingMoves, cancel, endAll, fillTreasury, linesOf, mustWithdraw, newWithdrawer, releaseAll, setWallet, stayLong, tokenAccountOf, untilSent, untilWithdrawal,
  withdraw, withdrawalOf } from './support/withdrawals.mjs';

const HOUR = 3600;
const DAY = 24 * HOUR;

before(() => fillTreasury(1000));
beforeEach(forgetFailures);
after(async () => {
  await bringTimeBack();
  await endAll();
});

const addAddress = (user, address) => api('POST', '/api/wallet/withdrawal-addresses', { token: user.token, body: { address } });
const confirmAddress = (user, id, code) => api('POST', `/api/wallet/withdrawal-addresses/${id}/confirm`, { token: user.token, body: { code } });
const listAddresses = async (user) => (await expectStatus(200, 'GET', '/api/wallet/withdrawal-addresses', { token: user.token })).items;

/** The newest mail to somebody that says something: its text. */
const mailWith = (user, words) => eventually(async () => {
  const mails = await (await fetch(`${sandboxUrl}/mailbox.json?to=${encodeURIComponent(user.email)}`)).json();
  return mails.find((mail) => mail.text.includes(words))?.text;
});
const codeWith = async (user, words) => (await mailWith(user, words)).match(/\b\d{6}\b/)[0];
const wrongFor = (code) => (code === '000000' ? '000001' : '000000');

/** The minute between two codes goes by for the tests' users at once. */
const forgetRequests = (user) => sql(`UPDATE email_code SET created_at = created_at - interval '2 minutes' WHERE email = $1`, [user.email]);

test('X10: an address is confirmed by a mailed code, which is good for that address alone, and held for a day', async () => {
  const user = await newWithdrawer({ credit: 100 });
  const { address } = newSolanaWallet();
  const added = await addAddress(user, address);
  assert.equal(added.status, 202, added.text);
  const { id } = added.body.address;
  assert.deepEqual([added.body.address.address, added.body.address.confirmed_at], [address, null]);
  assert.equal(new Date(added.body.code.resend_at) - new Date(added.body.code.expires_at), -540000, 'ten minutes, and one until the next');
  assertProblem(await addAddress(user, address), 429, { code: 'code_requested_too_soon' });
  const code = await codeWith(user, address);
  assert.deepEqual((await sql('SELECT code_hash IS NOT NULL AS hashed FROM email_code WHERE withdrawal_address_id = $1', [id])), [{ hashed: true }]);
  assert.deepEqual(linesWith([new RegExp(`(?<![\\w.])${code}(?!\\w)`)]), [], 'no log knows it, but in parts of times and ids');
  assertProblem(await withdraw(user, '5.000000', { address }), 422, { code: 'address_not_confirmed', about: 'before' });

  assertProblem(await api('POST', '/api/auth/email-verify', { body: { email: user.email, code } }), 401, { code: 'wrong_code', about: 'it signs nobody in' });
  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email: user.email } });
  const signInCode = await codeWith(user, 'sign in');
  if (signInCode !== code) assertProblem(await confirmAddress(user, id, signInCode), 401, { code: 'wrong_code', about: 'a sign-in code confirms nothing' });
  const stranger = await newUser();
  assertProblem(await confirmAddress(stranger, id, code), 404, { code: 'not_found' });
  assertProblem(await confirmAddress(user, randomUUID(), code), 404, { code: 'not_found' });
  const confirmed = await confirmAddress(user, id, code);
  assert.equal(confirmed.status, 200, confirmed.text);
  assert.ok(confirmed.body.confirmed_at);
  assertProblem(await confirmAddress(user, id, code), 404, { code: 'not_found', about: 'once' });
  assertProblem(await addAddress(user, address), 409, { code: 'already_exists' });
  assert.deepEqual(await listAddresses(user), [confirmed.body]);

  const held = await mustWithdraw(user, '5.000000', { address });
  assert.deepEqual([held.status, new Date(held.hold_until) - new Date(confirmed.body.confirmed_at)], ['HELD', DAY * 1000]);
  assert.equal((await mustWithdraw(user, '5.000000')).hold_until, null, 'the wallet is old enough');
  assert.equal((await api('DELETE', `/api/wallet/withdrawal-addresses/${id}`, { token: stranger.token })).status, 404);
  assert.equal((await api('DELETE', `/api/wallet/withdrawal-addresses/${id}`, { token: user.token })).status, 204);
  assertProblem(await api('DELETE', `/api/wallet/withdrawal-addresses/${id}`, { token: user.token }), 404, { code: 'not_found' });
  assertProblem(await withdraw(user, '5.000000', { address }), 422, { code: 'address_not_confirmed', about: 'removed' });
  assert.deepEqual(await listAddresses(user), []);
  assert.equal((await cancel(user, held)).status, 200);
});

test('X10: five wrong codes lock the address book as they lock signing in, and a code ends after ten minutes', async () => {
  const user = await newWithdrawer();
  const { address } = newSolanaWallet();
  const { body } = await addAddress(user, address);
  const code = await codeWith(user, address);
  for (let i = 0; i < 5; i++) assertProblem(await confirmAddress(user, body.address.id, wrongFor(code)), 401, { code: 'wrong_code' });
  assertProblem(await confirmAddress(user, body.address.id, code), 429, { code: 'sign_in_locked', about: 'the right one too' });
  assertProblem(await addAddress(user, newSolanaWallet().address), 429, { code: 'sign_in_locked' });
  await sql('DELETE FROM sign_in_lock WHERE subject = $1', [`email:${user.email}`]);
  await sql(`UPDATE email_code SET expires_at = gem_now() WHERE email = $1`, [user.email]);
  assertProblem(await confirmAddress(user, body.address.id, code), 401, { code: 'wrong_code', about: 'too late' });
  assert.equal((await listAddresses(user))[0].confirmed_at, null);
  await sql('DELETE FROM sign_in_lock WHERE subject = $1', [`email:${user.email}`]);
  await forgetRequests(user);
  assert.equal((await addAddress(user, address)).body.address.id, body.address.id, 'the same one, another code');
});

test('X10: without an e-mail address only the wallet is left; nobody keeps more than ten; our own and a program\'s are none', async () => {
  const bare = await newWithdrawer();
  await sql('UPDATE app_user SET email = NULL WHERE id = $1', [bare.id]);
  const user = await newUser();
  await assertNothingMoves(async () => {
    assertProblem(await addAddress(bare, newSolanaWallet().address), 422, { code: 'rule_refused' });
    for (const address of ['x'.repeat(40), tokenAccountOf(bare.address), secret('GEM_SOLANA_TREASURY_ADDRESS'), null]) assertProblem(await addAddress(user, address), 400, { field: 'address' });
  });
  await sql(`INSERT INTO withdrawal_address (id, user_id, address) SELECT gen_random_uuid(), $1, n::text FROM generate_series(1, 9) AS n`, [user.id]);
  assert.equal((await addAddress(user, newSolanaWallet().address)).status, 202);
  await forgetRequests(user);
  assertProblem(await addAddress(user, newSolanaWallet().address), 422, { code: 'rule_refused', about: 'the eleventh' });
});

test('X10: a wallet bound less than a day ago holds a withdrawal until the day is over, and not a moment less', async () => {
  const user = await stayLong((await newUsers(1, { credit: 50 }))[0]);
  const wallet = newSolanaWallet();
  assert.equal((await bindWallet(user.token, wallet)).status, 200);
  const [{ changed }] = await sql('SELECT solana_address_changed_at AS changed FROM app_user WHERE id = $1', [user.id]);
  const held = await mustWithdraw(user, '20.000000', { address: wallet.address });
  assert.deepEqual([held.status, new Date(held.hold_until).getTime()], ['HELD', changed.getTime() + DAY * 1000]);
  await advanceClock(DAY - 60);
  await releaseAll();
  assert.equal((await withdrawalOf(user, held)).status, 'HELD', 'a minute before');
  await advanceClock(90);
  await releaseAll();
  await untilSent(held);
  assert.equal((await mustWithdraw(user, '20.000000', { address: wallet.address })).hold_until, null, 'and the next goes at once');
  await bringTimeBack();
  await assertBooksAgree();
});

test('X10: whoever signs up with a wallet waits a day too, and so does a wallet\'s owner after it was taken away', async () => {
  const [user] = await newUsers(1, { credit: 50 });
  const known = newSolanaWallet().address;
  await sql(`INSERT INTO withdrawal_address (id, user_id, address, confirmed_at) VALUES (gen_random_uuid(), $1, $2, gem_now() - interval '3 days')`, [user.id, known]);
  const wallet = newSolanaWallet();
  const fresh = await walletSignIn(wallet);
  await grant([fresh.user.id], 10);
  assert.ok((await mustWithdraw({ token: fresh.token, address: wallet.address }, '5.000000')).hold_until);
  assert.equal((await mustWithdraw(user, '5.000000', { address: known })).hold_until, null);
  await setWallet(user, newSolanaWallet().address, 47);
  assert.equal((await mustWithdraw(user, '5.000000', { address: known })).hold_until, null, 'two days ago');
  await expectStatus(200, 'DELETE', '/api/me/wallets/solana', { token: user.token });
  assert.ok((await mustWithdraw(user, '5.000000', { address: known })).hold_until, 'a moment ago, whatever the address');
});

test('X10: when the wallet changes meanwhile, what is held stays if its address is still good, else it is cancelled and credited back', async () => {
  const [stays, goes] = [await newWithdrawer({ credit: 50, hours: 23 }), await newWithdrawer({ credit: 50, hours: 23 })];
  const held = [await mustWithdraw(stays, '30.000000'), await mustWithdraw(goes, '30.000000')];
  assert.ok(held.every((one) => one.hold_until));
  await sql(`INSERT INTO withdrawal_address (id, user_id, address, confirmed_at) VALUES (gen_random_uuid(), $1, $2, gem_now())`, [stays.id, stays.address]);
  for (const user of [stays, goes]) await setWallet(user, newSolanaWallet().address, 0);
  await advanceClock(2 * HOUR);
  await releaseAll();
  await untilSent(held[0]);
  const row = await untilWithdrawal(held[1], 'CANCELLED');
  assert.match(row.reason, /neither your bound wallet nor confirmed/);
  assert.equal(await balanceOf(goes.token), '50.000000');
  assert.deepEqual(await linesOf(held[1]), [
    'withdrawal user_credit -30.000000', 'withdrawal withdrawals_held 30.000000',
    'withdrawal_returned user_credit 30.000000', 'withdrawal_returned withdrawals_held -30.000000']);
  await bringTimeBack();
  await assertBooksAgree();
});
