// What people say of themselves (A6), what they can take with them, and their leaving (A7, E50).
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack, forgetFailures } from './support/clock.mjs';
import { assertProven, leavePaid, mustBuy, proofOf } from './support/openings.mjs';
import { withoutPart } from './support/parts.mjs';
import { assertProblem } from './support/problems.mjs';
import { raw } from './support/raw.mjs';
import { advanceClock, eventually, gemctl, mustSucceed, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { rowsWith } from './support/traces.mjs';
import { mailedCode, newUser, newUsers, signIn } from './support/users.mjs';
import { bindWallet, newEvmWallet, newSolanaWallet, newWallet, proofOf as walletProof, walletSignIn } from './support/wallets.mjs';

const unique = `${process.pid % 1000}${Date.now() % 1e7}`;
const me = (token) => expectStatus(200, 'GET', '/api/me', { token });
const change = ({ token }, body) => api('PATCH', '/api/me', { token, body });
const close = ({ token }, query = '') => api('DELETE', `/api/me${query}`, { token });
const closed = async (person, query) => {
  const answer = await close(person, query);
  assert.equal(answer.status, 204, answer.text);
};

beforeEach(forgetFailures);
after(bringTimeBack);

test('A6: handle and avatar are changed, each alone or both', async () => {
  const person = await newUser();
  const before = await me(person.token);
  const handle = `gold-${unique}`;
  assert.deepEqual((await change(person, { handle })).body, { ...before, handle });
  const avatar_url = '/api/avatars/Seed_of-mine1';
  assert.deepEqual((await change(person, { avatar_seed: 'Seed_of-mine1' })).body, { ...before, handle, avatar_url });
  assertProblem(await change(person, {}), 400, { field: 'handle', about: 'nothing to change' });
  assert.deepEqual((await change(person, { handle, avatar_seed: 'other' })).body, { ...before, handle, avatar_url: '/api/avatars/other' });
  assert.deepEqual(await me(person.token), { ...before, handle, avatar_url: '/api/avatars/other' });
});

test('A6: a handle that is another\'s, or reads like it, is refused', async () => {
  const [owner, other] = await newUsers(2);
  const handle = `gemo-lit${unique}`;
  assert.equal((await change(owner, { handle })).status, 200);
  const alike = [
    handle, `gem0-lit${unique}`, `gemo-1it${unique}`, `gemo-iit${unique}`, `gem0-11t${unique}`, `g3mo-lit${unique}`, `gemo-li7${unique}`, `gemolit${unique}`,
    `gemo_lit${unique}`, `-gemo-lit${unique}`, `g-e-m-o-l-i-t${unique}`, `gemo--lit${unique}_`,
  ];
  for (const taken of alike) {
    await assertNothingChanges(async () => assertProblem(await change(other, { handle: taken }), 409, { code: 'handle_taken', about: taken }));
  }
  assert.equal((await change(owner, { handle: `gem0_1it${unique}` })).status, 200, 'one\'s own may change to what reads like it');
  assert.equal((await change(other, { handle: `gemo-liz${unique}` })).status, 200, 'another word is free');
  const both = await newUsers(2);
  const wanted = `race-${unique}`;
  const statuses = (await Promise.all(both.map((person, i) => change(person, { handle: i ? wanted : wanted.replace('-', '_') })))).map((answer) => answer.status);
  assert.deepEqual(statuses.sort(), [200, 409], 'at the same moment');
});

test('A6: names that people would believe are nobody\'s', async () => {
  const person = await newUser();
  const reserved = (await sql('SELECT handle FROM reserved_handle')).map((row) => row.handle).filter((handle) => handle.length >= 3);
  assert.ok(['admin', 'support', 'gem-support'].every((handle) => reserved.includes(handle)));
  const alike = ['adm1n', '4dmin', 'a-d-m-i-n', '_admin_', 'supp0rt', '5upport', 'g3m', 'gem5', 'gem_support', 'gemsupp0rt', 'gem--team', 'off1cial', 'officia1', '7reasury', 'm0derat0r', '8illing'];
  for (const handle of [...reserved, ...alike]) {
    await assertNothingChanges(async () => assertProblem(await change(person, { handle }), 422, { code: 'handle_reserved', about: handle }));
  }
  assert.equal((await change(person, { handle: `admins-friend-${unique}` })).status, 200);
});

test('A6: a handle has 3 to 32 letters, digits, _ and -, an avatar\'s seed 1 to 64', async () => {
  const person = await newUser();
  const handles = ['', 'ab', 'x'.repeat(33), 'Upper', 'with space', 'do.t', 'gem\u00e9', 'g\u0435m', 'gem\u200b', 'gem\n', 'a/b', 'a@b', '<b>x', '\u{1F48E}\u{1F48E}\u{1F48E}', null, 1];
  for (const handle of handles) assertProblem(await change(person, { handle }), 400, { field: 'handle', about: JSON.stringify(handle) });
  const seeds = ['', 'x'.repeat(65), 'a/b', 'a b', '..', '%2e', '\u00e9', '"'];
  for (const avatar_seed of seeds) assertProblem(await change(person, { avatar_seed }), 400, { field: 'avatar_seed', about: JSON.stringify(avatar_seed) });
  for (const name of ['email', 'xp', 'credit_balance', 'status', 'id', 'referral_code']) assertProblem(await change(person, { [name]: 'x' }), 400, { field: name });
  const tail = unique.slice(-2);
  for (const handle of [`z${tail}`, `${'q'.repeat(32 - unique.length)}${unique}`]) assert.equal((await change(person, { handle })).status, 200, handle);
  for (const avatar_seed of ['x', 'Z'.repeat(64)]) assert.equal((await change(person, { avatar_seed })).status, 200);
});

test('A6: an avatar follows from its seed and changes with it', async () => {
  const person = await newUser();
  const pictures = [];
  for (const avatar_seed of ['one', 'two', 'one']) pictures.push((await api('GET', (await change(person, { avatar_seed })).body.avatar_url)).text);
  assert.match(pictures[0], /^<svg /);
  assert.equal(pictures[0], pictures[2]);
  assert.notEqual(pictures[0], pictures[1]);
});

test('A7: what one takes with one is everything about oneself, and nothing of others', async () => {
  const pack = await newPack({ price: '10.000000' });
  const [person, other] = await newUsers(2, { credit: 50 });
  const wallet = newSolanaWallet();
  assert.equal((await bindWallet(person.token, wallet)).status, 200);
  const { token } = await walletSignIn(wallet);
  const session = (await expectStatus(200, 'GET', '/api/auth/sessions', { token })).items.find((row) => row.current).id;
  const opening = await mustBuy(person, pack, { quantity: 2 });
  const foreign = await mustBuy(other, pack);
  const answer = await api('GET', '/api/me/export', { token: person.token });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-disposition'), /^attachment; filename="[\w.-]+"$/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const exported = answer.body;
  assert.deepEqual(Object.keys(exported).sort(), ['buybacks', 'credit_balance', 'deposits', 'exported_at', 'listings', 'offers', 'openings', 'payments',
    'purchases', 'sessions', 'statement', 'trades', 'user', 'vault', 'withdrawal_addresses', 'withdrawals']);
  const shown = await me(person.token);
  for (const name of ['id', 'handle', 'email', 'referral_code', 'xp']) assert.equal(exported.user[name], shown[name], name);
  assert.equal(exported.user.solana_address, wallet.address);
  assert.equal(exported.credit_balance, '30.000000');
  assert.deepEqual(exported.openings.map(({ id, status, quantity, nonce }) => [id, status, quantity, Number(nonce)]), [[opening.id, 'OPENED', 2, 0]]);
  assert.deepEqual(exported.vault.map((item) => item.id).sort(), opening.items.map((item) => item.vault_item_id).sort());
  assert.deepEqual(exported.statement.map((line) => [line.amount_usd, line.balance_after_usd]), [['50.000000', '50.000000'], ['-20.000000', '30.000000']]);
  assert.deepEqual(exported.sessions.map((row) => row.id).sort(), [person.session, session].sort());
  assert.ok(exported.sessions.some((row) => row.wallet_address === wallet.address && row.remote_address === '127.0.0.1'));
  for (const secret of [other.id, other.email, other.session, foreign.id, ...foreign.items.flatMap((item) => [item.vault_item_id, item.nft_id])]) {
    assert.ok(!answer.text.includes(secret), secret);
  }
  const seeds = await sql(`SELECT encode(server_seed, 'hex') AS seed FROM fairness_seed WHERE user_id = $1 AND revealed_at IS NULL`, [person.id]);
  for (const { seed } of seeds) assert.ok(!answer.text.includes(seed), 'the seed of the next opening stays secret');
  assertProblem(await api('GET', '/api/me/export'), 401, { code: 'unauthenticated' });
});

test('E50: an account that holds credit or gems is closed only when they are given up', async () => {
  const pack = await newPack({ price: '10.000000' });
  const [rich, collector, poor] = await newUsers(3);
  for (const [person, credit] of [[rich, '5'], [collector, '10']]) mustSucceed(await gemctl('credit', person.email, credit, '--reason', 'Test'));
  await mustBuy(collector, pack);
  for (const person of [rich, collector]) {
    for (const query of ['', '?forfeit=false']) {
      await assertNothingChanges(async () => assertProblem(await close(person, query), 409, { code: 'account_not_empty', about: query }));
    }
    assertProblem(await close(person, '?forfeit=yes'), 400);
    assert.equal((await me(person.token)).email, person.email);
    await closed(person, '?forfeit=true');
  }
  await closed(poor);
  await assertBooksAgree();
});

test('E50: while a purchase is under way an account is not closed, and is afterwards', async () => {
  const pack = await newPack({ price: '10.000000' });
  const person = await newUser({ credit: 10 });
  await withoutPart('gem-worker:*', async () => {
    const opening = await leavePaid(person, pack);
    await assertNothingChanges(async () => {
      for (const query of ['', '?forfeit=true']) assertProblem(await close(person, query), 409, { code: 'account_not_empty' });
    });
    assert.equal((await expectStatus(200, 'GET', `/api/packs/openings/${opening}`, { token: person.token })).status, 'PAID');
  });
  mustSucceed(await gemctl('run-schedule', 'all'));
  await eventually(async () => (await sql(`SELECT status FROM opening WHERE user_id = $1`, [person.id]))[0].status === 'OPENED', 30000);
  await closed(person, '?forfeit=true');
  await assertBooksAgree();
});

/** Somebody who has left traces everywhere, whose network address and browser are known. */
async function somebodyKnown(localAddress, userAgent) {
  const [solana, evm] = [newSolanaWallet(), newEvmWallet()];
  const email = `leaver-${unique}-${Date.now()}@test.example`;
  const login = await raw('POST', '/api/auth/wallet-login', {
    localAddress, headers: { 'content-type': 'application/json', 'user-agent': userAgent }, body: JSON.stringify({ chain: 'solana', ...(await walletProof(solana)) }),
  });
  assert.equal(login.status, 200, login.text);
  const { token, user } = login.body;
  assert.equal((await bindWallet(token, evm)).status, 200);
  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
  const code = await mailedCode(email);
  assert.equal((await api('POST', '/api/auth/email-verify', { body: { email, code: code === '000000' ? '000001' : '000000' } })).status, 401, 'a wrong code, which is counted');
  await expectStatus(200, 'PUT', '/api/me/email', { token, body: { email, code } });
  assert.equal((await change({ token }, { handle: `leaver-${unique}-${Date.now() % 1e6}`, avatar_seed: `face${unique}` })).status, 200);
  await sql(`UPDATE app_user SET twitter_id = $2, twitter_handle = $3 WHERE id = $1`, [user.id, `9${Date.now()}`, `leaver${unique}`]);
  const [row] = await sql('SELECT handle, avatar_seed, referral_code, twitter_id, twitter_handle FROM app_user WHERE id = $1', [user.id]);
  return { id: user.id, token, solana, evm, email, code, ...row };
}

test('A7: who leaves is forgotten everywhere; what was bought stays proven, the ledger whole, and one may come again', async () => {
  const [localAddress, userAgent] = [`127.77.${1 + (Date.now() % 200)}.${1 + (process.pid % 200)}`, `Leaver/${unique}`];
  const person = await somebodyKnown(localAddress, userAgent);
  const stranger = await newUser();
  mustSucceed(await gemctl('credit', person.email, '40', '--reason', 'Welcome'));
  const pack = await newPack({ price: '10.000000' });
  const opening = await mustBuy(person, pack, { key: `leaver-${unique}`, quantity: 2 });
  const proof = await proofOf(opening.id);
  const second = await walletSignIn(person.evm);
  await api('GET', '/api/auth/twitter', { token: person.token });
  await walletProof(person.solana); // a nonce that is never used
  const traces = { localAddress, userAgent, email: person.email, solana: person.solana.address, evm: person.evm.address, handle: person.handle,
    'avatar seed': person.avatar_seed, 'referral code': person.referral_code, 'X id': person.twitter_id, 'X name': person.twitter_handle };
  for (const [about, text] of Object.entries(traces)) assert.ok((await rowsWith([text])).length > 0, `${about} is there before`);
  const openings = () => sql('SELECT opening.*, unit.nft_id FROM opening JOIN opening_unit AS unit ON unit.opening_id = opening.id WHERE user_id = $1 ORDER BY unit', [person.id]);
  const ledger = () => sql('SELECT posting.* FROM ledger_posting AS posting JOIN ledger_account AS account ON account.id = account_id WHERE owner_id = $1 ORDER BY posting.id', [person.id]);
  const kept = [await openings(), await ledger()];

  await closed(person, '?forfeit=true');
  for (const token of [person.token, second.token]) {
    assertProblem(await api('GET', '/api/me', { token }), 401, { code: 'unauthenticated' });
    assertProblem(await close({ token }), 401, { code: 'unauthenticated' });
  }
  for (const [about, text] of Object.entries(traces)) assert.deepEqual(await rowsWith([text]), [], about);
  assert.deepEqual([await openings(), await ledger()], kept);
  assert.deepEqual(await proofOf(opening.id), proof);
  await assertProven(opening.id);
  assert.match(mustSucceed(await gemctl('ledger', 'check')), /./);
  await assertBooksAgree();
  const [row] = await sql('SELECT status, handle, closed_at IS NOT NULL AS dated FROM app_user WHERE id = $1', [person.id]);
  assert.deepEqual([row.status, row.dated], ['CLOSED', true]);
  assert.ok(!row.handle.includes(unique));
  assert.equal((await me(stranger.token)).email, stranger.email, 'others stay');

  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email: person.email } });
  const byMail = { email: person.email, code: await mailedCode(person.email, [person.code]) };
  const comers = [await walletSignIn(person.solana), await walletSignIn(person.evm), await expectStatus(200, 'POST', '/api/auth/email-verify', { body: byMail })];
  for (const { is_new, user } of comers) assert.deepEqual([is_new, user.id === person.id, user.credit_balance], [true, false, '0.000000']);
  assert.equal((await change({ token: comers[0].token }, { handle: person.handle })).status, 200, 'the name is free again');
});

test('A7: what was bound earlier, and is no more, is gone two days later', async () => {
  const [before, now] = [newSolanaWallet(), newSolanaWallet()];
  const email = `earlier-${unique}@test.example`;
  const { token } = await signIn(email);
  assert.equal((await bindWallet(token, before)).status, 200);
  assert.equal((await bindWallet(token, now)).status, 200);
  assert.equal((await api('DELETE', '/api/me/email', { token })).status, 200);
  await closed({ token });
  await advanceClock(2 * 24 * 3600);
  mustSucceed(await gemctl('run-schedule', 'all'));
  await eventually(async () => (await rowsWith([before.address, now.address, email])).length === 0, 20000);
  await bringTimeBack();
});

test('A7: whoever binds or changes something while leaving leaves nothing behind', async () => {
  for (let round = 0; round < 15; round++) {
    const person = await newUser();
    const wallet = newWallet[round % 2 ? 'evm' : 'solana']();
    const proof = await walletProof(wallet);
    const handle = `race${unique}x${round}`;
    const answers = await Promise.all([bindWallet(person.token, wallet, proof), close(person), change(person, { handle })]);
    assert.equal(answers[1].status, 204, answers[1].text);
    assert.deepEqual(await rowsWith([handle, person.email]), [], `round ${round}: ${answers.map((answer) => answer.status)}`);
    const [row] = await sql('SELECT solana_address, evm_address FROM app_user WHERE id = $1', [person.id]);
    assert.deepEqual(row, { solana_address: null, evm_address: null }, `round ${round}: ${answers.map((answer) => answer.status)}`);
    assert.equal((await walletSignIn(wallet)).is_new, true);
  }
});
