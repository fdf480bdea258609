// What the platform has written down in the end.
import { sql } from '../integration/support/server.mjs';

const micros = (text) => (text === null ? null : BigInt(text.replace('.', '')));

const read = async (statement, convert) => (await sql(statement)).map(convert);

const quotes = () => read(
  `SELECT id, user_id AS user, purpose, status, asset, amount::text, usd::text, reference, expires_at FROM payment_quote`,
  (row) => ({ ...row, amount: BigInt(row.amount), usd: micros(row.usd), expiresAt: row.expires_at.getTime() }),
);

const payments = () => read(
  `SELECT signature, mint, asset, amount::text, outcome, usd::text, quote_id AS quote, user_id AS user
   FROM chain_payment AS payment JOIN chain_transaction AS transaction ON transaction.id = transaction_id`,
  (row) => ({ ...row, amount: BigInt(row.amount), usd: micros(row.usd) }),
);

const openings = () => read(
  'SELECT id, user_id AS user, method, status, total_cost::text FROM opening',
  (row) => ({ ...row, cost: micros(row.total_cost) }),
);

const deposits = () => read(
  'SELECT id, user_id AS user, method, status, amount::text, credited::text, external_id, problem FROM deposit',
  (row) => ({ ...row, amount: micros(row.amount), credited: micros(row.credited) }),
);

/** What users have, less what they owe: a Map by user. */
async function balances() {
  const rows = await sql(
    `SELECT owner_id, sum(balance)::text AS sum FROM ledger_account WHERE purpose IN ('user_credit', 'user_debt') GROUP BY owner_id`);
  return new Map(rows.map((row) => [row.owner_id, micros(row.sum)]));
}

/** The platform's own accounts: {solana_usdc: −…, …}. */
async function accounts() {
  const rows = await sql('SELECT purpose, sum(balance)::text AS sum FROM ledger_account WHERE owner_id IS NULL GROUP BY purpose');
  return Object.fromEntries(rows.map((row) => [row.purpose, micros(row.sum)]));
}

/** Users by the addresses they have bound. */
async function wallets() {
  const rows = await sql('SELECT solana_address, id FROM app_user WHERE solana_address IS NOT NULL');
  return new Map(rows.map((row) => [row.solana_address, row.id]));
}

export async function readRecords() {
  const parts = { quotes, payments, openings, deposits, balances, accounts, wallets };
  return Object.fromEntries(await Promise.all(Object.entries(parts).map(async ([name, part]) => [name, await part()])));
}
