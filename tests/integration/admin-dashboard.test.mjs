// The console's first page: its figures move by exactly what happens.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Keypair } from '@solana/web3.js';
import { assertBooksAgree } from './support/accounting.mjs';
import { newAdmin, page, signInAsAdmin } from './support/admin.mjs';
import { bindOldWallet, gemsFor, mustRequest, review, sell } from './support/buybacks.mjs';
import { newPack } from './support/catalogue.mjs';
import { runSchedule } from './support/chain.mjs';
import { expectStatus } from './support/client.mjs';
import { makeOffer, mustBuyListing, newListings } from './support/market.mjs';
import { withoutPart } from './support/parts.mjs';
import { fillTreasury, untilPayout } from './support/payouts.mjs';
import { advanceClock, mustSucceed, resetClock, sql } from './support/server.mjs';
import { newUser } from './support/users.mjs';

const token = await signInAsAdmin('viewer');
const pack = await newPack({ price: '1.000000', supply: 50, stones: { COMMON: 50 } });
const dashboard = (days = 7) => expectStatus(200, 'GET', `/api/admin/dashboard?days=${days}`, { token });
const micros = (text) => BigInt(text.replace('.', ''));

before(() => fillTreasury());

const figuresOf = ({ exposure, credit_owed_usd, gems_listed, gems_vaulted, gems_in_buyback, revenue_usd, market_fees_usd, openings, trades, traded_usd, gems_bought,
  bought_usd, payouts, paid_out_usd, wallets }) =>
  ({ ...exposure, credit_owed_usd, gems_listed, gems_vaulted, gems_in_buyback, revenue_usd, market_fees_usd, openings, trades, traded_usd, gems_bought, bought_usd, payouts,
    paid_out_usd, promised_usd: wallets.find(({ asset }) => asset === 'USDC').promised_usd });

/** What of the figures `work` changed, and by how much; amounts as decimals. */
async function changesOf(work) {
  const before = figuresOf(await dashboard());
  await work();
  const after = figuresOf(await dashboard());
  return Object.fromEntries(Object.keys(before).filter((name) => before[name] !== after[name]).map((name) =>
    [name, typeof before[name] === 'number' ? after[name] - before[name] : Number(micros(after[name]) - micros(before[name])) / 1e6]));
}

test('a trade moves trades, volume and fees, and nothing else but what is owed', async () => {
  const [seller, buyer] = [await newUser(), await newUser({ credit: 50 })];
  const [listing] = await newListings([seller]);
  assert.deepEqual(await changesOf(() => mustBuyListing(buyer, listing)),
    { credit_owed_usd: -0.4, gems_listed: -1, gems_vaulted: 1, market_fees_usd: 0.4, trades: 1, traded_usd: 20 });
});

test('what an offer sets aside is escrow, no longer credit', async () => {
  const [seller, buyer] = [await newUser(), await newUser({ credit: 50 })];
  const [listing] = await newListings([seller]);
  assert.deepEqual(await changesOf(() => makeOffer(buyer, listing, '15.000000', { escrowed: true })),
    { credit_owed_usd: -15, escrow_usd: 15 });
});

test('a gem sold at once is bought back, and costs what its owner is credited', async () => {
  const user = await newUser({ credit: 1 });
  const [item] = await gemsFor(user, pack);
  assert.deepEqual(await changesOf(async () => {
    const { status, text } = await sell(user, item);
    assert.ok(status === 200 || status === 201, text);
  }), { credit_owed_usd: 17, gems_vaulted: -1, gems_bought: 1, bought_usd: 17 });
});

test('a buyback goes from review to what is to be paid, and then it is paid out', async () => {
  const user = await newUser({ credit: 1 });
  const [item] = await gemsFor(user, pack);
  await bindOldWallet(user, Keypair.generate().publicKey.toBase58());
  let request;
  assert.deepEqual(await changesOf(async () => { request = await mustRequest(user, item, { payout: 'USDC' }); }),
    { buybacks_pending: 1, buybacks_pending_usd: 17, gems_vaulted: -1, gems_in_buyback: 1 });
  await withoutPart('gem-worker:*', async () => {
    assert.deepEqual(await changesOf(async () => mustSucceed(await review('approve', request.id))), {
      buybacks_approved: 1, buybacks_approved_usd: 17, buybacks_pending: -1, buybacks_pending_usd: -17, gems_in_buyback: -1, gems_bought: 1, bought_usd: 17,
      payouts_open: 1, payouts_due_usd: 17, promised_usd: 17 });
  });
  const [{ id }] = await sql(`SELECT id FROM payout WHERE cause = 'BUYBACK' AND cause_id = $1`, [request.id]);
  const { paid_out_usd, payouts, payouts_due_usd, promised_usd } = await changesOf(() => untilPayout(id));
  assert.deepEqual({ paid_out_usd, payouts, payouts_due_usd, promised_usd }, { paid_out_usd: 17, payouts: 1, payouts_due_usd: -17, promised_usd: -17 });
  await assertBooksAgree();
});

test('the sums are those of the days, and agree with the ledger and with every user\'s credit', async () => {
  const found = await dashboard(90);
  assert.equal(found.days.length, 90);
  for (const name of ['revenue_usd', 'market_fees_usd', 'traded_usd', 'bought_usd', 'paid_out_usd'])
    assert.equal(found.days.reduce((sum, day) => sum + micros(day[name]), 0n), micros(found[name]), name);
  const balances = Object.fromEntries((await sql(`SELECT purpose, sum(balance)::numeric(20, 6)::text AS balance FROM ledger_account GROUP BY purpose`))
    .map(({ purpose, balance }) => [purpose, balance]));
  assert.deepEqual([found.credit_owed_usd, found.exposure.payouts_due_usd, found.exposure.escrow_usd], [balances.user_credit, balances.payouts_due, balances.user_escrow]);
  assert.deepEqual([micros(found.market_fees_usd), micros(found.bought_usd)], [micros(balances.market_fees), -micros(balances.buyback_cost)]);
  const { accounts } = await expectStatus(200, 'GET', '/api/admin/ledger/accounts', { token });
  for (const { purpose, balance_usd } of accounts) assert.equal(balance_usd, balances[purpose] ?? '0.000000', purpose);
  const [{ count }] = await sql(`SELECT count(*)::integer AS count FROM ledger_account WHERE purpose = 'user_credit'`);
  assert.equal(accounts.find(({ purpose }) => purpose === 'user_credit').accounts, count);
});

test('the period is compared with the one before it', async () => {
  const found = await dashboard(7);
  for (const [name, trend] of Object.entries(found.trends)) {
    const [now, then] = [found[name], found.before[name]].map((value) => (typeof value === 'number' ? BigInt(value) : micros(value)));
    assert.equal(trend, now > then ? 'UP' : now < then ? 'DOWN' : 'SAME', name);
  }
  const [{ fees }] = await sql(`SELECT coalesce(sum(fee), 0)::numeric(20, 6)::text AS fees FROM trade
    WHERE traded_at < date_trunc('day', gem_now(), 'UTC') - interval '6 days' AND traded_at >= date_trunc('day', gem_now(), 'UTC') - interval '13 days'`);
  assert.equal(found.before.market_fees_usd, fees);
  assert.match((await page('/admin/dashboard?days=7', { token })).text, /more than in the period before/);
});

test('alerts are those of the system page, each with its link', async () => {
  const [{ id }] = await sql(`INSERT INTO job (id, kind, subject_id, dead_at, problem) VALUES (gen_random_uuid(), 'nothing_known', gen_random_uuid(), gem_now(), 'x') RETURNING id`);
  try {
    const named = ({ alerts }) => alerts.find(({ what }) => what === 'Jobs have been given up');
    const [shown, system] = [await dashboard(), await expectStatus(200, 'GET', '/api/admin/system', { token })];
    assert.deepEqual(named(shown), named(system));
    assert.equal(named(shown).page, '/admin/jobs?state=DEAD');
    const { text } = await page('/admin/dashboard', { token });
    assert.match(text, /<a href="\/admin\/jobs\?state=DEAD">Jobs have been given up<\/a>/);
    assert.doesNotMatch(text, /Nothing needs you\./);
  } finally {
    await sql('DELETE FROM job WHERE id = $1', [id]);
  }
});

/** The days of the first page are those counted anew from all that happened. */
async function assertDaysAreTrue() {
  const { token: viewer } = await newAdmin('viewer'); // a session does not outlast the days that the clock is moved by
  const anew = await sql(`SELECT to_char(day AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, revenue, market_fees, openings, new_users, trades, traded, gems_bought, bought, payouts, paid_out
    FROM dashboard_days_between('-infinity', 'infinity')`);
  const [{ users }] = await sql(`SELECT count(*)::integer AS users FROM app_user WHERE status <> 'CLOSED'`);
  const byDay = new Map(anew.map(({ day, ...sums }) => [day, Object.values(sums).map(Number)]));
  const { days, users: shown } = await expectStatus(200, 'GET', '/api/admin/dashboard?days=90', { token: viewer });
  assert.equal(shown, users);
  for (const { day, ...sums } of days)
    assert.deepEqual(Object.values(sums).map(Number), byDay.get(day.slice(0, 10)) ?? Object.values(sums).map(() => 0), day);
}

test('days that were counted are added to what came since, and counted again when time goes back or something comes late', async () => {
  const happen = async () => newUser({ credit: 1 }).then((user) => gemsFor(user, pack));
  const counted = () => sql('SELECT max(counted_until) AS until, count(*)::integer AS days FROM dashboard_day');
  await happen();
  await advanceClock(3 * 86400);
  await runSchedule('count_dashboard_days');
  const [ahead] = await counted();
  await newUser();
  await assertDaysAreTrue();
  await sql(`UPDATE app_user SET created_at = $1::timestamptz - interval '1 second' WHERE id = $2`, [ahead.until, (await newUser()).id]); // committed late
  await runSchedule('count_dashboard_days');
  await assertDaysAreTrue();
  await resetClock();
  const [back] = await counted();
  assert.ok(back.days < ahead.days, 'days that come again are not counted');
  await runSchedule('count_dashboard_days');
  await happen();
  await assertDaysAreTrue();
});
