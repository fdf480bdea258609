// E1: workers are killed at any moment while withdrawals are released and sent. Each arrives once, for exactly what was taken.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { amidDeaths } from './support/deaths.mjs';
import { startPart } from './support/parts.mjs';
import { holdings, paidTo } from './support/payouts.mjs';
import { advanceClock, eventually, sql } from './support/server.mjs';
import { endAll, fillTreasury, mustWithdraw, newWithdrawers, releaseAll, untilWithdrawal } from './support/withdrawals.mjs';

before(() => fillTreasury(5000));
after(async () => {
  await bringTimeBack();
  await startPart('gem-worker:*');
  await endAll();
});

test('E1: while workers die, thirty withdrawals are each released, sent and closed once', async (context) => {
  const users = await newWithdrawers(30, { credit: 10 });
  const withdrawals = [];
  const deaths = await amidDeaths(async () => {
    for (const user of users) withdrawals.push(await mustWithdraw(user, '7.500001'));
    const ids = withdrawals.map(({ id }) => id);
    await eventually(async () => (await sql(`SELECT FROM withdrawal WHERE id = ANY ($1) AND status <> 'HELD'`, [ids])).length >= 15, 120000);
  });
  assert.ok(deaths > 0);
  context.diagnostic(`${deaths} deaths`);
  await advanceClock(400); // what dead workers held is free again after the longest lease
  await releaseAll();
  for (const withdrawal of withdrawals) await untilWithdrawal(withdrawal, 'COMPLETED');
  await bringTimeBack();
  for (const [index, user] of users.entries()) {
    const [{ tx_hash: signature }] = await sql('SELECT tx_hash FROM withdrawal WHERE id = $1', [withdrawals[index].id]);
    assert.deepEqual(await paidTo(user.address), [signature]);
    assert.equal((await holdings(user.address)).usdc, 7500001n);
  }
  await assertBooksAgree();
});
