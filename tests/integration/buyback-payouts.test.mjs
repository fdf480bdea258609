// Gems bought back and paid for on Solana: the price arrives in the wallet once, or ends as credit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Keypair } from '@solana/web3.js';
import { assertBooksAgree } from './support/accounting.mjs';
import { bindOldWallet, buybackOf, gemsFor, isFree, itemStatus, mustRequest, review } from './support/buybacks.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { withoutPart } from './support/parts.mjs';
import { fillTreasury, holdings, linesOf, paidTo, untilPayout } from './support/payouts.mjs';
import { runSchedule } from './support/chain.mjs';
import { assertProblem } from './support/problems.mjs';
import { eventually, gemctl, mustSucceed, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { balanceOf, newUser } from './support/users.mjs';

before(() => fillTreasury());
after(bringTimeBack);

const pack = await newPack({ price: '1.000000', supply: 50, stones: { COMMON: 50 } });
const price = '17.000000'; // of a gem worth 20

/** Somebody with a gem, and a wallet that is new on the chain. */
async function seller() {
  const user = await newUser({ credit: 1 });
  const [item] = await gemsFor(user, pack);
  await bindOldWallet(user, Keypair.generate().publicKey.toBase58());
  return [user, item];
}

const payoutOf = async (id) => (await sql(`SELECT id FROM payout WHERE cause = 'BUYBACK' AND cause_id = $1`, [id]))[0].id;
const untilStatus = (user, id, status) => eventually(async () => {
  const found = await buybackOf(user, id);
  return found.status === status && found;
}, 60000);

for (const payout of ['USDC', 'SOL']) {
  test(`B1: approved for ${payout}, the price arrives in the wallet, and then the request is completed`, async () => {
    const [user, item] = await seller();
    const { id } = await mustRequest(user, item, { payout });
    mustSucceed(await review('approve', id));
    assert.deepEqual([await itemStatus(item), await isFree(item), await balanceOf(user.token)], ['SOLD', true, '0.000000']);
    const sent = await payoutOf(id);
    assert.deepEqual(await linesOf('payout', sent), [['buyback_cost', `-${price}`], ['payouts_due', price]]);
    await untilPayout(sent);
    const done = await untilStatus(user, id, 'COMPLETED');
    assert.deepEqual([done.tx_hash], await paidTo(user.wallet));
    assert.ok(done.completed_at > done.created_at);
    const held = await holdings(user.wallet);
    if (payout === 'USDC') assert.equal(held.usdc, 17000000n);
    else {
      const [attempt] = await sql('SELECT amount, sol_price FROM payout_attempt WHERE payout_id = $1', [sent]);
      assert.deepEqual([held.lamports, attempt.amount], [BigInt(Math.floor(17e9 / Number(attempt.sol_price))), String(held.lamports)]);
    }
    // Being told again changes nothing.
    await sql(`INSERT INTO job (id, kind, subject_id) VALUES (gen_random_uuid(), 'finish_buyback', $1)`, [id]);
    await eventually(async () => (await sql(`SELECT FROM job WHERE kind = 'finish_buyback' AND subject_id = $1`, [id])).length === 0);
    assert.deepEqual(await buybackOf(user, id), done);
    assert.equal(await balanceOf(user.token), '0.000000');
    await assertBooksAgree();
  });
}

test('E35: a payout that a person gives up is credited instead, and the owner reads why', async () => {
  const [user, item] = await seller();
  const { id } = await mustRequest(user, item, { payout: 'USDC' });
  let payout;
  await withoutPart('gem-worker:*', async () => {
    mustSucceed(await review('approve', id));
    payout = await payoutOf(id);
    const under = await buybackOf(user, id);
    assert.deepEqual([under.status, under.tx_hash, under.completed_at], ['APPROVED', null, null]);
    assert.match((await review('approve', id)).stdout, /buyback_not_pending/);
    await assertNothingChanges(async () => {
      for (const query of ['', '?forfeit=true']) assertProblem(await api('DELETE', `/api/me${query}`, { token: user.token }), 409, { code: 'account_not_empty' });
    });
    mustSucceed(await gemctl('payouts', 'cancel', payout, '--reason', 'The wallet is lost'));
    assert.equal((await buybackOf(user, id)).status, 'APPROVED');
  });
  const failed = await untilStatus(user, id, 'FAILED');
  assert.match(failed.reason, /credit/);
  assert.deepEqual([failed.tx_hash, await balanceOf(user.token), await itemStatus(item)], [null, price, 'SOLD']);
  assert.deepEqual(await linesOf('payout_cancelled', payout), [['buyback_cost', price], ['payouts_due', `-${price}`]]);
  assert.deepEqual(await linesOf('buyback_failed', id), [['buyback_cost', `-${price}`], ['user_credit', price]]);
  await assertBooksAgree();
  await expectStatus(204, 'DELETE', '/api/me?forfeit=true', { token: user.token });
});

test('E34: what the treasury cannot pay is not approved, and what it can is, of several', async () => {
  const [user, item] = await seller();
  const [other, second] = await seller();
  const large = (await mustRequest(user, item, { payout: 'USDC' })).id;
  const small = (await mustRequest(other, second)).id;
  await sql(`INSERT INTO treasury_check (asset, recorded, on_chain) VALUES ('USDC', 0, 0)`);
  const result = await review('approve', large, small, '--confirm', '2:34.000000');
  assert.match(result.stdout, new RegExp(`${large}  treasury_short`));
  assert.match(result.stdout, new RegExp(`${small}  ok`));
  assert.deepEqual([(await buybackOf(user, large)).status, await itemStatus(item)], ['PENDING', 'BUYBACK']);
  await runSchedule('check_treasury');
  mustSucceed(await review('approve', large));
  await untilPayout(await payoutOf(large));
  await untilStatus(user, large, 'COMPLETED');
  await assertBooksAgree();
});

test('two who approve at once promise one payout', async () => {
  const [user, item] = await seller();
  const { id } = await mustRequest(user, item, { payout: 'USDC' });
  const results = await Promise.all(Array.from({ length: 4 }, () => review('approve', id)));
  assert.equal(results.filter(({ code }) => code === 0).length, 1);
  assert.equal((await sql('SELECT FROM payout WHERE cause_id = $1', [id])).length, 1);
  await untilPayout(await payoutOf(id));
  await untilStatus(user, id, 'COMPLETED');
  assert.equal((await holdings(user.wallet)).usdc, 17000000n);
  await assertBooksAgree();
});
