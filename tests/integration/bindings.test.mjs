// Wallets and e-mail addresses bound to an account and taken away again (A4): what is another's stays theirs (E46), a switched wallet's
// sessions end (E47), and the last way in stays.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack, forgetFailures } from './support/clock.mjs';
import { assertProblem } from './support/problems.mjs';
import { sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { mailedCode, newUser, signIn } from './support/users.mjs';
import { bindWallet, chains, loginWith, newWallet, proofOf, walletSignIn } from './support/wallets.mjs';

let counter = 0;
const newEmail = () => `binding-${process.pid}-${Date.now()}-${++counter}@test.example`;
const otherChain = { solana: 'evm', evm: 'solana' };
const wrongFor = (code) => String((Number(code) + 1) % 1000000).padStart(6, '0');
const isAlive = async (token) => (await api('GET', '/api/me', { token })).status === 200;
const me = (token) => expectStatus(200, 'GET', '/api/me', { token });
const unbind = (token, way) => api('DELETE', way === 'email' ? '/api/me/email' : `/api/me/wallets/${way}`, { token });

async function codeFor(email) {
  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
  return mailedCode(email);
}
const bindEmail = async (token, email, code) => api('PUT', '/api/me/email', { token, body: { email, code: code ?? (await codeFor(email)) } });

beforeEach(forgetFailures);
after(bringTimeBack);

test('A4: wallets of both chains and an e-mail address lead to one account', async () => {
  const wallets = chains.map((chain) => newWallet[chain]());
  const email = newEmail();
  const { token, user } = await walletSignIn(wallets[0]);
  assert.equal(user.email, null);
  const bound = await bindWallet(token, wallets[1]);
  assert.equal(bound.status, 200, bound.text);
  assert.deepEqual(bound.body.wallets, { solana: wallets[0].address, evm: wallets[1].address });
  const whole = await bindEmail(token, email);
  assert.equal(whole.status, 200, whole.text);
  assert.deepEqual(whole.body, { ...bound.body, email });
  assert.deepEqual(await me(token), whole.body);
  await sql(`UPDATE email_code SET created_at = created_at - interval '2 minutes' WHERE email = $1`, [email]);
  await fetchNewest(email);
  for (const sign of [() => walletSignIn(wallets[0]), () => walletSignIn(wallets[1]), () => verifyNewest(email)]) {
    const answer = await sign();
    assert.equal(answer.is_new, false);
    assert.deepEqual(answer.user, whole.body);
  }
});

/** Asks for another code and keeps it for verifyNewest(). */
const newest = new Map();
async function fetchNewest(email) {
  const seen = [await mailedCode(email)];
  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
  newest.set(email, await mailedCode(email, seen));
}
const verifyNewest = (email) => expectStatus(200, 'POST', '/api/auth/email-verify', { body: { email, code: newest.get(email) } });

test('A4: somebody who came by e-mail binds wallets, and comes back with either', async () => {
  const { token, user } = await signIn(newEmail());
  for (const chain of chains) {
    const wallet = newWallet[chain]();
    assert.equal((await bindWallet(token, wallet)).body.wallets[chain], wallet.address);
    const { user: found, is_new } = await walletSignIn(wallet);
    assert.deepEqual([found.id, is_new], [user.id, false]);
  }
  assert.equal((await me(token)).email, user.email);
});

test('A4: binding wants a fresh proof of that very wallet and chain', async () => {
  const { token, id } = await newUser(); // whose session no wallet opened
  const refused = async (chain, proof, about) => assertNothingChanges(async () =>
    assertProblem(await api('PUT', `/api/me/wallets/${chain}`, { token, body: proof }), 401, { code: 'signature_refused', about }));
  for (const chain of chains) {
    const [wallet, thief] = [newWallet[chain](), newWallet[chain]()];
    const used = await proofOf(wallet);
    assert.equal((await loginWith(chain, used)).status, 200);
    await refused(chain, used, 'used to sign in');
    const fresh = newWallet[chain]();
    const proof = await proofOf(fresh);
    await refused(chain, { ...proof, signature: await thief.sign(proof.message) }, 'signed by another');
    await refused(chain, { ...proof, message: `${proof.message}\n` }, 'another text');
    assertProblem(await api('PUT', `/api/me/wallets/${otherChain[chain]}`, { token, body: proof }), 400, { field: 'address' });
    for (const name of ['bitcoin', 'Solana', 'evm%20', 'email']) {
      assertProblem(await api('PUT', `/api/me/wallets/${name}`, { token, body: proof }), 404, { about: name });
      assertProblem(await api('DELETE', `/api/me/wallets/${name}`, { token }), 404, { about: name });
    }
    assertProblem(await api('PUT', `/api/me/wallets/${chain}`, { body: proof }), 401, { code: 'unauthenticated' });
    assert.equal((await api('PUT', `/api/me/wallets/${chain}`, { token, body: proof })).status, 200, 'it was still good');
    assertProblem(await loginWith(chain, proof), 401, { code: 'signature_refused', about: 'used to bind' });
  }
  assert.equal((await me(token)).id, id);
});

for (const chain of chains) {
  test(`E46: a ${chain} wallet of another account is refused, and nothing changes`, async () => {
    const wallet = newWallet[chain]();
    const owner = await walletSignIn(wallet);
    const thief = await walletSignIn(newWallet[otherChain[chain]]());
    const already = newWallet[chain]();
    for (const before of ['nothing of that chain', 'a wallet of that chain']) {
      const proof = await proofOf(wallet);
      await assertNothingChanges(async () => assertProblem(await bindWallet(thief.token, wallet, proof), 409, { code: 'wallet_taken', about: before }));
      assert.ok(await isAlive(owner.token));
      assert.equal((await me(owner.token)).wallets[chain], wallet.address);
      assert.equal((await bindWallet(thief.token, already)).status, 200);
    }
    assert.equal((await me(thief.token)).wallets[chain], already.address);
    assert.equal((await walletSignIn(wallet)).user.id, owner.user.id);
  });

  test(`E47: another ${chain} wallet in place of one ends the old one's sessions, and only those`, async () => {
    const [old, next] = [newWallet[chain](), newWallet[chain]()];
    const byOther = newWallet[otherChain[chain]]();
    const first = await walletSignIn(old);
    assert.equal((await bindWallet(first.token, byOther)).status, 200);
    const second = await walletSignIn(old);
    const elsewhere = await walletSignIn(byOther);
    assert.equal((await bindWallet(second.token, old)).status, 200, 'the same wallet again ends nothing');
    assert.deepEqual(await Promise.all([first, second, elsewhere].map(({ token }) => isAlive(token))), [true, true, true]);

    assert.equal((await bindWallet(elsewhere.token, next)).body.wallets[chain], next.address);
    assert.deepEqual(await Promise.all([first, second, elsewhere].map(({ token }) => isAlive(token))), [false, false, true]);
    assertProblem(await api('GET', '/api/me', { token: first.token }), 401, { code: 'unauthenticated' });
    const stranger = await walletSignIn(old);
    assert.equal(stranger.is_new, true, 'the old wallet leads there no more');
    assert.notEqual(stranger.user.id, first.user.id);
    assert.equal((await walletSignIn(next)).user.id, first.user.id);
  });

  test(`A4: unbinding a ${chain} wallet ends the sessions it opened, and only those`, async () => {
    const wallet = newWallet[chain]();
    const stays = newWallet[otherChain[chain]]();
    const one = await walletSignIn(wallet);
    assert.equal((await bindWallet(one.token, stays)).status, 200);
    const two = await walletSignIn(stays);
    const answer = await unbind(two.token, chain);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.wallets[chain], null);
    assert.deepEqual([await isAlive(one.token), await isAlive(two.token)], [false, true]);
    assert.deepEqual((await unbind(two.token, chain)).body, answer.body, 'what is not there can be taken away again');
    assert.equal((await walletSignIn(wallet)).is_new, true);
  });
}

test('E46: an e-mail address of another account is refused, and nothing changes', async () => {
  const owner = await newUser();
  const { token } = await walletSignIn(newWallet.evm());
  const code = await codeFor(owner.email);
  await assertNothingChanges(async () => assertProblem(await bindEmail(token, owner.email, code), 409, { code: 'email_taken' }));
  assertProblem(await bindEmail(token, owner.email.toUpperCase(), code), 409, { code: 'email_taken', about: 'in upper case' });
  assert.equal((await me(token)).email, null);
  assert.equal((await me(owner.token)).email, owner.email);
});

const arrivals = {
  email: async (token) => assert.equal((await bindEmail(token, newEmail())).status, 200),
  solana: async (token) => assert.equal((await bindWallet(token, newWallet.solana())).status, 200),
  evm: async (token) => assert.equal((await bindWallet(token, newWallet.evm())).status, 200),
};
const ways = Object.keys(arrivals);

/** Somebody with just these ways in, whose session none of them has opened. */
async function personWith(wanted) {
  const person = await newUser();
  for (const way of wanted) await arrivals[way](person.token);
  if (!wanted.includes('email')) assert.equal((await unbind(person.token, 'email')).status, 200);
  return person;
}
const waysOf = ({ email, wallets }) => ways.filter((way) => (way === 'email' ? email : wallets[way]) !== null);

for (const wanted of [['email'], ['solana'], ['evm'], ['email', 'solana'], ['email', 'evm'], ['solana', 'evm'], ways]) {
  test(`A4: of ${wanted.join(', ')} the last way in stays, whatever goes first`, async () => {
    for (const last of wanted) {
      const { token } = await personWith(wanted);
      assert.deepEqual(waysOf(await me(token)), wanted);
      for (const way of wanted.filter((other) => other !== last)) assert.equal((await unbind(token, way)).status, 200);
      await sql(`UPDATE app_user SET twitter_id = $2, twitter_handle = 'somebody' WHERE id = $1`, [(await me(token)).id, String(++counter) + Date.now()]);
      await assertNothingChanges(async () => assertProblem(await unbind(token, last), 422, { code: 'last_way_in', about: last }));
      for (const way of ways.filter((other) => other !== last)) assert.equal((await unbind(token, way)).status, 200, 'nothing to take away');
      assert.deepEqual(waysOf(await me(token)), [last]);
    }
  });
}

test('A4: of two ways in taken away at the same moment, one stays', async () => {
  for (let round = 0; round < 10; round++) {
    const { token } = await personWith(['solana', 'evm']);
    const statuses = (await Promise.all([unbind(token, 'solana'), unbind(token, 'evm')])).map((answer) => answer.status);
    assert.deepEqual(statuses.sort(), [200, 422], `round ${round}`);
    assert.equal(waysOf(await me(token)).length, 1);
  }
});

test('E47: a wallet that signs in from another wallet\'s session ends that one', async () => {
  for (const [from, to] of [['solana', 'solana'], ['solana', 'evm'], ['evm', 'evm'], ['evm', 'solana']]) {
    const before = await walletSignIn(newWallet[from]());
    const wallet = newWallet[to]();
    const bad = { ...(await proofOf(wallet)), signature: 'x' };
    assertProblem(await loginWith(to, bad, { token: before.token }), 401, { code: 'signature_refused' });
    assert.ok(await isAlive(before.token), 'who is refused ends nothing');
    const after_ = await walletSignIn(wallet, { token: before.token });
    assert.deepEqual([await isAlive(before.token), await isAlive(after_.token)], [false, true], `${from} → ${to}`);
    assert.notEqual(after_.user.id, before.user.id);
    const again = await walletSignIn(wallet, { token: after_.token });
    assert.deepEqual([await isAlive(after_.token), await isAlive(again.token)], [true, true], 'the same wallet again');
  }
  const byMail = await signIn(newEmail());
  await walletSignIn(newWallet.evm(), { token: byMail.token });
  assert.ok(await isAlive(byMail.token), 'a session by e-mail has no wallet to switch');
  assert.equal((await loginWith('evm', await proofOf(newWallet.evm()), { token: 'garbage' })).status, 200, 'a bad token is as good as none');
});

test('A4: an e-mail address is bound with its code, which is used up; the one before leads there no more', async () => {
  const { token, user } = await walletSignIn(newWallet.solana());
  const [first, second] = [newEmail(), newEmail()];
  const code = await codeFor(first);
  assertProblem(await bindEmail(token, second, code), 401, { code: 'wrong_code', about: 'a code for another address' });
  assert.equal((await bindEmail(token, first.toUpperCase(), code)).body.email, first);
  assertProblem(await bindEmail(token, first, code), 401, { code: 'wrong_code', about: 'used' });
  assertProblem(await api('POST', '/api/auth/email-verify', { body: { email: first, code } }), 401, { code: 'wrong_code' });
  assert.equal((await bindEmail(token, second)).body.email, second);
  await sql(`UPDATE email_code SET created_at = created_at - interval '2 minutes' WHERE email = $1`, [first]);
  await fetchNewest(first);
  const stranger = await verifyNewest(first);
  assert.equal(stranger.is_new, true);
  assert.notEqual(stranger.user.id, user.id);
});

test('E48: wrong codes while binding count to the lock, for signing in too', async () => {
  const { token } = await walletSignIn(newWallet.solana());
  const email = newEmail();
  const code = await codeFor(email);
  for (let wrong = 1; wrong <= 5; wrong++) {
    const answer = wrong % 2 ? await bindEmail(token, email, wrongFor(code)) : await api('POST', '/api/auth/email-verify', { body: { email, code: wrongFor(code) } });
    assertProblem(answer, 401, { code: 'wrong_code', about: `wrong code ${wrong}` });
  }
  for (const answer of [await bindEmail(token, email, code), await api('POST', '/api/auth/email-verify', { body: { email, code } })]) {
    assertProblem(answer, 429, { code: 'sign_in_locked' });
  }
  assert.equal((await me(token)).email, null);
});
