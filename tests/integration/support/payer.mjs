// A wallet that follows a Solana Pay link with the official packages, as phones do, over a node's own interface.
import assert from 'node:assert/strict';
import { Connection, Keypair, PublicKey, SystemProgram, Transaction, TransactionInstruction } from '@solana/web3.js';
import { createAssociatedTokenAccountIdempotentInstruction, createTransferCheckedInstruction, getAssociatedTokenAddressSync } from '@solana/spl-token';
import { fund } from './chain.mjs';
import { sandboxUrl } from './server.mjs';

const MEMO_PROGRAM = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');
const USDC_DECIMALS = 6;
const SOL_DECIMALS = 9;
const FUNDS = { lamports: '2000000000', usdc: '200000000' };

const connection = new Connection(`${sandboxUrl}/solana/a`, 'confirmed');

/** Strictly: solana:<recipient>?…, every parameter known and but the references once, the amount with no more decimals than the coin has. */
export function readPaymentUrl(text) {
  const [, recipient, query] = text.match(/^solana:([1-9A-HJ-NP-Za-km-z]{32,44})\?([^#]*)$/);
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    assert.ok(['amount', 'spl-token', 'reference', 'label', 'message', 'memo'].includes(name), name);
    assert.ok(name === 'reference' || parameters.getAll(name).length === 1, name);
  }
  const mint = parameters.get('spl-token');
  const [, whole, fraction = ''] = parameters.get('amount').match(/^(0|[1-9]\d*)(?:\.(\d+))?$/);
  const decimals = mint === null ? SOL_DECIMALS : USDC_DECIMALS;
  assert.ok(fraction.length <= decimals, text);
  const [label, message, memo] = ['label', 'message', 'memo'].map((name) => parameters.get(name));
  return { recipient, mint, amount: BigInt(whole + fraction.padEnd(decimals, '0')), references: parameters.getAll('reference'), memo, label, message };
}

/** What pays it: the references stand at the end of the transfer's accounts. */
function transferInstructions(payer, { recipient, mint, amount, references }) {
  const to = new PublicKey(recipient);
  const instructions = mint === null
    ? [SystemProgram.transfer({ fromPubkey: payer, toPubkey: to, lamports: amount })]
    : tokenInstructions(payer, to, new PublicKey(mint), amount);
  instructions.at(-1).keys.push(...references.map((reference) => ({ pubkey: new PublicKey(reference), isSigner: false, isWritable: false })));
  return instructions;
}

function tokenInstructions(payer, to, mint, amount) {
  const [source, target] = [payer, to].map((owner) => getAssociatedTokenAddressSync(mint, owner));
  return [
    createAssociatedTokenAccountIdempotentInstruction(payer, target, to, mint),
    createTransferCheckedInstruction(source, mint, target, payer, amount, USDC_DECIMALS),
  ];
}

/** Pays several links in one transaction from a new wallet. The signature. */
export async function payFrom(...links) {
  const wallet = Keypair.generate();
  const wanted = links.map(readPaymentUrl);
  await fund(wallet.publicKey.toBase58(), FUNDS);
  const memo = new TransactionInstruction({ programId: MEMO_PROGRAM, keys: [], data: Buffer.from(wanted[0].memo) });
  const transaction = new Transaction().add(memo, ...wanted.flatMap((payment) => transferInstructions(wallet.publicKey, payment)));
  return connection.sendTransaction(transaction, [wallet]);
}
