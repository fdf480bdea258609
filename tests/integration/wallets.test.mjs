// Signing in with a wallet of either chain (A1, A4): what is signed counts to the letter, and counts once.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import bs58 from 'bs58';
import { Signature, verifyMessage } from 'ethers';
import nacl from 'tweetnacl';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, environment, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { chains, challengeFor, loginWith, newEvmWallet, newSolanaWallet, newWallet, proofOf, walletSignIn } from './support/wallets.mjs';

const host = environment.GEM_PUBLIC_URL.replace(/^\w+:\/\//, '');
const otherChain = { solana: 'evm', evm: 'solana' };
const usersOf = async ({ address }) => Number((await sql('SELECT count(*) FROM app_user WHERE $1 IN (solana_address, evm_address)', [address]))[0].count);
const refused = (answer, about) => assertProblem(answer, 401, { code: 'signature_refused', about });

after(bringTimeBack);

for (const chain of chains) {
  test(`A1: a new ${chain} wallet makes an account without an e-mail address, and finds it again`, async () => {
    const wallet = newWallet[chain]();
    const [{ now }] = await sql('SELECT gem_now() AS now');
    const { nonce, message, expires_at } = await challengeFor(wallet);
    assert.match(nonce, /^[0-9a-zA-Z]{16,}$/);
    assert.equal(Math.round((Date.parse(expires_at) - now) / 1000), 300);
    assert.ok(message.startsWith(`${host} wants you to sign in with your ${chain === 'solana' ? 'Solana' : 'Ethereum'} account:\n${wallet.address}\n\n`));
    for (const line of [`URI: ${environment.GEM_PUBLIC_URL}`, 'Version: 1', `Nonce: ${nonce}`, `Expiration Time: ${expires_at}`]) {
      assert.ok(message.split('\n').includes(line), line);
    }
    assert.match(message, chain === 'solana' ? /\nChain ID: devnet\n/ : /\nChain ID: 7000\n/);

    const first = await loginWith(chain, { address: wallet.address, message, signature: await wallet.sign(message) });
    assert.equal(first.status, 200, first.text);
    assert.equal(first.body.is_new, true);
    assert.equal(first.body.user.email, null);
    assert.deepEqual(first.body.user.wallets, { [otherChain[chain]]: null, [chain]: wallet.address });
    assert.equal(first.body.user.credit_balance, '0.000000');
    const again = await walletSignIn(wallet);
    assert.equal(again.is_new, false);
    assert.deepEqual(again.user, first.body.user);
    for (const { token } of [first.body, again]) assert.deepEqual(await expectStatus(200, 'GET', '/api/me', { token }), first.body.user);
    assert.match((await expectStatus(200, 'GET', '/api/fairness', { token: again.token })).server_seed_hash, /^[0-9a-f]{64}$/);
  });
}

const line = (label, value) => (message) => message.replace(new RegExp(`^${label}: .*$`, 'm'), `${label}: ${value}`);
const valueOf = (message, label) => message.match(new RegExp(`^${label}: (.*)$`, 'm'))[1];
const movedBy = (milliseconds) => (time) => new Date(Date.parse(time) + milliseconds).toISOString();
const shifted = (label, change) => (message) => line(label, change(valueOf(message, label)))(message);
const appended = (text) => (message) => `${message}\n${text}`;

/** One thing wrong with a message each. */
const tamperings = {
  'another domain': (message) => message.replace(host, 'evil.example'),
  'a domain below ours': (message) => message.replace(host, `login.${host}`),
  'another port': (message) => message.replace(/:\d+ wants/, ':1 wants'),
  'a domain with its scheme': (message) => `http://${message}`,
  'no domain': (message) => message.replace(host, ''),
  'another address': (message, { other }) => message.replace(/\n.+\n/, `\n${other.address}\n`),
  'no statement': (message) => message.replace(/\n\nSign in to Gem[^\n]*/, ''),
  'another statement': (message) => message.replace('moves nothing', 'moves everything'),
  'one letter of the statement': (message) => message.replace('Sign in to Gem', 'Sign in to gem'),
  'another URI': line('URI', 'https://evil.example'),
  'a URI below ours': line('URI', `${environment.GEM_PUBLIC_URL}/login`),
  'another version': line('Version', '2'),
  'another chain id': (message, { chain }) => line('Chain ID', chain === 'solana' ? 'testnet' : '1')(message),
  'the chain id in another spelling': (message, { chain }) => line('Chain ID', chain === 'solana' ? 'solana:devnet' : '07000')(message),
  'a nonce of somebody else': (message, { otherNonce }) => line('Nonce', otherNonce)(message),
  'a nonce of the other chain': (message, { otherChainNonce }) => line('Nonce', otherChainNonce)(message),
  'a nonce that never was': line('Nonce', 'abcdef0123456789abcdef0123456789'),
  'the nonce in other letters': shifted('Nonce', (nonce) => nonce.toUpperCase()),
  'the nonce and a space': shifted('Nonce', (nonce) => `${nonce} `),
  'no nonce': (message) => message.replace(/\nNonce: .*/, ''),
  'issued a moment earlier': shifted('Issued At', movedBy(-1)),
  'issued later': shifted('Issued At', movedBy(60000)),
  'issued at the same time, told otherwise': shifted('Issued At', (time) => time.replace('Z', '+00:00')),
  'good for longer': shifted('Expiration Time', movedBy(3600000)),
  'good for ever': (message) => message.replace(/\nExpiration Time: .*/, ''),
  'a Not Before': appended('Not Before: 2020-01-01T00:00:00Z'),
  'a Request ID': appended('Request ID: 1'),
  'an empty Request ID': appended('Request ID: '),
  Resources: appended('Resources:\n- https://evil.example'),
  'empty Resources': appended('Resources:'),
  'other wording': (message) => message.replace('sign in with', 'log in with'),
  'the other chain\'s wording': (message) => message.replace(/Solana|Ethereum/, (name) => (name === 'Solana' ? 'Ethereum' : 'Solana')),
  'carriage returns': (message) => message.replace(/\n/g, '\r\n'),
  'a line feed at the end': (message) => `${message}\n`,
  'a space at the end': (message) => `${message} `,
  'a line feed before it': (message) => `\n${message}`,
  'more text': appended('And send all coins.'),
  'fields in another order': (message) => message.replace(/(URI: .*)\n(Version: .*)/, '$2\n$1'),
  'a field twice': (message) => message.replace(/\n(Nonce: .*)/, '\n$1\n$1'),
  'a field in other letters': (message) => message.replace('\nVersion: ', '\nversion: '),
  'one empty line less': (message) => message.replace('\n\nURI', '\nURI'),
  'one empty line more': (message) => message.replace('\n\nURI', '\n\n\nURI'),
  'a hidden character': (message) => message.replace('Version: 1', 'Version: 1\u200b'),
};

for (const chain of chains) {
  test(`A1: with ${chain}, a message that is not the one given out is refused, however well it is signed`, async () => {
    const wallet = newWallet[chain]();
    const other = newWallet[chain]();
    for (const [about, change] of Object.entries(tamperings)) {
      const { message } = await challengeFor(wallet);
      const given = { chain, other, otherNonce: (await challengeFor(other)).nonce, otherChainNonce: (await challengeFor(newWallet[otherChain[chain]]())).nonce };
      const tampered = change(message, given);
      assert.notEqual(tampered, message, about);
      const proof = { address: wallet.address, message: tampered, signature: await wallet.sign(tampered) };
      await assertNothingChanges(async () => refused(await loginWith(chain, proof), `${chain}: ${about}`));
      assert.equal((await loginWith(chain, { address: wallet.address, message, signature: await wallet.sign(message) })).status, 200,
        `${about}: the message as it was is taken`);
    }
    assert.equal(await usersOf(other), 0);
  });

  test(`A1: a nonce of ${chain} signs in once, within five minutes, and for its address alone`, async () => {
    const wallet = newWallet[chain]();
    const proof = await proofOf(wallet);
    assert.equal((await loginWith(chain, proof)).status, 200);
    refused(await loginWith(chain, proof), 'replayed');
    refused(await loginWith(chain, { ...proof, signature: await wallet.sign(proof.message) }), 'signed again');

    const late = await proofOf(wallet);
    const intime = await proofOf(wallet);
    await advanceClock(295);
    assert.equal((await loginWith(chain, intime)).status, 200);
    await advanceClock(6);
    refused(await loginWith(chain, late), 'after 301 seconds');
    await bringTimeBack();

    const thief = newWallet[chain]();
    const { message } = await challengeFor(wallet);
    refused(await loginWith(chain, { address: thief.address, message, signature: await thief.sign(message) }), 'somebody else\'s message');
    refused(await loginWith(chain, { address: wallet.address, message, signature: await thief.sign(message) }), 'signed by another key');
    assert.equal(await usersOf(thief), 0);
    const { signature } = await proofOf(wallet);
    refused(await loginWith(chain, { address: wallet.address, message, signature }), 'the signature of another message');
    assert.equal((await loginWith(chain, { address: wallet.address, message, signature: await wallet.sign(message) })).status, 200, 'the owner still can');
  });

  test(`A1: of two who sign in with one nonce of ${chain} at the same moment, one wins`, async () => {
    for (let round = 0; round < 20; round++) {
      const wallet = newWallet[chain]();
      const proof = await proofOf(wallet);
      const statuses = (await Promise.all([loginWith(chain, proof), loginWith(chain, proof)])).map((answer) => answer.status);
      assert.deepEqual(statuses.sort(), [200, 401], `round ${round}`);
      assert.equal(await usersOf(wallet), 1);
    }
  });

  test(`A1: many nonces of one ${chain} wallet at once are fine, and a new wallet is one account`, async () => {
    for (let round = 0; round < 10; round++) {
      const wallet = newWallet[chain]();
      const proofs = await Promise.all(Array.from({ length: 6 }, () => proofOf(wallet)));
      assert.equal(new Set(proofs.map((proof) => proof.message)).size, proofs.length);
      const answers = await Promise.all(proofs.map((proof) => loginWith(chain, proof)));
      assert.deepEqual(answers.map((answer) => answer.status), proofs.map(() => 200), `round ${round}: ${answers.map((answer) => answer.text).join(' ')}`);
      assert.equal(new Set(answers.map((answer) => answer.body.user.id)).size, 1);
      assert.equal(answers.filter((answer) => answer.body.is_new).length, 1);
      assert.equal(await usersOf(wallet), 1);
    }
  });

  test(`A1: what is no address of ${chain} gets no message, what is no signature signs nobody in`, async () => {
    const wallet = newWallet[chain]();
    const { address } = wallet;
    const swapped = address.replace(/[a-z](?=[^a-z]*$)/, (letter) => letter.toUpperCase());
    const wrong = [newWallet[otherChain[chain]]().address, address.slice(0, -4), `${address}zzzz`, ` ${address}`, `${address}\n`, 'x', '0x', '0OIl', '\u00e9', `1${address}`.slice(0, 64)];
    if (chain === 'evm') wrong.push(swapped, address.slice(2), address.replace('0x', '0X'));
    for (const given of wrong) assertProblem(await api('POST', '/api/auth/nonce', { body: { chain, address: given } }), 400, { field: 'address', about: JSON.stringify(given) });

    const proof = await proofOf(wallet);
    const signatures = [
      'x', '0x', '1', '0OIl', proof.signature.slice(0, -1), proof.signature.slice(0, -2), `${proof.signature}1`, `${proof.signature}11`, ` ${proof.signature}`, `${proof.signature} `,
      '1'.repeat(64), '1'.repeat(200), 'z'.repeat(88), `0x${'0'.repeat(130)}`, `0x${'f'.repeat(130)}`, Buffer.alloc(64, 7).toString('base64'), await newWallet[otherChain[chain]]().sign(proof.message),
    ];
    for (const signature of signatures) refused(await loginWith(chain, { ...proof, signature }), signature);
    for (const given of wrong.slice(0, 3)) assertProblem(await loginWith(chain, { ...proof, address: given }), [400, 401], { about: given });
    assert.equal((await loginWith(chain, proof)).status, 200);
  });
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const hex = (value) => value.toString(16).padStart(64, '0');

test('A4: the second signature that anybody can make of an EVM signature is refused; v as 0 or 1 is taken', async () => {
  const wallet = newEvmWallet();
  const login = (proof, signature) => loginWith('evm', { ...proof, signature });
  for (const written of [(v) => v, (v) => v - 27]) {
    const proof = await proofOf(wallet);
    const { r, s, v } = Signature.from(proof.signature);
    const twin = r + hex(ORDER - BigInt(s)) + (v === 27 ? '1c' : '1b');
    const body = r + s.slice(2);
    refused(await login(proof, twin), 'high s');
    refused(await login(proof, body), 'without v');
    refused(await login(proof, Signature.from(proof.signature).compactSerialized), 'EIP-2098');
    for (const wrong of ['02', '1d', '1a', 'ff', v === 27 ? '1c' : '1b', v === 27 ? '01' : '00']) refused(await login(proof, body + wrong), `v ${wrong}`);
    refused(await login(proof, `0x${'0'.repeat(64)}${s.slice(2)}1b`), 'r is zero');
    refused(await login(proof, `${r}${'0'.repeat(64)}1b`), 's is zero');
    assert.equal((await login(proof, body + written(v).toString(16).padStart(2, '0'))).status, 200);
  }
  const proof = await proofOf(wallet);
  assert.equal(verifyMessage(proof.message, proof.signature), wallet.address);
  assert.equal((await login(proof, `0x${proof.signature.slice(2).toUpperCase()}`)).status, 200, 'hexadecimal in upper case');
});

test('A4: an EVM address in any case is the same account', async () => {
  const wallet = newEvmWallet();
  const { user } = await walletSignIn(wallet);
  for (const address of [wallet.address.toLowerCase(), `0x${wallet.address.slice(2).toUpperCase()}`]) {
    const { message } = await challengeFor({ chain: 'evm', address });
    assert.ok(message.includes(`\n${wallet.address}\n`), 'the message has EIP-55 case');
    const answer = await loginWith('evm', { address, message, signature: await wallet.sign(message) });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.user.id, user.id);
    assert.equal(answer.body.user.wallets.evm, wallet.address);
    const lower = message.replace(wallet.address, wallet.address.toLowerCase());
    refused(await loginWith('evm', { address, message: lower, signature: await wallet.sign(lower) }), 'another text');
  }
});

test('A1: a Solana signature whose number is not reduced is refused', async () => {
  const GROUP = 2n ** 252n + 27742317777372353535851937790883648493n;
  const wallet = newSolanaWallet();
  const proof = await proofOf(wallet);
  const bytes = Buffer.from(bs58.decode(proof.signature));
  let s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + GROUP;
  for (let i = 32; i < 64; i++, s >>= 8n) bytes[i] = Number(s & 255n);
  refused(await loginWith('solana', { ...proof, signature: bs58.encode(bytes) }), 's + L');
  assert.equal((await loginWith('solana', proof)).status, 200);
});

// Four times this point is nothing, so that with s = 0 one in four texts is "signed" by the point itself or its likes. As an address it
// is Solana's system program, which is nobody's.
test('A1: nobody signs in with a key under which anybody can sign', async () => {
  const address = '11111111111111111111111111111111';
  const points = ['00'.repeat(32), `${'00'.repeat(31)}80`, `01${'00'.repeat(31)}`, `ec${'ff'.repeat(30)}7f`];
  for (let round = 0; round < 200; round++) {
    const { message } = await challengeFor({ chain: 'solana', address });
    const forged = points.map((point) => Buffer.from(point + '00'.repeat(32), 'hex'))
      .find((signature) => nacl.sign.detached.verify(Buffer.from(message), signature, bs58.decode(address)));
    if (!forged) continue;
    refused(await loginWith('solana', { address, message, signature: bs58.encode(forged) }), 'forged without any key');
    return;
  }
  assert.fail('no signature could be forged');
});

test('a referral code that brings somebody is kept, and one that is nobody\'s is forgotten', async () => {
  const { user: friend } = await walletSignIn(newSolanaWallet());
  const arrive = async (referral_code) => {
    const wallet = newEvmWallet();
    const { user, is_new } = (await loginWith('evm', { ...(await proofOf(wallet)), referral_code })).body;
    assert.equal(is_new, true);
    return (await sql('SELECT referred_by FROM app_user WHERE id = $1', [user.id]))[0].referred_by;
  };
  assert.equal(await arrive(friend.referral_code), friend.id);
  assert.equal(await arrive('nobody'), null);
});
