// The pages about the chain: a wallet that pays what a URL asks for, and the explorer that shows what came of it.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Keypair } from '@solana/web3.js';
import { startSandbox } from './testing/start_sandbox.mjs';

const USDC = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';

const sandbox = await startSandbox({ smtp: false });
after(() => sandbox.stop());

const newAddress = () => Keypair.generate().publicKey.toBase58();

// A URL as the platform makes it, for a recipient of its own.
function newRequest(parameters = {}) {
  const recipient = newAddress();
  const reference = newAddress();
  const query = new URLSearchParams({ amount: '0.25', reference, label: 'Gem & Co', message: 'Top up <$35>', memo: 'dep_1', ...parameters });
  return { recipient, reference, url: `solana:${recipient}?${String(query).replaceAll('+', '%20')}` };
}

const open = (url) => sandbox.request(`/solana/wallet?${new URLSearchParams({ url })}`);
const decide = (url, decision, wallet = 'anna') => sandbox.request('/solana/wallet', {
  method: 'POST', redirect: 'manual', body: new URLSearchParams({ url, decision, wallet }),
});
const balances = (address) => sandbox.getJson(`/control/solana/balances/${address}`);
const signaturesOf = async (address) => (await sandbox.getJson(`/control/solana/transactions?address=${address}`)).map((row) => row.signature);

// The page that a decision leads to.
async function pay(url, decision, wallet) {
  const answer = await decide(url, decision, wallet);
  assert.equal(answer.status, 303, await answer.text());
  return sandbox.getText(answer.headers.get('location'));
}

async function expectPage(status, answer, ...patterns) {
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  assert.match(answer.headers.get('content-type'), /^text\/html/);
  for (const pattern of patterns) assert.match(text, pattern);
  return text;
}

describe('the wallet page', () => {
  test('shows what would be paid, and to whom', async () => {
    const { url, recipient, reference } = newRequest();
    const text = await expectPage(200, await open(url), /<h2>Gem &amp; Co<\/h2>/, /<p>Top up &lt;\$35&gt;<\/p>/, />0\.25 SOL</, /<dd>dep_1<\/dd>/, /value="pay">Pay</);
    for (const address of [recipient, reference]) assert.ok(text.includes(`/solana/explorer/addresses/${address}`));
    assert.doesNotMatch(text, /(src|href)="(https?:)?\/\//);
  });

  test('names tokens', async () => {
    await expectPage(200, await open(newRequest({ amount: '19.99', 'spl-token': USDC }).url), />19\.99 USDC</);
  });

  test('without a URL asks for one', async () => expectPage(200, await sandbox.request('/solana/wallet'), /name="url"/));

  const unreadable = [
    { name: 'another protocol', url: 'bitcoin:abc', says: /does not begin with solana:/ },
    { name: 'no address', url: 'solana:abc?amount=1', says: /no address/ },
    { name: 'an exponent', url: `solana:${newAddress()}?amount=1e3`, says: /amount/ },
    { name: 'no amount', url: `solana:${newAddress()}`, says: /says no amount/ },
  ];
  for (const { name, url, says } of unreadable) {
    test(`says what is wrong with ${name}`, async () => {
      await expectPage(400, await open(url), says, /name="url"/);
      await expectPage(400, await decide(url, 'pay'), says);
    });
  }
});

describe('paying', () => {
  test('pays, and shows the transaction', async () => {
    const { url, recipient, reference } = newRequest();
    const text = await pay(url, 'pay');
    assert.match(text, /<dd>succeeded<\/dd>/);
    assert.ok(text.includes(reference));
    assert.equal((await balances(recipient)).lamports, '250000000');
    assert.equal((await signaturesOf(reference)).length, 1);
  });

  test('pays tokens', async () => {
    const { url, recipient } = newRequest({ amount: '19.99', 'spl-token': USDC });
    assert.match(await pay(url, 'pay'), /<dt>\+19\.99 USDC<\/dt>/);
    assert.equal((await balances(recipient)).usdc, '19990000');
  });

  for (const [decision, lamports] of [['half', '125000000'], ['double', '500000000']]) {
    test(`pays ${decision}`, async () => {
      const { url, recipient } = newRequest();
      await pay(url, decision);
      assert.equal((await balances(recipient)).lamports, lamports);
    });
  }

  test('pays in worthless tokens', async () => {
    const { url, recipient } = newRequest({ amount: '5', 'spl-token': USDC });
    assert.match(await pay(url, 'wrong_mint'), /<dt>\+5 worthless tokens<\/dt>/);
    const { usdc, tokens } = await balances(recipient);
    assert.deepEqual([usdc, tokens.map((row) => row.amount)], ['0', ['5000000']]);
  });

  test('leaves out the reference', async () => {
    const { url, recipient, reference } = newRequest();
    await pay(url, 'without_reference');
    assert.deepEqual([(await signaturesOf(recipient)).length, await signaturesOf(reference)], [1, []]);
  });

  test('has the transaction fail', async () => {
    const { url, recipient } = newRequest();
    assert.match(await pay(url, 'failing'), /failed: \{&quot;InstructionError&quot;/);
    assert.equal((await balances(recipient)).lamports, '0');
    assert.equal((await signaturesOf(recipient)).length, 1);
  });

  test('comes from the wallet of that name', async () => {
    const names = async () => (await sandbox.getJson('/control/solana/wallets')).map(({ name }) => name);
    await pay(newRequest().url, 'pay', 'berta');
    assert.ok((await names()).includes('berta'));
    await expectPage(400, await decide(newRequest().url, 'pay', 'Not A Name'), /wallet/, /value="Not A Name"/);
    assert.ok(!(await names()).includes('Not A Name'));
  });

  test('knows its decisions', async () => assert.equal((await decide(newRequest().url, 'steal')).status, 400));
});

describe('the explorer', () => {
  const find = (text) => sandbox.request(`/solana/explorer?${new URLSearchParams({ find: text })}`, { redirect: 'manual' });

  test('shows a transaction: what it moved, its instructions and its log', async () => {
    const { url, recipient } = newRequest();
    await pay(url, 'pay');
    const [signature] = await signaturesOf(recipient);
    const text = await expectPage(200, await sandbox.request(`/solana/explorer/transactions/${signature}`),
      /<dt>\+0\.25 SOL<\/dt>/, /<dt>−0\.25\d* SOL<\/dt>/, /<dd>0\.000005 SOL<\/dd>/, /<h3>spl-memo<\/h3>/, /&quot;lamports&quot;: 250000000/, /Program 1{32} success/);
    assert.ok(text.includes(signature));
    assert.match(await sandbox.getText('/solana/explorer'), new RegExp(`transactions/${signature}`));
  });

  test('shows an address: what it holds, and its transactions', async () => {
    const { url, recipient } = newRequest({ amount: '19.99', 'spl-token': USDC });
    await pay(url, 'pay');
    const { tokens: [{ account }] } = await balances(recipient);
    const [signature] = await signaturesOf(account);
    await expectPage(200, await sandbox.request(`/solana/explorer/addresses/${recipient}`), /<dt>0 SOL<\/dt>/, new RegExp(`<dt>19.99 USDC</dt><dd><a href="/solana/explorer/addresses/${account}">`));
    await expectPage(200, await sandbox.request(`/solana/explorer/addresses/${account}`), /a token account of/, new RegExp(recipient), new RegExp(signature));
  });

  test('follows a transaction to its end', async () => {
    const { url, recipient } = newRequest();
    await sandbox.request('/control/solana/finality', { method: 'PUT', body: '{"confirmed_ms":600000,"finalized_ms":600000}' });
    assert.match(await pay(url, 'pay'), /<dd>processed<\/dd>/);
    await sandbox.request('/control/solana/blocks', { method: 'POST', body: '{"count":1}' });
    const [signature] = await signaturesOf(recipient);
    await expectPage(200, await sandbox.request(`/solana/explorer/transactions/${signature}`), /<dd>finalized<\/dd>/);
  });

  test('finds addresses and signatures', async () => {
    const { url, recipient } = newRequest();
    await pay(url, 'pay');
    const [signature] = await signaturesOf(recipient);
    for (const [text, place] of [[` ${signature} `, 'transactions'], [recipient, 'addresses']]) {
      const answer = await find(text);
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/solana/explorer/${place}/${text.trim()}`]);
    }
  });

  for (const place of ['?find=%3Cnowhere%3E', '/transactions/nowhere', '/addresses/nowhere']) {
    test(`says that there is nothing at ${place}`, async () => {
      await expectPage(404, await sandbox.request(`/solana/explorer${place}`), /There is no address and no transaction/, /nowhere/);
    });
  }
});
