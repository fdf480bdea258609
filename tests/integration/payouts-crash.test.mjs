// W6: workers die at any moment while money goes out, two meet over one payout, and the wallet that pays is another than the treasury.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Keypair, PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import { createAssociatedTokenAccountIdempotentInstruction, createTransferCheckedInstruction, getAssociatedTokenAddressSync } from '@solana/spl-token';
import bs58 from 'bs58';
import { assertBooksAgree } from './support/accounting.mjs';
import { bookedFrom, finalizeAll, runSchedule, withoutSchedules } from './support/chain.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { amidDeaths } from './support/deaths.mjs';
import { startPart, withoutPart } from './support/parts.mjs';
import {
  attemptsOf, connect, fillTreasury, holdings, hurry, mustReturn, paidTo, payoutRow, treasury, treasuryKey, unmatchedPayment, untilPayout, usdcMint,
} from './support/payouts.mjs';
import { advanceClock, eventually, sql } from './support/server.mjs';
import { startSolanaGate } from './support/solana_gate.mjs';
import { startWorker } from './support/workers.mjs';

before(fillTreasury);
after(async () => {
  await bringTimeBack();
  await startPart('gem-worker:*');
});

const LEASE = 130; // seconds, and a little

/** The recipient has got just this once, and nothing else has been sent there. */
async function assertPaidOnce({ stranger, asset, amount, before: before_ }, payout, wallet = treasury) {
  const attempts = await attemptsOf(payout);
  assert.deepEqual(await paidTo(stranger.address, wallet), attempts.filter(({ status }) => status === 'COMPLETED').map(({ signature }) => signature));
  const now = await holdings(stranger.address);
  assert.equal(asset === 'SOL' ? now.lamports - before_.lamports : now.usdc - before_.usdc, amount);
  return attempts;
}

async function newReturn(asset, amount) {
  const { stranger, payment } = await unmatchedPayment(asset, amount);
  return { stranger, payment, asset, amount: BigInt(amount), before: await holdings(stranger.address) };
}

test('W6, E1: while workers die, twelve payouts each arrive once, to the last unit', async (context) => {
  const returns = await Promise.all(Array.from({ length: 12 }, (_, i) => newReturn(i % 2 ? 'SOL' : 'USDC', 5000000 + i)));
  const payouts = await Promise.all(returns.map(({ payment }) => mustReturn(payment)));
  const deaths = await amidDeaths(async () => {
    for (let i = 0; i < 4; i += 1) {
      await eventually(async () => (await sql(`SELECT FROM payout WHERE id = ANY ($1) AND status = 'COMPLETED'`, [payouts])).length > i * 2, 4000).catch(() => {});
      await advanceClock(LEASE);
      await finalizeAll();
    }
  });
  context.diagnostic(`${deaths} deaths`);
  assert.ok(deaths >= 10, String(deaths));
  await advanceClock(LEASE);
  await Promise.all(payouts.map((payout) => untilPayout(payout)));
  for (const [index, payout] of payouts.entries()) await assertPaidOnce(returns[index], payout);
  await bringTimeBack();
  await assertBooksAgree();
});

/** Nobody holds the payout's job any more, as when its lease is over. */
const freeJob = (payout) => sql(`UPDATE job SET locked_until = NULL, run_at = gem_now() WHERE kind = 'send_payout' AND subject_id = $1`, [payout]);

/** A worker asks its node for `method` and waits for the answer; `work` happens meanwhile. */
async function stoppedAt(method, work) {
  const gate = await startSolanaGate(method);
  const worker = startWorker({ GEM_SOLANA_RPC_URLS: gate.url });
  try {
    await gate.stopped;
    await work({ gate, worker });
  } finally {
    gate.close();
    await worker.end();
  }
}

const noSchedules = ['sweep_treasury', 'check_treasury', 'recheck_payments'];

// In the order in which they are asked. A worker that dies at one of them has had it done and does not know it.
const stepsOf = {
  USDC: ['getBalance', 'getTokenAccountBalance', 'getLatestBlockhash', 'getEpochInfo', 'getSignatureStatuses', 'sendTransaction', 'getSignatureStatuses', 'getTransaction'],
  SOL: ['getAccountInfo', 'getBalance', 'getLatestBlockhash', 'sendTransaction', 'getEpochInfo', 'getTransaction'],
};
for (const [asset, steps] of Object.entries(stepsOf)) {
  test(`W6: a worker dies at every step of a payout in ${asset}, and the recipient is paid once`, async () => {
    const wanted = await newReturn(asset, 6000001);
    const payout = await withoutSchedules(noSchedules, () => withoutPart('gem-worker:*', async () => {
      const id = await mustReturn(wanted.payment);
      for (const step of steps) {
        await stoppedAt(step, ({ worker }) => worker.end('SIGKILL'));
        await finalizeAll();
        await freeJob(id);
      }
      return id;
    }));
    await untilPayout(payout);
    assert.equal((await assertPaidOnce(wanted, payout)).length, 1);
    await assertBooksAgree();
  });
}

for (const step of ['getLatestBlockhash', 'sendTransaction', 'getTransaction']) {
  test(`W6: two workers have the same payout, one late at ${step}: one pays`, async () => {
    const wanted = await newReturn('USDC', 3100000);
    const payout = await withoutSchedules(noSchedules, () => withoutPart('gem-worker:*', async () => {
      const id = await mustReturn(wanted.payment);
      await stoppedAt(step, async ({ gate, worker }) => {
        await freeJob(id);
        const other = startWorker();
        await untilPayout(id);
        gate.open();
        await worker.end();
        await other.end();
      });
      return id;
    }));
    assert.equal((await assertPaidOnce(wanted, payout)).length, 1);
    await assertBooksAgree();
  });
}

test('W6: an attempt that was given up for lost and has landed after all is found before another is signed', async () => {
  const wanted = await newReturn('USDC', 3300000);
  const payout = await withoutSchedules(noSchedules, () => withoutPart('gem-worker:*', async () => {
    const id = await mustReturn(wanted.payment);
    await stoppedAt('sendTransaction', ({ worker }) => worker.end('SIGKILL'));
    await sql(`UPDATE payout_attempt SET status = 'EXPIRED', closed_at = gem_now() WHERE payout_id = $1`, [id]);
    await sql(`UPDATE payout SET status = 'PENDING' WHERE id = $1`, [id]);
    await freeJob(id);
    return id;
  }));
  await untilPayout(payout);
  assert.equal((await assertPaidOnce(wanted, payout)).length, 1);
  await assertBooksAgree();
});

const own = Keypair.generate();
const hotWallet = { GEM_SOLANA_PAYOUT_ADDRESS: own.publicKey.toBase58(), GEM_SOLANA_PAYOUT_KEY: bs58.encode(own.secretKey) };

/** Moves everything of `from` but the fee, or so much, to another wallet of ours. The signature. */
async function move(from, to, { lamports, usdc }) {
  const [source, target] = [from.publicKey, to].map((owner) => getAssociatedTokenAddressSync(usdcMint, owner));
  const instructions = [
    createAssociatedTokenAccountIdempotentInstruction(from.publicKey, target, to, usdcMint),
    createTransferCheckedInstruction(source, usdcMint, target, from.publicKey, usdc, 6),
    SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports }),
  ];
  const signature = await connect().sendTransaction(new Transaction().add(...instructions), [from]);
  await finalizeAll();
  return signature;
}

async function withOwnWallet(work) {
  const worker = startWorker(hotWallet);
  try {
    await work();
  } finally {
    await worker.end();
  }
}

/** What is left goes home, so that the treasury alone holds it again. */
async function emptyOwnWallet() {
  const { lamports } = await holdings(own.publicKey.toBase58());
  const home = SystemProgram.transfer({ fromPubkey: own.publicKey, toPubkey: new PublicKey(treasury), lamports: lamports - 5000n });
  const signature = await connect().sendTransaction(new Transaction().add(home), [own]);
  await finalizeAll();
  return signature;
}

test('W6: a wallet of its own pays out: empty it waits and says so; filled from the treasury it pays; the two are one purse', async () => {
  const wanted = await newReturn('USDC', 9000000);
  await withoutPart('gem-worker:*', () => withOwnWallet(async () => {
    const id = await mustReturn(wanted.payment);
    await eventually(async () => /too little SOL/.test((await payoutRow(id)).problem ?? ''), 30000);
    assert.deepEqual(await attemptsOf(id), []);
    const filled = await move(treasuryKey(), own.publicKey, { lamports: 50000000n, usdc: 9000000n });
    const [fee, ...more] = await bookedFrom(filled);
    assert.deepEqual([fee.asset, fee.outcome, more], ['SOL', 'SENT', []]);
    assert.ok(BigInt(fee.amount) >= -3000000n, fee.amount); // the fee and the rent of an account
    await hurry(id);
    await untilPayout(id);
    await assertPaidOnce(wanted, id, own.publicKey.toBase58());
    await bookedFrom((await attemptsOf(id))[0].signature);
    await bookedFrom(await emptyOwnWallet());
  }));
  await runSchedule('check_treasury');
  await assertBooksAgree();
});
