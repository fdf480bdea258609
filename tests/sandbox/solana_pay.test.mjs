// The wallet that follows Solana Pay URLs, rightly and in every wrong way, checked through a node as a platform checks payments.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { keysOf, newAddress, received, solanaOf, USDC, WORTHLESS } from './testing/solana.mjs';
import { startSandbox } from './testing/start_sandbox.mjs';

const sandbox = await startSandbox({ smtp: false, more_words: ['--solana-finality-ms', '0,0'] });
const solana = solanaOf(sandbox);
after(() => sandbox.stop());

const LAMPORTS = 250_000_000n;
const MICRO_USDC = 19_990_000n;

function newOrder(mint = null) {
  const [treasury, reference] = [newAddress(), newAddress()];
  const price = mint === null ? 'amount=0.25' : `amount=19.99&spl-token=${mint}`;
  return { treasury, reference, mint, url: `solana:${treasury}?${price}&reference=${reference}&label=Gem&memo=order%2042` };
}

// Pays, and what a node tells of it.
async function paid(order, variant = {}) {
  const answer = await solana.pay({ url: order.url, ...variant });
  const transaction = await solana.transaction(answer.signature);
  const { instructions } = transaction.transaction.message;
  return { ...answer, transaction, instructions, got: received(transaction, order.treasury, order.mint) };
}
const found = async (order) => (await solana.signatures(order.reference)).map((row) => row.signature);

for (const [name, mint, amount] of [['SOL', null, LAMPORTS], ['USDC', USDC, MICRO_USDC]]) {
  describe(`a payment in ${name}`, () => {
    test('as asked', async () => {
      const order = newOrder(mint);
      const { signature, wallet, err, transaction, instructions, got } = await paid(order);
      assert.deepEqual([got, err, await found(order)], [amount, null, [signature]]);
      assert.equal(keysOf(transaction)[0], wallet);
      assert.deepEqual(instructions.slice(-2).map((each) => each.program), ['spl-memo', mint === null ? 'system' : 'spl-token']);
      assert.equal(instructions.at(-2).parsed, 'order 42');
    });

    test('of another amount, to somebody else', async () => {
      const order = newOrder(mint);
      assert.equal((await paid(order, { amount: '123456789' })).got, 123_456_789n);
      const other = newAddress();
      const { transaction, got } = await paid(order, { recipient: other });
      assert.deepEqual([got, received(transaction, other, mint)], [0n, amount]);
    });

    test('without a reference is not found, without a memo it is', async () => {
      const order = newOrder(mint);
      assert.equal((await paid(order, { without_reference: true })).got, amount);
      assert.deepEqual(await found(order), []);
      const { signature, instructions } = await paid(order, { without_memo: true });
      assert.deepEqual(await found(order), [signature]);
      assert.equal(instructions.some((each) => each.program === 'spl-memo'), false);
    });

    test('in another mint', async () => {
      const order = newOrder(mint);
      const { transaction, signature } = await paid(order, { wrong_mint: true });
      assert.equal(received(transaction, order.treasury, WORTHLESS), amount);
      assert.equal(received(transaction, order.treasury, USDC), 0n);
      assert.deepEqual(await found(order), [signature]);
    });

    test('that fails moves nothing and is found', async () => {
      const order = newOrder(mint);
      const { err, transaction, got, signature } = await paid(order, { failing: true });
      assert.deepEqual(Object.keys(err), ['InstructionError']);
      assert.deepEqual([transaction.meta.err, got], [err, 0n]);
      assert.deepEqual((await solana.signatures(order.reference)).map((row) => [row.signature, row.err]), [[signature, err]]);
    });

    test('with a look-up table needs to be asked for as version 0', async () => {
      const order = newOrder(mint);
      const { transaction, signature, got } = await paid(order, { versioned: true });
      assert.deepEqual([transaction.version, got, await found(order)], [0, amount, [signature]]);
      const { source } = transaction.transaction.message.accountKeys.find((key) => key.pubkey === order.reference);
      assert.equal(source, 'lookupTable');
      const plain = await solana.result('getTransaction', [signature, { encoding: 'json', maxSupportedTransactionVersion: 0 }]);
      const { accountKeys } = plain.transaction.message;
      assert.equal(accountKeys.includes(order.reference), false);
      const all = [...accountKeys, ...plain.meta.loadedAddresses.writable, ...plain.meta.loadedAddresses.readonly];
      assert.deepEqual(all, keysOf(transaction));
      assert.ok(plain.meta.loadedAddresses.readonly.includes(order.reference));
      assert.equal((await solana.rpc('getTransaction', [signature, { encoding: 'jsonParsed' }])).error.code, -32015);
      await sandbox.reset();
    });

    test('in two transfers, for two orders', async () => {
      const [order, other] = [newOrder(mint), newOrder(mint)];
      const { got, instructions, signature } = await paid(order, { two_transfers: true, references: [other.reference] });
      assert.equal(got, amount);
      assert.equal(instructions.filter((each) => /^transfer/.test(each.parsed?.type)).length, 2);
      assert.deepEqual([await found(order), await found(other)], [[signature], [signature]]);
    });

    test('whose fee another pays', async () => {
      const order = newOrder(mint);
      const { address: sponsor } = await solana.wallet('sponsor');
      const { transaction, wallet, got } = await paid(order, { from_multiple_signers: true });
      assert.equal(got, amount);
      assert.deepEqual(keysOf(transaction).slice(0, 2), [sponsor, wallet]);
      if (mint === null) assert.equal(received(transaction, wallet), -amount);
    });

    test('that is signed and not sent, and sent later', async () => {
      const order = newOrder(mint);
      const { signature, bytes, landed } = await solana.pay({ url: order.url, drop: true });
      assert.deepEqual([landed, await solana.transaction(signature), await found(order)], [false, null, []]);
      const { result } = await solana.rpc('sendTransaction', [bytes, { encoding: 'base64', preflightCommitment: 'confirmed' }], 'b');
      assert.equal(result, signature);
      assert.deepEqual(await found(order), [signature]);
      const again = await (await solana.post('/send', { bytes })).json();
      assert.deepEqual(again, { signature, landed: false, err: null });
    });
  });
}

test('USDC by the older transfer, which names no mint', async () => {
  const order = newOrder(USDC);
  const { instructions, got } = await paid(order, { plain_transfer: true, without_reference: true });
  const { type, info } = instructions.at(-1).parsed;
  assert.deepEqual([type, info.amount, info.mint, got], ['transfer', '19990000', undefined, MICRO_USDC]);
});

test('SOL out of a program, which no transfer tells of', async () => {
  const order = newOrder();
  const { instructions, got, signature } = await paid(order, { through_program: true });
  assert.deepEqual([got, await found(order)], [LAMPORTS, [signature]]);
  assert.equal(instructions.some((each) => each.parsed?.type === 'transfer'), false);
});

test('a wallet keeps its key, and many payments in one slot are many', async () => {
  const { address, secret } = await solana.wallet('ann');
  assert.deepEqual(await solana.wallet('ann'), { name: 'ann', address, secret });
  const order = newOrder();
  const answers = await Promise.all(Array.from({ length: 10 }, () => solana.pay({ url: order.url, wallet: 'ann' })));
  assert.deepEqual([...new Set(answers.map((answer) => answer.wallet))], [address]);
  assert.equal(new Set(await found(order)).size, 10);
  assert.equal((await solana.balances(order.treasury)).lamports, String(10n * LAMPORTS));
});

describe('what cannot be paid', () => {
  const treasury = newAddress();
  const lines = [
    { name: 'no URL of Solana', url: `bitcoin:${treasury}?amount=1` },
    { name: 'no amount', url: `solana:${treasury}` },
    { name: 'too many places', url: `solana:${treasury}?amount=0.1234567&spl-token=${USDC}` },
    { name: 'an exponent', url: `solana:${treasury}?amount=1e3` },
    { name: 'no recipient', url: 'solana:?amount=1' },
    { name: 'a reference that is none', url: `solana:${treasury}?amount=1&reference=abc` },
    { name: 'a transaction request', url: 'solana:https://gem.example/pay' },
    { name: 'an unknown variant', url: `solana:${treasury}?amount=1`, sideways: true },
    { name: 'a variant that this currency has not', url: `solana:${treasury}?amount=1`, plain_transfer: true },
  ];
  for (const { name, ...body } of lines) {
    test(name, async () => assert.equal((await solana.post('/pay', body)).status, 400));
  }
});
