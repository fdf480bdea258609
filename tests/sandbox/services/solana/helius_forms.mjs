// Transactions as Helius posts them: "raw" like getTransaction, "enhanced" as what it makes of them.
import { instructionsOf, parsedInstruction } from './parsed_instructions.mjs';
import { decimalText } from './tokens.mjs';
import { decodeRecord, transactionForm } from './transaction_form.mjs';

const LAMPORT_DECIMALS = 9;

function rawForm(record) {
  const { blockTime, meta: { status, computeUnitsConsumed, ...meta }, slot, transaction } = transactionForm(record, 'json');
  return { blockTime, indexWithinBlock: 0, meta, slot, transaction };
}

// Of a token account before and after: its row of the balances, and what it has more.
function tokenChanges({ keys, pre_tokens, post_tokens }) {
  const amountIn = (rows, place) => BigInt(rows.find((row) => row.accountIndex === place)?.uiTokenAmount.amount ?? 0);
  const rows = new Map([...pre_tokens, ...post_tokens].map((row) => [row.accountIndex, row]));
  return [...rows.values()].map((row) => ({ ...row, account: keys[row.accountIndex], change: amountIn(post_tokens, row.accountIndex) - amountIn(pre_tokens, row.accountIndex) }));
}

function accountData({ keys, pre_balances, post_balances }, changes) {
  return keys.map((account, place) => ({
    account,
    nativeBalanceChange: post_balances[place] - pre_balances[place],
    tokenBalanceChanges: changes.filter((row) => row.accountIndex === place && row.change !== 0n).map((row) => ({
      mint: row.mint, rawTokenAmount: { decimals: row.uiTokenAmount.decimals, tokenAmount: row.change.toString() }, tokenAccount: account, userAccount: row.owner,
    })),
  }));
}

const NATIVE_TYPES = ['transfer', 'transferWithSeed', 'createAccount'];

function nativeTransfers(parsed) {
  return parsed.filter(({ program, parsed: { type } }) => program === 'system' && NATIVE_TYPES.includes(type)).map(({ parsed: { info } }) => ({
    amount: info.lamports, fromUserAccount: info.source, toUserAccount: info.destination ?? info.newAccount,
  }));
}

const TOKEN_TYPES = ['transfer', 'transferChecked'];

// An account that was opened and closed again on the way has no balances, and so no transfers here.
function tokenTransfers(parsed, changes) {
  const rowOf = (account) => changes.find((row) => row.account === account);
  return parsed
    .filter(({ program, parsed: { type } }) => program === 'spl-token' && TOKEN_TYPES.includes(type))
    .map(({ parsed: { info } }) => ({ info, from: rowOf(info.source), to: rowOf(info.destination) }))
    .filter(({ from, to }) => from && to)
    .map(({ info, from, to }) => ({
      fromTokenAccount: from.account, fromUserAccount: from.owner, mint: from.mint, toTokenAccount: to.account, toUserAccount: to.owner,
      tokenAmount: Number(decimalText(BigInt(info.amount ?? info.tokenAmount.amount), from.uiTokenAmount.decimals)), tokenStandard: 'Fungible',
    }));
}

function describe(native, tokens) {
  const [token] = tokens;
  if (token) return `${token.fromUserAccount} transferred ${token.tokenAmount} ${token.mint} to ${token.toUserAccount}.`;
  const [first] = native;
  return first ? `${first.fromUserAccount} transferred ${decimalText(BigInt(first.amount), LAMPORT_DECIMALS)} SOL to ${first.toUserAccount}.` : '';
}

function plainInstruction({ programIdIndex, accounts, data }, keys) {
  return { accounts: accounts.map((place) => keys[place]), data, programId: keys[programIdIndex] };
}

function instructionTree(instructions, { keys, inner_instructions }) {
  return instructions.map((instruction, index) => ({
    ...plainInstruction(instruction, keys),
    innerInstructions: (inner_instructions.find((row) => row.index === index)?.instructions ?? []).map((inner) => plainInstruction(inner, keys)),
  }));
}

function enhancedForm(record) {
  const instructions = instructionsOf(decodeRecord(record).message);
  const all = [...instructions, ...record.inner_instructions.flatMap((row) => row.instructions)];
  const parsed = all.map((instruction) => parsedInstruction(instruction, record.keys)).filter((instruction) => instruction.parsed?.info);
  const changes = tokenChanges(record);
  const native = nativeTransfers(parsed);
  const tokens = tokenTransfers(parsed, changes);
  return {
    accountData: accountData(record, changes), description: describe(native, tokens), events: {}, fee: record.fee, feePayer: record.keys[0],
    instructions: instructionTree(instructions, record), nativeTransfers: native, signature: record.id, slot: record.slot,
    source: tokens.length > 0 ? 'SOLANA_PROGRAM_LIBRARY' : 'SYSTEM_PROGRAM', timestamp: record.block_time, tokenTransfers: tokens, transactionError: null,
    type: native.length + tokens.length > 0 ? 'TRANSFER' : 'UNKNOWN',
  };
}

// By kind of web-hook what an element is, or null when that kind leaves the transaction out.
export const FORMS = {
  enhanced: (record) => (record.err === null ? enhancedForm(record) : null),
  raw: rawForm,
};
