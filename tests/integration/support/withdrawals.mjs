// Withdrawals for tests: people whose wallet is old enough, a treasury that can pay, and the list of addresses that nothing is sent to.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import { assertTreasuryAgrees } from './chain_books.mjs';
import { pay, runSchedule, topUp, untilDeposit } from './chain.mjs';
import { api, expectStatus } from './client.mjs';
import { eventually, gemctl, sandboxUrl, secret, sql } from './server.mjs';
import { assertNothingChanges } from './tables.mjs';
import { newUser, newUsers, tokenFor } from './users.mjs';
import { newSolanaWallet } from './wallets.mjs';

const DAYS = 86400;

/** Binds an address by the database alone, `hours` ago. */
export async function setWallet(user, address, hours = 48) {
  await sql('UPDATE app_user SET solana_address = $2 WHERE id = $1', [user.id, address]);
  await sql(`UPDATE app_user SET solana_address_changed_at = gem_now() - make_interval(hours => $2) WHERE id = $1`, [user.id, hours]);
}

/** People with credit and a wallet bound `hours` ago: [{…, address}] */
export async function newWithdrawers(count, { credit = 0, hours = 48 } = {}) {
  const users = await newUsers(count, { credit });
  for (const user of users) {
    user.address = newSolanaWallet().address;
    await setWallet(user, user.address, hours);
  }
  return users;
}
export const newWithdrawer = async (options) => (await newWithdrawers(1, options))[0];

/** A session that outlives days by which a test moves the clock. */
export async function stayLong(user) {
  const session = randomUUID();
  await sql(`INSERT INTO user_session (id, user_id, expires_at) VALUES ($1, $2, gem_now() + interval '20 days')`, [session, user.id]);
  user.token = tokenFor(user.id, session, 20 * DAYS);
  return user;
}

/** The answer to asking for a withdrawal. */
export const withdraw = (user, usd, { address = user.address, key, members = {} } = {}) =>
  api('POST', '/api/wallet/withdraw', { token: user.token, key, body: { amount_usd: usd, address, ...members } });

export async function mustWithdraw(user, usd, options) {
  const answer = await withdraw(user, usd, options);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

export const withdrawalOf = (user, { id }) => expectStatus(200, 'GET', `/api/wallet/withdrawals/${id}`, { token: user.token });
export const cancel = (user, { id }) => api('DELETE', `/api/wallet/withdrawals/${id}`, { token: user.token });

/** Waits until it has one of the statuses, as the database says. */
export async function untilWithdrawal({ id }, ...statuses) {
  let row;
  return eventually(async () => {
    [row] = await sql('SELECT * FROM withdrawal WHERE id = $1', [id]);
    return statuses.includes(row.status) && row;
  }, 60000).catch(() => assert.fail(`${statuses} was waited for, and there is ${JSON.stringify(row)}`));
}

/** It was sent, and may have arrived by now. */
export const untilSent = (withdrawal) => untilWithdrawal(withdrawal, 'SENDING', 'COMPLETED');

/** Runs the schedule, and waits until no release is left to do. */
export async function releaseAll() {
  await runSchedule('release_withdrawals');
  await eventually(async () => (await sql(`SELECT FROM job WHERE kind = 'release_withdrawal' AND dead_at IS NULL`)).length === 0, 60000);
}

/** Base units of USDC that an address holds on the chain. */
export const usdcOf = async (address) => (await (await fetch(`${sandboxUrl}/control/solana/balances/${address}`)).json()).usdc;

/** The ledger's lines of what a withdrawal caused, its payout's promise included: ['purpose amount']. */
export const linesOf = async ({ id }) =>
  (await sql(
    `SELECT entry.cause_type || ' ' || purpose || ' ' || amount AS line FROM ledger_posting
     JOIN ledger_entry AS entry ON entry.id = entry_id JOIN ledger_account ON ledger_account.id = account_id
     WHERE (cause_type IN ('withdrawal', 'withdrawal_returned') AND cause_id = $1)
        OR (cause_type = 'payout' AND cause_id = (SELECT payout_id FROM withdrawal WHERE id = $1))
     ORDER BY ledger_posting.id`, [id])).map((row) => row.line);

const jobKinds = `('release_withdrawal', 'finish_withdrawal', 'send_payout')`;

/** Waits until what is being sent has arrived, and the platform has seen it leave. What was put off while a test had moved time need not wait. */
export async function untilQuiet() {
  await eventually(async () => {
    await sql(`UPDATE job SET run_at = gem_now() WHERE run_at > gem_now() + interval '1 minute' AND locked_until IS NULL AND kind IN ${jobKinds}`);
    const open = await sql(`SELECT FROM withdrawal WHERE status = 'SENDING' UNION ALL SELECT FROM job WHERE dead_at IS NULL AND kind IN ${jobKinds}`);
    return open.length === 0;
  }, 90000);
  await assertTreasuryAgrees();
}

/** Fails when anything differs after `work`; what earlier tests have under way must end before. */
export async function assertNothingMoves(work) {
  await untilQuiet();
  await assertNothingChanges(work);
}

/** Leaves nothing that would be sent in the middle of another test, when that moves the clock. */
export async function endAll() {
  for (const { id } of await sql(`SELECT id FROM withdrawal WHERE status IN ('HELD', 'REVIEW')`)) {
    await gemctl('withdrawals', 'reject', id, '--reason', 'The test is over'); // fails for one that is sent at this moment
  }
  await untilQuiet();
}

/** Where the tokens of a wallet lie: an address that no key belongs to. */
export const tokenAccountOf = (address) =>
  getAssociatedTokenAddressSync(new PublicKey(secret('GEM_SOLANA_USDC_MINT')), new PublicKey(address)).toBase58();

const roomFor = async (asset) => {
  await runSchedule('check_treasury');
  return BigInt((await sql('SELECT payout_room($1::asset, 1000000)::text AS room', [asset]))[0].room);
};

/** Has people pay in until the treasury can pay out as many base units. */
async function fill(asset, wanted, usd) {
  if ((await roomFor(asset)) >= wanted) return;
  const payer = await newUser();
  const answer = await topUp(payer, asset, usd);
  assert.equal(answer.status, 201, answer.text);
  await pay(answer.body.payment);
  await untilDeposit(payer, answer.body.deposit);
  await eventually(async () => (await roomFor(asset)) >= wanted, 30000);
}

/** The treasury can pay `usd` out, and the fees of hundreds of payouts. */
export async function fillTreasury(usd) {
  await fill('USDC', BigInt(usd) * 1000000n, `${usd}.000000`);
  await fill('SOL', 1000000000n, '1000.000000');
}

const listFile = secret('GEM_SANCTIONS_FILE');
const listBefore = readFileSync(listFile, 'utf8');

/** While `work` runs nothing is sent to the addresses; `text` is the whole list, or null: it cannot be read, and what is under way waits
 * for it too. */
export async function withList(text, work) {
  const replace = (content) => {
    writeFileSync(`${listFile}.new`, content);
    renameSync(`${listFile}.new`, listFile);
  };
  if (text === null) renameSync(listFile, `${listFile}.away`);
  else replace(text);
  try {
    return await work();
  } finally {
    if (text === null) renameSync(`${listFile}.away`, listFile);
    replace(listBefore);
    chmodSync(listFile, 0o644);
  }
}
