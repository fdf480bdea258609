// W6, E34, E35: money goes out on Solana: exactly what is owed, once, whatever the nodes, the wallet and the day's limit say to it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Keypair, SystemProgram, Transaction } from '@solana/web3.js';
import { assertBooksAgree } from './support/accounting.mjs';
import { bookedFrom, finalizeAll, fund, send, withAllNodes, withFaults, withoutSchedules } from './support/chain.mjs';
import { bringTimeBack } from './support/clock.mjs';
import {
  attemptsOf, connect, fillTreasury, holdings, hurry, linesOf, mustReturn, newStranger, paidTo, payoutRow, payUnasked, treasury, treasuryKey, unmatchedPayment,
  untilPayout, untilSent, usdcMint,
} from './support/payouts.mjs';
import { advanceClock, eventually, gemctl, mustSucceed, sandboxUrl, sql, url } from './support/server.mjs';
import { newUser } from './support/users.mjs';
import { withList } from './support/withdrawals.mjs';

const RENT = 2039280n;
const EVERY_BLOCKHASH = 400; // blocks: beyond the last height, and that for good

before(fillTreasury);
after(bringTimeBack);

const passBlocks = async (count) =>
  assert.equal((await fetch(`${sandboxUrl}/control/solana/blocks`, { method: 'POST', body: JSON.stringify({ count }) })).status, 200);

const outcomeOf = async (payment) => (await sql('SELECT outcome::text FROM chain_payment WHERE id = $1', [payment.id]))[0].outcome;

test('W6: USDC goes back to a wallet that has no account for it, exactly, and web3.js reads the same from the chain', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 12345678);
  const before_ = await holdings(stranger.address);
  assert.equal(before_.usdc, 0n);
  const payout = await mustReturn(payment);
  assert.deepEqual(await linesOf('payout', payout), [['payouts_due', '12.345678'], ['unmatched_payments', '-12.345678']]);
  const row = await untilPayout(payout);
  assert.deepEqual([row.recipient, row.amount, row.usd, row.attempts, row.problem], [stranger.address, '12345678', '12.345678', 1, null]);
  assert.deepEqual(await holdings(stranger.address), { lamports: before_.lamports, usdc: 12345678n });

  const [attempt] = await attemptsOf(payout);
  const read = await connect().getParsedTransaction(attempt.signature, { commitment: 'finalized', maxSupportedTransactionVersion: 0 });
  const memo = read.transaction.message.instructions.find(({ program }) => program === 'spl-memo').parsed;
  assert.equal(memo, `gem payout ${payout.slice(0, 13)}`);
  const got = read.meta.postTokenBalances.find(({ owner }) => owner === stranger.address);
  assert.equal(got.uiTokenAmount.amount, '12345678');
  assert.equal(BigInt(attempt.fee), BigInt(read.meta.fee) + RENT);
  const booked = Object.fromEntries(await linesOf('payout_completed', payout));
  assert.deepEqual([booked.payouts_due, booked.solana_usdc], ['-12.345678', '12.345678']);
  assert.ok(Number(booked.network_fees) < 0 && Number(booked.solana_sol) === -Number(booked.network_fees), JSON.stringify(booked));
  await assertBooksAgree();

  assert.deepEqual((await sql(`SELECT actor, action FROM audit_log WHERE subject_id = $1`, [payment.id])), [{ actor: 'gemctl', action: 'payment.return' }]);
  const user = await newUser();
  for (const words of [['return', payment.id], ['assign', payment.id, user.email], ['return', randomUUID()]]) {
    assert.match((await gemctl('unmatched', ...words)).stderr, /not_found/);
  }
  assert.match(mustSucceed(await gemctl('payouts', 'show', payout)), new RegExp(`COMPLETED.*12345678 base units[^]*${attempt.signature}`));
});

test('W6: SOL goes back to the lamport', async () => {
  const { stranger, payment } = await unmatchedPayment('SOL', 20000001);
  const { lamports } = await holdings(stranger.address);
  const payout = await mustReturn(payment);
  await untilPayout(payout);
  assert.equal((await holdings(stranger.address)).lamports, lamports + 20000001n);
  const booked = Object.fromEntries(await linesOf('payout_completed', payout));
  assert.equal(booked.payouts_due, `-${payment.usd}`);
  await assertBooksAgree();
});

test('W6: a transaction that nodes drop is sent again, the same bytes, until it lands', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 3000000);
  let payout;
  await withAllNodes({ mode: 'lost' }, async () => {
    payout = await mustReturn(payment);
    await untilSent(payout);
    assert.deepEqual(await paidTo(stranger.address), []);
  });
  await untilPayout(payout);
  assert.deepEqual(await paidTo(stranger.address), (await attemptsOf(payout)).map(({ signature }) => signature));
  await assertBooksAgree();
});

test('W6: when a blockhash is over and nobody knows the transaction another is signed; the first can never land', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 4000000);
  let payout;
  await withAllNodes({ mode: 'lost' }, async () => {
    payout = await mustReturn(payment);
    await untilSent(payout);
    await passBlocks(EVERY_BLOCKHASH);
    await eventually(async () => (await attemptsOf(payout))[0].status === 'EXPIRED', 60000);
  });
  await untilPayout(payout);
  const attempts = await attemptsOf(payout);
  assert.deepEqual(attempts.map(({ status }) => status), [...attempts.slice(1).map(() => 'EXPIRED'), 'COMPLETED']);
  assert.ok(attempts.length >= 2);
  for (const { transaction } of attempts.slice(0, -1)) assert.equal((await send({ bytes: transaction })).landed, false);
  assert.deepEqual(await paidTo(stranger.address), [attempts.at(-1).signature]);
  assert.equal((await holdings(stranger.address)).usdc, 4000000n);
  await assertBooksAgree();
});

test('W6: while two of three nodes cannot be asked, nobody is believed that a transaction is lost', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 2500000);
  let payout;
  await withAllNodes({ mode: 'lost' }, async () => {
    payout = await mustReturn(payment);
    await untilSent(payout);
  });
  await withFaults({ solana_a: { mode: 'down' }, solana_b: { mode: 'down' }, solana_c: { mode: 'lost' } }, async () => {
    await passBlocks(EVERY_BLOCKHASH);
    const [{ attempt }] = await sql(`SELECT attempt FROM job WHERE kind = 'send_payout' AND subject_id = $1`, [payout]);
    await eventually(async () =>
      (await sql(`SELECT FROM job WHERE kind = 'send_payout' AND subject_id = $1 AND attempt > $2 + 2`, [payout, attempt])).length > 0, 60000);
    const statuses = (await attemptsOf(payout)).map(({ status }) => status);
    assert.ok(['SIGNED', 'COMPLETED'].includes(statuses.at(-1)) && statuses.length === 1, String(statuses));
  });
  await untilPayout(payout);
  assert.equal((await holdings(stranger.address)).usdc, 2500000n);
  await assertBooksAgree();
});

for (const mode of ['down', 'unanswered']) {
  test(`E15: with all nodes ${mode} a payout waits, and nothing is lost`, async () => {
    const { stranger, payment } = await unmatchedPayment('USDC', 5000000);
    let payout;
    await withAllNodes({ mode }, async () => {
      payout = await mustReturn(payment);
      await eventually(async () =>
        (await sql(`SELECT FROM job WHERE kind = 'send_payout' AND subject_id = $1 AND problem LIKE 'unavailable%'`, [payout])).length > 0, 60000);
      assert.equal((await payoutRow(payout)).status, 'PENDING');
    });
    await untilPayout(payout);
    assert.equal((await holdings(stranger.address)).usdc, 5000000n);
    await assertBooksAgree();
  });
}

for (const fault of [{ mode: 'rate_limited' }, { mode: 'slow', delay_ms: 60_000 }, { mode: 'unanswered' }, { mode: 'lagging', delay_ms: 600_000 }, { mode: 'blind' }]) {
  test(`E15: the preferred node is ${fault.mode}: a payout goes on with the next one, and arrives once`, async () => {
    const { stranger, payment } = await unmatchedPayment('USDC', 1500000);
    await withFaults({ solana_a: fault }, async () => untilPayout(await mustReturn(payment)));
    assert.equal((await paidTo(stranger.address)).length, 1);
    assert.equal((await holdings(stranger.address)).usdc, 1500000n);
    await assertBooksAgree();
  });
}

/** As if somebody else had paid. */
async function pretendPayer({ id }, payer) {
  await sql('ALTER TABLE chain_payment DISABLE TRIGGER USER');
  await sql('UPDATE chain_payment SET payer = $2 WHERE id = $1', [id, payer]);
  await sql('ALTER TABLE chain_payment ENABLE TRIGGER USER');
}

/** A payment of SOL from a wallet that is gone, so little that no wallet can begin with it: sending it back fails on the chain. */
async function hopelessReturn() {
  const { stranger, payment } = await unmatchedPayment('SOL', 300000);
  const nobody = Keypair.generate().publicKey.toBase58();
  await pretendPayer(payment, nobody);
  return { stranger, payment, recipient: nobody, payout: await mustReturn(payment) };
}

test('E35: after three attempts a payout waits for a person, who has it tried again', async () => {
  const { payment, recipient, payout } = await hopelessReturn();
  const row = await untilPayout(payout, 'REVIEW');
  assert.equal(row.attempts, 3);
  const failed = await attemptsOf(payout);
  assert.deepEqual(failed.map(({ status }) => status), ['FAILED', 'FAILED', 'FAILED']);
  assert.ok(failed.every(({ fee, problem }) => BigInt(fee) > 0n && /InsufficientFundsForRent/.test(problem)), JSON.stringify(failed));
  assert.match(mustSucceed(await gemctl('payouts', 'list')), new RegExp(`^${payout} {2}REVIEW`, 'm'));
  await assertBooksAgree();
  mustSucceed(await gemctl('run-schedule', 'watch_payouts'));
  assert.match(await metrics(), /^gem_payouts_open\{status="REVIEW"\} 1$/m);

  await fund(recipient, { lamports: '1000000' });
  mustSucceed(await gemctl('payouts', 'retry', payout));
  assert.match((await gemctl('payouts', 'retry', payout)).stderr, /not_found/);
  await untilPayout(payout);
  assert.equal((await holdings(recipient)).lamports, 1300000n);
  assert.equal(await outcomeOf(payment), 'RESOLVED');
  await assertBooksAgree();
});

test('E35: a person gives a payout up: the money is back where it came from, and may be sent again', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 1700000);
  await pretendPayer(payment, usdcMint.toBase58()); // could have a key, but a program owns it: only the chain knows
  const payout = await mustReturn(payment);
  const row = await untilPayout(payout, 'REVIEW');
  assert.deepEqual([row.attempts, /no wallet/.test(row.problem)], [0, true]);
  assert.match((await gemctl('payouts', 'cancel', payout, '--reason', '')).stderr, /reason/);
  mustSucceed(await gemctl('payouts', 'cancel', payout, '--reason', 'nobody is there'));
  assert.match((await gemctl('payouts', 'cancel', payout, '--reason', 'again')).stderr, /not_found/);
  assert.deepEqual(await linesOf('payout_cancelled', payout), [['payouts_due', '-1.700000'], ['unmatched_payments', '1.700000']]);
  assert.equal(await outcomeOf(payment), 'UNMATCHED');
  assert.deepEqual((await sql(`SELECT action, after FROM audit_log WHERE subject_id = $1 ORDER BY id`, [payout])),
    [{ action: 'payout.cancel', after: { status: 'CANCELLED', reason: 'nobody is there' } }]);
  await assertBooksAgree();

  await pretendPayer(payment, stranger.address);
  await untilPayout(await mustReturn(payment));
  assert.equal((await holdings(stranger.address)).usdc, 1700000n);
  await assertBooksAgree();
});

test('W6: what may still land can neither be cancelled nor tried again', async () => {
  const { payment } = await unmatchedPayment('USDC', 1500000);
  let payout;
  await withAllNodes({ mode: 'lost' }, async () => {
    payout = await mustReturn(payment);
    await untilSent(payout);
    for (const words of [['cancel', payout, '--reason', 'changed my mind'], ['retry', payout]]) {
      assert.match((await gemctl('payouts', ...words)).stderr, /not_found/);
    }
  });
  await untilPayout(payout);
  assert.match((await gemctl('payouts', 'cancel', payout, '--reason', 'too late')).stderr, /not_found/);
  await assertBooksAgree();
});

test('W6: a token account is no wallet, and nothing is sent to it', async () => {
  const { payment } = await unmatchedPayment('USDC', 1600000);
  const [{ account }] = (await (await fetch(`${sandboxUrl}/control/solana/balances/${treasury}`)).json()).tokens;
  for (const recipient of [account, treasury, 'nonsense']) {
    await pretendPayer(payment, recipient);
    assert.match((await gemctl('unmatched', 'return', payment.id)).stderr, /invalid_input/, recipient);
  }
  assert.equal(await outcomeOf(payment), 'UNMATCHED');
  await assertBooksAgree();
});

test('X10: nothing is signed for an address on the deny list, whoever asked for the payout', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 1400000);
  let payout;
  await withList(stranger.address, async () => {
    payout = await mustReturn(payment);
    assert.match((await untilPayout(payout, 'REVIEW')).problem, /list of addresses that nothing is sent to/);
    assert.deepEqual(await attemptsOf(payout), []);
  });
  mustSucceed(await gemctl('payouts', 'retry', payout));
  await untilPayout(payout);
  assert.equal((await holdings(stranger.address)).usdc, 1400000n);
  await assertBooksAgree();
});

const metrics = async () => (await fetch(`${url}/metrics`)).text();
const spentByHand = async () => Number((await metrics()).match(/^gem_treasury_spending_total\{by="hand"\} (\d+)$/m)?.[1] ?? 0);

test('W6: what leaves the treasury and is no payout is counted, and a person can see it', async () => {
  const before_ = await spentByHand();
  const spent = await connect().sendTransaction(new Transaction().add(SystemProgram.transfer({
    fromPubkey: treasuryKey().publicKey, toPubkey: Keypair.generate().publicKey, lamports: 1000000,
  })), [treasuryKey()]);
  await finalizeAll();
  const [booked] = await bookedFrom(spent);
  assert.deepEqual([booked.outcome, booked.amount], ['SENT', '-1005000']);
  assert.equal(await spentByHand(), before_ + 1);
  await assertBooksAgree();
});

test('E34: fifty ask at once for the last dollars of the treasury: only what is there is promised', async () => {
  const amounts = Array.from({ length: 50 }, (_, i) => 1000000n + BigInt(i));
  const stranger = await newStranger({ usdc: '100000000' });
  const signatures = await Promise.all(amounts.map((amount) => payUnasked(stranger, 'USDC', amount)));
  await finalizeAll();
  const payments = (await Promise.all(signatures.map(bookedFrom))).flat();
  const refused = await withoutSchedules(['check_treasury'], async () => { // it would see what is really there
    const [{ room }] = await sql(`SELECT payout_room('USDC', NULL) AS room`);
    await sql(`INSERT INTO treasury_check (asset, recorded, on_chain, checked_at)
               SELECT 'USDC', 0, on_chain - $1::bigint + 3500000, checked_at FROM treasury_check WHERE asset = 'USDC' ORDER BY id DESC LIMIT 1`, [room]);
    const had = (await holdings(stranger.address)).usdc;
    const answers = await Promise.all(payments.map(({ id }) => gemctl('unmatched', 'return', id)));
    const promised = payments.filter((_, index) => answers[index].code === 0);
    assert.equal(promised.length, 3);
    for (const { stderr } of answers.filter(({ code }) => code !== 0)) assert.match(stderr, /treasury_short/);
    await Promise.all(answers.filter(({ code }) => code === 0).map(({ stdout }) => untilPayout(stdout.match(/^payout (\S+)/m)[1])));
    assert.equal((await holdings(stranger.address)).usdc - had, promised.reduce((sum, { amount }) => sum + BigInt(amount), 0n));
    // What has left since the chain was seen is not promised again.
    const [first] = payments.filter((_, index) => answers[index].code !== 0);
    assert.match((await gemctl('unmatched', 'return', first.id)).stderr, /treasury_short/);
    await assertBooksAgree();
    return first;
  });

  mustSucceed(await gemctl('run-schedule', 'check_treasury'));
  await untilPayout(await mustReturn(refused));
  await assertBooksAgree();
});

test('W6: what is over the limit of the day goes out the next day', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 7000000);
  await sql(`INSERT INTO daily_use (purpose, day, used) VALUES ('payout', date_trunc('day', gem_now(), 'UTC'), 0)
             ON CONFLICT ON CONSTRAINT daily_use_identity DO NOTHING`);
  const shift = (usd) => sql(`UPDATE daily_use SET used = used + $1 WHERE purpose = 'payout' AND owner_id IS NULL AND day = date_trunc('day', gem_now(), 'UTC')`, [usd]);
  const [{ used }] = await sql(`SELECT used FROM daily_use WHERE purpose = 'payout' AND owner_id IS NULL ORDER BY day DESC LIMIT 1`);
  const filling = 50000 - Number(used) - 5;
  await shift(filling);
  try {
    const payout = await mustReturn(payment);
    await eventually(async () => /limited to 50000/.test((await payoutRow(payout)).problem ?? ''), 30000);
    assert.deepEqual([(await payoutRow(payout)).status, (await attemptsOf(payout)).length], ['PENDING', 0]);
    await advanceClock(86400);
    await hurry(payout);
    await untilPayout(payout);
  } finally {
    await bringTimeBack();
    await shift(-filling);
  }
  assert.equal((await holdings(stranger.address)).usdc, 7000000n);
  await assertBooksAgree();
});
