// Amounts as people read them.
import { MINTS } from './genesis.mjs';
import { decimalText } from './tokens.mjs';

export const SOL = Object.freeze({ name: 'SOL', decimals: 9 });

const NAMES = new Map([[MINTS.usdc, 'USDC'], [MINTS.worthless, 'worthless tokens']]);

export const tokenName = (mint) => NAMES.get(mint) ?? `tokens of ${mint}`;

// `amount` is a whole number of the coin's smallest unit.
export const amountText = (amount, { name, decimals }) => `${decimalText(amount, decimals)} ${name}`;

export function changeText(amount, coin) {
  const change = BigInt(amount);
  return change < 0n ? `−${amountText(-change, coin)}` : `+${amountText(change, coin)}`;
}
