// What the outside world knows in the end: every transaction that changed what the treasury holds, and every session, refund and
// dispute at Stripe, read with the official libraries.
import { PublicKey } from '@solana/web3.js';
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { secret } from '../integration/support/server.mjs';
import { MINTS } from '../sandbox/services/solana/genesis.mjs';
import { chain, stripe } from './outside.mjs';

const PAGE = 1000;
const AT_ONCE = 8;

const treasury = new PublicKey(secret('GEM_SOLANA_TREASURY_ADDRESS'));
const usdcMint = new PublicKey(MINTS.usdc);

async function signaturesOf(address) {
  const found = [];
  for (let before; ;) {
    const page = await chain.getSignaturesForAddress(address, { limit: PAGE, before });
    found.push(...page.map((row) => row.signature));
    if (page.length < PAGE) return found;
    before = page.at(-1).signature;
  }
}

/** Runs `work` for all, some at a time, and gives what it gave in order. */
async function forEach(items, work) {
  const results = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function tokenChanges({ preTokenBalances, postTokenBalances }) {
  const changes = new Map();
  const add = (rows, sign) => rows.filter((row) => row.owner === treasury.toBase58()).forEach(({ mint, uiTokenAmount }) => {
    changes.set(mint, (changes.get(mint) ?? 0n) + sign * BigInt(uiTokenAmount.amount));
  });
  add(preTokenBalances, -1n);
  add(postTokenBalances, 1n);
  return [...changes].map(([mint, amount]) => ({ mint, amount }));
}

function lamportChange({ preBalances, postBalances }, accounts) {
  const place = accounts.indexOf(treasury.toBase58());
  return place < 0 ? 0n : BigInt(postBalances[place]) - BigInt(preBalances[place]);
}

// Which of the keys came from a look-up table does not matter here.
function accountsOf({ transaction, meta }) {
  const keys = transaction.message.getAccountKeys({ accountKeysFromLookups: meta.loadedAddresses });
  return keys.keySegments().flat().map((key) => key.toBase58());
}

async function readTransaction(signature) {
  const found = await chain.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
  const accounts = accountsOf(found);
  const changes = [{ mint: 'SOL', amount: lamportChange(found.meta, accounts) }, ...tokenChanges(found.meta)];
  return {
    signature, accounts, paidAt: found.blockTime * 1000, failed: found.meta.err !== null,
    changes: found.meta.err === null ? changes.filter((change) => change.amount !== 0n) : [],
  };
}

/** [{signature, accounts, paidAt in milliseconds, failed, changes: [{mint, amount}]}] of all that concerned the treasury. */
export async function readChain() {
  const addresses = [treasury, ...Object.values(MINTS).map((mint) => getAssociatedTokenAddressSync(new PublicKey(mint), treasury, true))];
  const signatures = new Set((await Promise.all(addresses.map(signaturesOf))).flat());
  return forEach([...signatures], readTransaction);
}

/** What the treasury holds: {SOL, USDC} in base units. */
export async function readTreasury() {
  const account = await chain.getTokenAccountBalance(getAssociatedTokenAddressSync(usdcMint, treasury, true)).catch(() => null);
  return { SOL: BigInt(await chain.getBalance(treasury)), USDC: BigInt(account?.value.amount ?? 0) };
}

async function returnsOf(session) {
  if (session.payment_intent === null) return { ...session, refunds: [], disputes: [] };
  const wanted = { payment_intent: session.payment_intent, limit: 100 };
  const [refunds, disputes] = await Promise.all([stripe.refunds.list(wanted), stripe.disputes.list(wanted)]);
  return { ...session, refunds: refunds.data, disputes: disputes.data };
}

/** Stripe's sessions, each with the `refunds` and `disputes` of its payment. */
export async function readStripe() {
  const sessions = [];
  for await (const session of stripe.checkout.sessions.list({ limit: 100 })) sessions.push(session);
  return forEach(sessions, returnsOf);
}
