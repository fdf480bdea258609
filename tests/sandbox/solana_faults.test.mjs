// Nodes of Solana that are not well, and what Helius tells the platform.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { newAddress, solanaOf, USDC } from './testing/solana.mjs';
import { startPlatform } from './testing/start_platform.mjs';
import { startSandbox } from './testing/start_sandbox.mjs';
import { waitUntil } from './testing/wait_until.mjs';

const FOR_EVER = 1_000_000_000;
const WATCHED = newAddress();

const platform = await startPlatform();
const sandbox = await startSandbox({
  smtp: false, more_words: ['--solana-finality-ms', '0,0', '--platform', platform.address, '--solana-watch', WATCHED, '--solana-webhook-auth', 'secret-of-helius'],
});
const solana = solanaOf(sandbox);
after(async () => {
  await sandbox.stop();
  await platform.stop();
});

const setNodeFault = (letter, fault) => sandbox.setFault(`solana_${letter}`, fault);
const pay = (treasury = newAddress(), variant = {}) => solana.pay({ url: `solana:${treasury}?amount=0.25&memo=order%2042`, ...variant });
const statusOf = async (signature, letter) => (await solana.result('getSignatureStatuses', [[signature]], letter)).value[0]?.confirmationStatus ?? null;

beforeEach(async () => {
  for (const letter of ['a', 'b', 'c']) await setNodeFault(letter, { mode: 'none' });
  await sandbox.request('/control/deliveries/faults/solana', { method: 'PUT', body: '{"mode":"none"}' });
  await solana.setFinality(0, 0);
  await solana.watch(WATCHED);
  await solana.setWebhook('enhanced');
  platform.forget();
});

describe('a node', () => {
  const request = { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"getHealth"}' };

  test('down, busy, broken: the others answer', async () => {
    await setNodeFault('a', { mode: 'down' });
    await assert.rejects(sandbox.request('/solana/a', request));
    await setNodeFault('a', { mode: 'rate_limited' });
    const busy = await sandbox.request('/solana/a', request);
    assert.deepEqual([busy.status, busy.headers.get('retry-after')], [429, '1']);
    await setNodeFault('a', { mode: 'error' });
    assert.equal((await sandbox.request('/solana/a', request)).status, 500);
    for (const letter of ['b', 'c']) assert.equal(await solana.result('getHealth', [], letter), 'ok');
  });

  const sending = [
    { mode: 'lost', what: 'takes a transaction and drops it', answered: true, landed: false },
    { mode: 'unanswered', what: 'sends a transaction and never says so', answered: false, landed: true },
  ];
  for (const { mode, what, answered, landed } of sending) {
    test(`${mode}: ${what}`, async () => {
      const { signature, bytes } = await pay(newAddress(), { drop: true });
      await setNodeFault('a', { mode, count: 1 });
      const answer = solana.rpc('sendTransaction', [bytes, { encoding: 'base64', preflightCommitment: 'confirmed' }]);
      if (answered) assert.equal((await answer).result, signature);
      else await assert.rejects(answer);
      assert.equal(await statusOf(signature), landed ? 'finalized' : null);
    });
  }

  test('unconfirmed: knows all as processed, while it lasts', async () => {
    const treasury = newAddress();
    await setNodeFault('a', { mode: 'unconfirmed' });
    const { signature } = await pay(treasury);
    const { value: balance } = await solana.result('getBalance', [treasury, { commitment: 'confirmed' }]);
    assert.deepEqual([await statusOf(signature, 'a'), await solana.transaction(signature), await solana.signatures(treasury), balance], ['processed', null, [], 0]);
    assert.equal(await statusOf(signature, 'b'), 'finalized');
    await setNodeFault('a', { mode: 'none' });
    assert.equal(await statusOf(signature, 'a'), 'finalized');
  });

  test('blind: lists a transaction and does not have it', async () => {
    const treasury = newAddress();
    await setNodeFault('a', { mode: 'blind' });
    const { signature } = await pay(treasury);
    assert.equal((await solana.signatures(treasury))[0].signature, signature);
    assert.equal(await solana.transaction(signature), null);
    assert.equal((await solana.transaction(signature, 'b')).meta.err, null);
  });

  test('lagging: knows nothing new, and says every other time that it is behind', async () => {
    const treasury = newAddress();
    await setNodeFault('a', { mode: 'lagging', delay_ms: 60_000 });
    const { signature } = await pay(treasury);
    const ask = async (method, params) => [await solana.rpc(method, params), await solana.rpc(method, params)];
    for (const [method, params, old] of [
      ['getTransaction', [signature], null],
      ['getSignaturesForAddress', [treasury], []],
      ['getBalance', [treasury], 0],
    ]) {
      const answers = await ask(method, params);
      const { error } = answers.find((answer) => answer.error);
      assert.equal(error.code, -32005);
      assert.ok(error.data.numSlotsBehind > 100);
      const { result } = answers.find((answer) => !answer.error);
      assert.deepEqual(result?.value ?? result, old);
    }
    const heights = async (letter) => (await Promise.all([0, 1].map(() => solana.rpc('getBlockHeight', [], letter)))).map((answer) => answer.result).filter(Number.isInteger);
    assert.ok(Math.max(...await heights('a')) < Math.min(...await heights('b')));
  });

  test('lagging: tries no transaction', async () => {
    const { bytes } = await pay(newAddress(), { drop: true });
    await setNodeFault('a', { mode: 'lagging', delay_ms: 60_000 });
    const { error } = await solana.rpc('sendTransaction', [bytes, { encoding: 'base64', preflightCommitment: 'confirmed' }]);
    assert.equal(error.code, -32005);
  });
});

describe('Helius', () => {
  const taken = async (count) => {
    await platform.waitUntil((received) => received.length >= count);
    return platform.received.map(({ path, headers, body }) => ({ path, authorization: headers.authorization, elements: JSON.parse(body) }));
  };

  test('tells of SOL, enhanced', async () => {
    const { signature, wallet } = await pay(WATCHED);
    const [{ path, authorization, elements: [element] }] = await taken(1);
    assert.deepEqual([path, authorization], ['/hooks/solana', 'secret-of-helius']);
    assert.deepEqual([element.signature, element.type, element.source, element.feePayer, element.fee], [signature, 'TRANSFER', 'SYSTEM_PROGRAM', wallet, 5000]);
    assert.deepEqual(element.nativeTransfers, [{ amount: 250_000_000, fromUserAccount: wallet, toUserAccount: WATCHED }]);
    assert.equal(element.description, `${wallet} transferred 0.25 SOL to ${WATCHED}.`);
    assert.equal(element.accountData.find((row) => row.account === wallet).nativeBalanceChange, -250_005_000);
  });

  test('tells of tokens of a watched owner', async () => {
    const { signature, wallet } = await solana.pay({ url: `solana:${WATCHED}?amount=19.99&spl-token=${USDC}` });
    const [{ elements: [element] }] = await taken(1);
    assert.deepEqual([element.signature, element.source], [signature, 'SOLANA_PROGRAM_LIBRARY']);
    const [{ fromUserAccount, toUserAccount, mint, tokenAmount, toTokenAccount }] = element.tokenTransfers;
    assert.deepEqual([fromUserAccount, toUserAccount, mint, tokenAmount], [wallet, WATCHED, USDC, 19.99]);
    const { tokenBalanceChanges } = element.accountData.find((row) => row.account === toTokenAccount);
    assert.deepEqual(tokenBalanceChanges, [{ mint: USDC, rawTokenAmount: { decimals: 6, tokenAmount: '19990000' }, tokenAccount: toTokenAccount, userAccount: WATCHED }]);
  });

  test('raw: what getTransaction says, failed ones too; enhanced leaves those out', async () => {
    await pay(WATCHED, { failing: true });
    await solana.setWebhook('raw');
    const { signature } = await pay(WATCHED, { failing: true });
    const [{ elements: [element] }] = await taken(1);
    const { meta: { err, fee }, slot, blockTime } = await solana.transaction(signature);
    assert.deepEqual([element.transaction.signatures[0], element.meta.err, element.meta.fee, element.slot, element.blockTime], [signature, err, fee, slot, blockTime]);
    assert.equal(platform.received.length, 1);
  });

  test('is silent about others, and about what is not confirmed', async () => {
    await pay(newAddress());
    await solana.setFinality(FOR_EVER, FOR_EVER);
    await pay(WATCHED);
    const other = newAddress();
    await solana.watch(other);
    const { signature } = await pay(other);
    await solana.setFinality(0, FOR_EVER);
    const [{ elements: [element] }, ...more] = await taken(1);
    assert.deepEqual([element.signature, more], [signature, []]);
  });

  test('has the faults of messages', async () => {
    await sandbox.request('/control/deliveries/faults/solana', { method: 'PUT', body: '{"mode":"lost","count":1}' });
    const lost = await pay(WATCHED);
    await sandbox.request('/control/deliveries/faults/solana', { method: 'PUT', body: '{"mode":"wrong_signature","count":1}' });
    const { signature } = await pay(WATCHED);
    const rows = await taken(2);
    assert.deepEqual(rows.map((row) => row.authorization), ['secret-of-helius-forged', 'secret-of-helius']);
    assert.deepEqual(rows.map((row) => row.elements[0].signature), [signature, signature]);
    const states = async () => Object.fromEntries((await sandbox.getJson('/control/deliveries?service=solana')).map((row) => [row.id, row.state]));
    await waitUntil(async () => (await states())[signature] === 'delivered');
    assert.equal((await states())[lost.signature], 'lost');
  });
});

test('two thousand payments are found at once', async () => {
  const treasury = newAddress();
  await pay(treasury);
  for (let round = 0; round < 20; round += 1) await Promise.all(Array.from({ length: 100 }, () => pay(treasury)));
  const { lamports } = await solana.balances(treasury);
  assert.equal(BigInt(lamports), 2001n * 250_000_000n);
  const first = await solana.signatures(treasury);
  const rest = await solana.signatures(treasury, { before: first.at(-1).signature });
  const last = await solana.signatures(treasury, { before: rest.at(-1).signature });
  assert.deepEqual([first.length, rest.length, last.length], [1000, 1000, 1]);
});
