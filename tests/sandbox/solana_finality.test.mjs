// Solana as time goes on: when transactions are confirmed, by whose clock they are dated, and what is there after a restart.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { newAddress, solanaOf, USDC } from './testing/solana.mjs';
import { newFolder, startSandbox } from './testing/start_sandbox.mjs';
import { waitUntil } from './testing/wait_until.mjs';

const AT_ONCE = ['--solana-finality-ms', '0,0'];
const FOR_EVER = 1_000_000_000;
const LAMPORTS = 250_000_000;
const SHIFT_SECONDS = 72 * 3600;

const clock_file = path.join(newFolder(), 'clock');
const start = (options = {}) => startSandbox({ smtp: false, more_words: AT_ONCE, ...options });
const sandbox = await start({ more_words: [...AT_ONCE, '--clock-file', clock_file] });
const solana = solanaOf(sandbox);
after(() => sandbox.stop());

async function pay() {
  const treasury = newAddress();
  const { signature } = await solana.pay({ url: `solana:${treasury}?amount=0.25` });
  return { treasury, signature };
}
const stageOf = async (signature) => (await solana.result('getSignatureStatuses', [[signature]])).value[0]?.confirmationStatus ?? null;

beforeEach(() => solana.setFinality(0, 0));

describe('finality', () => {
  const balanceAt = async (address, commitment) => (await solana.result('getBalance', [address, { commitment }])).value;

  async function payUnseen() {
    await solana.setFinality(FOR_EVER, FOR_EVER);
    return pay();
  }

  test('comes in stages, and everything is told by them', async () => {
    const { treasury, signature } = await payUnseen();
    const known = async (commitment) => ({
      stage: await stageOf(signature),
      transaction: await solana.result('getTransaction', [signature, { commitment }]) !== null,
      listed: (await solana.signatures(treasury, { commitment })).length,
      balance: await balanceAt(treasury, commitment),
    });
    assert.deepEqual(await known('confirmed'), { stage: 'processed', transaction: false, listed: 0, balance: 0 });
    assert.equal(await balanceAt(treasury, 'processed'), LAMPORTS);
    await solana.setFinality(0, FOR_EVER);
    assert.deepEqual(await known('confirmed'), { stage: 'confirmed', transaction: true, listed: 1, balance: LAMPORTS });
    assert.deepEqual(await known('finalized'), { stage: 'confirmed', transaction: false, listed: 0, balance: 0 });
    await solana.setFinality(0, 0);
    assert.deepEqual(await known('finalized'), { stage: 'finalized', transaction: true, listed: 1, balance: LAMPORTS });
    await solana.setFinality(FOR_EVER, FOR_EVER);
    assert.equal(await stageOf(signature), 'finalized');
  });

  test('comes by itself, or with blocks', async () => {
    const { signature } = await payUnseen();
    await solana.advance(1);
    assert.equal(await stageOf(signature), 'finalized');
    await solana.setFinality(20, 60);
    const other = await pay();
    await waitUntil(async () => await stageOf(other.signature) === 'finalized');
  });

  test('the old is told to who asks for the history', async () => {
    const { signature } = await pay();
    await solana.advance(200);
    assert.equal(await stageOf(signature), null);
    const { value: [status] } = await solana.result('getSignatureStatuses', [[signature], { searchTransactionHistory: true }]);
    assert.deepEqual([status.confirmationStatus, status.confirmations, status.err, status.status], ['finalized', null, null, { Ok: null }]);
  });
});

test('blocks are dated by the clock of the platform, and stay so', async () => {
  const { signature } = await pay();
  const { blockTime } = await solana.transaction(signature);
  const shift = Buffer.alloc(8);
  shift.writeBigInt64LE(BigInt(SHIFT_SECONDS) * 1_000_000n);
  fs.writeFileSync(clock_file, shift);
  const later = await solana.transaction((await pay()).signature);
  assert.ok(later.blockTime >= blockTime + SHIFT_SECONDS);
  assert.equal((await solana.transaction(signature)).blockTime, blockTime);
});

test('a restart keeps everything, also after a kill', async () => {
  const state = newFolder();
  const facts = async (at, { treasury, signature, blockhash }) => ({
    transaction: await solanaOf(at).transaction(signature),
    signatures: await solanaOf(at).signatures(treasury),
    balances: await solanaOf(at).balances(treasury),
    wallets: await at.getJson('/control/solana/wallets'),
    valid: (await solanaOf(at).result('isBlockhashValid', [blockhash, { commitment: 'confirmed' }])).value,
  });

  const first = await start({ state });
  const here = solanaOf(first);
  const { address: treasury } = await here.wallet('treasury');
  const { signature } = await here.pay({ url: `solana:${treasury}?amount=19.99&spl-token=${USDC}&memo=order%2042`, wallet: 'ann' });
  const { value: { blockhash } } = await here.result('getLatestBlockhash', [{ commitment: 'confirmed' }]);
  const before = await facts(first, { treasury, signature, blockhash });
  assert.equal(before.balances.usdc, '19990000');
  await first.stop('SIGKILL');

  const second = await start({ state });
  assert.deepEqual(await facts(second, { treasury, signature, blockhash }), before);
  const again = await solanaOf(second).pay({ url: `solana:${treasury}?amount=0.01&spl-token=${USDC}`, wallet: 'ann' });
  assert.equal(again.err, null);
  assert.equal((await solanaOf(second).balances(treasury)).usdc, '20000000');
  await second.stop();
});
