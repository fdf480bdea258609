// Token accounts, read from their bytes.
import { AccountLayout } from '@solana/spl-token';
import { PROGRAMS } from './genesis.mjs';

const TOKEN_PROGRAMS = new Set([PROGRAMS.token, PROGRAMS.token_2022]);
const ACCOUNT_BYTES = 165;
const MINT_DECIMALS_OFFSET = 44;
const KIND_ACCOUNT = 2; // with Token-2022 the byte behind says what it is
const INITIALIZED = 1;

// {mint, owner, amount, program}, or null for what is no token account.
export function readTokenAccount(account) {
  if (account === null || !TOKEN_PROGRAMS.has(account.owner)) return null;
  const data = Buffer.from(account.data, 'base64');
  if (data.length < ACCOUNT_BYTES || (data.length > ACCOUNT_BYTES && data[ACCOUNT_BYTES] !== KIND_ACCOUNT)) return null;
  const { mint, owner, amount, state } = AccountLayout.decode(data.subarray(0, ACCOUNT_BYTES));
  return state < INITIALIZED ? null : { mint: mint.toBase58(), owner: owner.toBase58(), amount, program: account.owner };
}

export const decimalsOf = (mint_account) => Buffer.from(mint_account.data, 'base64')[MINT_DECIMALS_OFFSET];

export function decimalText(amount, decimals) {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

export function tokenAmount(amount, decimals) {
  const text = decimalText(amount, decimals);
  return { amount: amount.toString(), decimals, uiAmount: amount === 0n ? null : Number(text), uiAmountString: text };
}

// What the accounts of a transaction hold: the rows of preTokenBalances and postTokenBalances. `findMint` gives a mint's account.
export function tokenBalances(accounts, findMint) {
  return accounts.flatMap((account, accountIndex) => {
    const token = readTokenAccount(account);
    if (token === null) return [];
    const { mint, owner, amount, program: programId } = token;
    return [{ accountIndex, mint, owner, programId, uiTokenAmount: tokenAmount(amount, decimalsOf(findMint(mint))) }];
  });
}
