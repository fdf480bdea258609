// Transfer requests of Solana Pay, read as a wallet does: solana:<recipient>?amount=&spl-token=&reference=&label=&message=&memo=
import { PublicKey } from '@solana/web3.js';
import { MINT_DECIMALS } from './genesis.mjs';

const LAMPORT_DECIMALS = 9;
const AMOUNT = /^(\d+)(?:\.(\d+))?$/;

// RangeError for what is no address.
export function readKey(text, name) {
  try {
    return new PublicKey(text);
  } catch {
    throw new RangeError(`${name} is no address: ${text}`);
  }
}

function readAmount(text, decimals) {
  if (text === null) return null;
  const [, whole, fraction = ''] = AMOUNT.exec(text) ?? [];
  if (whole === undefined || fraction.length > decimals) throw new RangeError(`amount must be a decimal with at most ${decimals} places: ${text}`);
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

// {recipient, mint, amount, references, memo, label, message}: keys as PublicKey, amount in base units, null for what the URL
// does not say. RangeError for what a wallet would not pay.
export function readPayUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'solana:') throw new RangeError('the URL does not begin with solana:');
  const one = (name) => url.searchParams.get(name);
  const mint = one('spl-token') === null ? null : readKey(one('spl-token'), 'spl-token');
  return {
    recipient: readKey(url.pathname, 'the recipient'),
    mint,
    amount: readAmount(one('amount'), mint === null ? LAMPORT_DECIMALS : MINT_DECIMALS),
    references: url.searchParams.getAll('reference').map((reference) => readKey(reference, 'reference')),
    memo: one('memo'),
    label: one('label'),
    message: one('message'),
  };
}
