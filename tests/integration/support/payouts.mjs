// Money that goes out on Solana: our wallet filled, strangers who pay and get their money back, and what came of a payout.
import assert from 'node:assert/strict';
import { Connection, Keypair, PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import { createAssociatedTokenAccountIdempotentInstruction, createCloseAccountInstruction, createTransferCheckedInstruction, getAssociatedTokenAddressSync }
  from '@solana/spl-token';
import bs58 from 'bs58';
import { bookedFrom, finalizeAll, fund, runSchedule } from './chain.mjs';
import { eventually, gemctl, mustSucceed, pause, sandboxUrl, secret, sql } from './server.mjs';

export const treasury = secret('GEM_SOLANA_TREASURY_ADDRESS');
export const usdcMint = new PublicKey(secret('GEM_SOLANA_USDC_MINT'));
/** A new one each time: they keep a blockhash for half a minute, also when tests end them all. */
export const connect = () => new Connection(`${sandboxUrl}/solana/a`, 'confirmed');

/** The sandbox's treasury's own key, which everybody can make. */
export const treasuryKey = () => Keypair.fromSecretKey(bs58.decode(secret('GEM_SOLANA_PAYOUT_KEY')));

const USDC_DECIMALS = 6;
const PAYING_MILLISECONDS = 90000;

/** What an address holds on the chain: {lamports, usdc}, both as BigInt. */
export async function holdings(address) {
  const { lamports, usdc } = await (await fetch(`${sandboxUrl}/control/solana/balances/${address}`)).json();
  return { lamports: BigInt(lamports), usdc: BigInt(usdc) };
}

/** Money from nobody for our wallet, which waits for a person like any stranger's, and that the platform has seen there. */
export async function fillTreasury({ lamports = '2000000000', usdc = '500000000' } = {}) {
  const { signatures } = await fund(treasury, { lamports, usdc });
  await runSchedule('sweep_treasury');
  await Promise.all(signatures.map(bookedFrom));
  await runSchedule('check_treasury');
}

/** Somebody nobody knows, with a wallet of their own that has `lamports` and `usdc`. */
export async function newStranger({ lamports = '50000000', usdc = '0' } = {}) {
  const wallet = Keypair.generate();
  await fund(wallet.publicKey.toBase58(), usdc === '0' ? { lamports } : { lamports, usdc });
  return { wallet, address: wallet.publicKey.toBase58() };
}

const accountOf = (owner) => getAssociatedTokenAddressSync(usdcMint, owner);

function usdcInstructions(payer, amount, { closing = false }) {
  const to = new PublicKey(treasury);
  return [
    createAssociatedTokenAccountIdempotentInstruction(payer, accountOf(to), to, usdcMint),
    createTransferCheckedInstruction(accountOf(payer), usdcMint, accountOf(to), payer, amount, USDC_DECIMALS),
    ...(closing ? [createCloseAccountInstruction(accountOf(payer), payer, payer)] : []),
  ];
}

/** Pays us unasked; with `closing`, all the stranger's USDC, whose account is closed then. The signature. */
export async function payUnasked({ wallet }, asset, amount, options = {}) {
  const instructions = asset === 'SOL'
    ? [SystemProgram.transfer({ fromPubkey: wallet.publicKey, toPubkey: new PublicKey(treasury), lamports: amount })]
    : usdcInstructions(wallet.publicKey, amount, options);
  return connect().sendTransaction(new Transaction().add(...instructions), [wallet]);
}

/** A payment of a stranger that waits for a person: {stranger, payment}. USDC comes from a wallet that has no account for it any more. */
export async function unmatchedPayment(asset, amount) {
  const stranger = await newStranger({ usdc: asset === 'USDC' ? String(amount) : '0' });
  const signature = await payUnasked(stranger, asset, BigInt(amount), { closing: true });
  await finalizeAll();
  const [payment] = await bookedFrom(signature);
  assert.deepEqual([payment.outcome, payment.asset, payment.amount], ['UNMATCHED', asset, String(amount)]);
  return { stranger, payment };
}

/** Has a payment sent back: the payout's id. */
export async function mustReturn({ id }) {
  const [, payout] = mustSucceed(await gemctl('unmatched', 'return', id)).match(/^payout (\S+) sends it back$/m);
  return payout;
}

export const payoutRow = async (id) =>
  (await sql('SELECT status::text, asset::text, recipient, usd, amount, attempts, problem, source FROM payout WHERE id = $1', [id]))[0];

export const attemptsOf = (id) =>
  sql(`SELECT status::text, signature, transaction, amount, fee, problem, sent_at FROM payout_attempt WHERE payout_id = $1 ORDER BY attempt`, [id]);

/** What is due need not wait for its moment. */
export const hurry = (id) => sql(`UPDATE job SET run_at = gem_now() WHERE kind = 'send_payout' AND subject_id = $1 AND locked_until IS NULL`, [id]);

/** Waits until a payout has a status: its row. What lands meanwhile is final soon, and no pause is kept. */
export async function untilPayout(id, status = 'COMPLETED') {
  let last;
  return eventually(async () => {
    last = await payoutRow(id);
    if (last.status !== status) await pause(250).then(finalizeAll).then(() => hurry(id));
    return last.status === status && last;
  }, PAYING_MILLISECONDS).catch(async () =>
    assert.fail(`${status} was waited for, and there is ${JSON.stringify([last, await attemptsOf(id), await jobsOf(id)])}`));
}

const jobsOf = (id) => sql('SELECT kind, attempt, run_at, locked_until, dead_at, problem FROM job WHERE subject_id = $1', [id]);

/** Waits until an attempt of it has been given to a node. */
export const untilSent = (id) => eventually(async () => (await attemptsOf(id)).some((attempt) => attempt.sent_at), PAYING_MILLISECONDS);

/** The lines of what was booked for a cause: [[purpose, amount]], by purpose. */
export async function linesOf(cause_type, cause_id) {
  const rows = await sql(
    `SELECT purpose, amount FROM ledger_posting JOIN ledger_entry ON ledger_entry.id = entry_id JOIN ledger_account ON ledger_account.id = account_id
     WHERE cause_type = $1 AND cause_id = $2 ORDER BY purpose, amount`,
    [cause_type, cause_id],
  );
  return rows.map(({ purpose, amount }) => [purpose, amount]);
}

/** The transactions on chain by which a wallet of ours gave an address money: [signature]. */
export async function paidTo(address, wallet = treasury) {
  const found = await (await fetch(`${sandboxUrl}/control/solana/transactions?address=${address}`)).json();
  return found.filter(({ payer, err }) => payer === wallet && err === null).map(({ signature }) => signature);
}
