// Solana for tests: wallets that pay, nodes and messages that fail, and what the platform and the chain each hold of it.
import assert from 'node:assert/strict';
import bs58 from 'bs58';
import nacl from 'tweetnacl';
import { api, expectStatus } from './client.mjs';
import { advanceClock, eventually, gemctl, mustSucceed, sandboxUrl, sql } from './server.mjs';

export const nodes = ['solana_a', 'solana_b', 'solana_c'];
export const assets = ['USDC', 'SOL'];

const SETTLING_MILLISECONDS = 60000;

async function control(method, place, body) {
  const response = await fetch(`${sandboxUrl}/control/${place}`, { method, body: body && JSON.stringify(body) });
  const text = await response.text();
  assert.equal(response.status, 200, `${method} ${place}: ${text}`);
  return JSON.parse(text);
}

/**
 * Pays as a wallet does that opened the payment's link. `variant` says what it does otherwise: amount, wallet, wrong_mint, without_reference
 * and so on, of the sandbox's /control/solana/pay. {signature, err, wallet, bytes}
 */
export const pay = (payment, variant = {}) => control('POST', 'solana/pay', { url: payment.solana_pay_url, ...variant });

/** Signs a payment without sending it: what send() takes, with its signature. */
export const sign = (payment, variant) => pay(payment, { ...variant, drop: true });
export const send = ({ bytes }) => control('POST', 'solana/send', { bytes });

/** A wallet of the sandbox that pays by that name, and signs in as newSolanaWallet() does. */
export async function walletNamed(name) {
  const { address, secret } = await control('POST', 'solana/wallets', { name });
  const sign = async (text) => bs58.encode(nacl.sign.detached(new Uint8Array(Buffer.from(text)), bs58.decode(secret)));
  return { chain: 'solana', name, address, secret, sign };
}

/** A block later all that was sent is final. */
export const finalizeAll = () => control('POST', 'solana/blocks', { count: 1 });

export const fund = (address, gift) => control('POST', 'solana/faucet', { address, ...gift });

const setFaults = (place, faults) => Promise.all(Object.entries(faults).map(([service, fault]) => control('PUT', `${place}/${service}`, fault)));

async function withFaultsAt(place, faults, work) {
  await setFaults(place, faults);
  try {
    return await work();
  } finally {
    await setFaults(place, Object.fromEntries(Object.keys(faults).map((service) => [service, { mode: 'none' }])));
  }
}

/** withFaults({solana_a: {mode: 'down'}}, …) */
export const withFaults = (faults, work) => withFaultsAt('faults', faults, work);
export const withAllNodes = (fault, work) => withFaults(Object.fromEntries(nodes.map((node) => [node, fault])), work);
export const withoutWebhooks = (work) => withFaultsAt('deliveries/faults', { solana: { mode: 'lost' } }, work);

/** Keeps schedules from running by themselves, also when the clock is moved, so that only the way under test can find something. */
export async function withoutSchedules(names, work) {
  const periods = await sql('SELECT name, period::text FROM schedule WHERE name = ANY ($1)', [names]);
  await sql(`UPDATE schedule SET period = '1 day', next_run_at = gem_now() + interval '1 day' WHERE name = ANY ($1)`, [names]);
  try {
    return await work();
  } finally {
    for (const { name, period } of periods) await sql('UPDATE schedule SET period = $2, next_run_at = gem_now() WHERE name = $1', [name, period]);
  }
}

export const runSchedule = async (name) => mustSucceed(await gemctl('run-schedule', name));

/** Time passes, and the platform has read the prices of then. */
export async function passTime(seconds) {
  await advanceClock(seconds);
  await runSchedule('fetch_prices');
}

/** Ends what nobody paid, as far as its time is over. */
export async function expireQuotes() {
  await runSchedule('sweep_treasury');
  await runSchedule('expire_quotes');
}

/** With other prices than usual, {SOL: {usd, coingecko, pyth}}, read by the platform before `work` and back afterwards. */
export async function withPrices(prices, work) {
  await control('PUT', 'prices', prices);
  try {
    await gemctl('run-schedule', 'fetch_prices'); // fails when a source is of no use, which may be the point
    return await work();
  } finally {
    await control('PUT', 'prices', {});
    await runSchedule('fetch_prices');
  }
}

/** The answer to naming a transaction for an opening. */
export const confirm = (token, opening, signature, body = {}) =>
  api('POST', '/api/packs/confirm-payment', { token, body: { opening_id: opening.id, tx_hash: signature, ...body } });

/** The answer to asking for a top-up. */
export const topUp = (user, asset, usd, members = {}, key = undefined) =>
  api('POST', `/api/wallet/deposit/${asset.toLowerCase()}`, { token: user.token, key, body: { amount_usd: usd, ...members } });

/** {deposit, payment} of a top-up. */
export async function beginDeposit(user, asset, usd = '25.000000') {
  const answer = await topUp(user, asset, usd);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

/** The answer to naming a transaction for a top-up. */
export const confirmDeposit = (user, { id }, signature) =>
  api('POST', `/api/wallet/deposits/${id}/confirm`, { token: user.token, body: { tx_hash: signature } });

export const openingOf = (user, id) => expectStatus(200, 'GET', `/api/packs/openings/${id}`, { token: user.token });
export const depositOf = (user, id) => expectStatus(200, 'GET', `/api/wallet/deposits/${id}`, { token: user.token });

/** Waits until what `show` gives has a status, and gives that. */
export async function untilStatus(show, status) {
  let last;
  return eventually(async () => {
    last = await show();
    return last?.status === status && last;
  }, SETTLING_MILLISECONDS).catch(() => assert.fail(`${status} was waited for, and there is ${JSON.stringify(last)}`));
}

export const untilOpening = (user, { id }, status = 'OPENED') => untilStatus(() => openingOf(user, id), status);
export const untilDeposit = (user, { id }, status = 'CONFIRMED') => untilStatus(() => depositOf(user, id), status);

/** What the platform knows of a transaction. */
export const transactionOf = async (signature) =>
  (await sql('SELECT id, source, status, problem FROM chain_transaction WHERE signature = $1', [signature]))[0];
export const untilTransaction = (signature, status = 'SETTLED') => untilStatus(() => transactionOf(signature), status);

/** What it booked of it, once it has: [{id, asset, amount, outcome, usd, user_id, quote_id}]. */
export async function bookedFrom(signature) {
  await untilTransaction(signature);
  return sql(
    `SELECT payment.id, asset, amount, outcome, usd, user_id, quote_id FROM chain_payment AS payment
     JOIN chain_transaction AS transaction ON transaction.id = transaction_id WHERE signature = $1 ORDER BY asset`,
    [signature],
  );
}

/** People who buy one after the other need not wait in a test. */
export const forgetPurchase = (user) => sql('UPDATE app_user SET last_purchase_at = NULL WHERE id = $1', [user.id]);

/** What base units are worth at `price` USD micros for `unit` of them: decimal USD, rounded down as the platform does. */
export function usdOf(amount, price = 1n, unit = 1n) {
  const micros = (BigInt(amount) * BigInt(price)) / BigInt(unit);
  return `${micros / 1000000n}.${String(micros % 1000000n).padStart(6, '0')}`;
}
