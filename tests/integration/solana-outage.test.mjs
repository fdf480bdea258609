// Solana's nodes fail, lag and are wrong while people pay: it takes longer, and nothing is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import {
  assets, beginDeposit, confirm, finalizeAll, openingOf, passTime, pay, runSchedule, send, sign, untilDeposit, untilOpening, untilTransaction, withAllNodes,
  withFaults, withoutSchedules, withoutWebhooks,
} from './support/chain.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { mustBuy } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { gemctl, sql } from './support/server.mjs';
import { balanceOf, newUser } from './support/users.mjs';

after(bringTimeBack);

const QUOTE_IS_OVER = 320;

let pack;
before(async () => {
  pack = await newPack();
});

/** Somebody who was told how to pay: {user, opening}. */
async function beginOpening(method = 'USDC') {
  const user = await newUser();
  return { user, opening: await mustBuy(user, pack, { method }) };
}

for (const fault of [
  { mode: 'down' }, { mode: 'rate_limited' }, { mode: 'error' }, { mode: 'slow', delay_ms: 60_000 }, { mode: 'unanswered' }, { mode: 'lagging', delay_ms: 600_000 },
  { mode: 'blind' }, { mode: 'unconfirmed' },
]) {
  test(`E15: the preferred node is ${fault.mode}: the next one is asked`, () => withFaults({ solana_a: fault }, async () => {
    const [told, found] = [await beginOpening('USDC'), await beginOpening('SOL')];
    const { signature } = await pay(told.opening.payment);
    await confirm(told.user.token, told.opening, signature);
    await pay(found.opening.payment);
    for (const { user, opening } of [told, found]) await untilOpening(user, opening);
    await assertBooksAgree();
  }));
}

test('E15: all nodes are down while people pay: nothing ends meanwhile, and all of it is settled afterwards', async () => {
  const told = await beginOpening('USDC');
  const named = await beginOpening('SOL');
  const silent = await beginOpening('SOL');
  const unpaid = await beginOpening('USDC');
  const saver = await newUser();
  const topUps = await Promise.all(assets.map((asset) => beginDeposit(saver, asset)));

  await withAllNodes({ mode: 'down' }, async () => {
    await pay(told.opening.payment);
    await withoutWebhooks(async () => {
      const { signature } = await pay(named.opening.payment);
      assert.equal((await confirm(named.user.token, named.opening, signature)).status, 202);
      await pay(silent.opening.payment);
      for (const { payment } of topUps) await pay(payment);
    });
    await passTime(QUOTE_IS_OVER);
    assert.notEqual((await gemctl('run-schedule', 'sweep_treasury')).code, 0);
    await runSchedule('expire_quotes');
    for (const { user, opening } of [told, silent, unpaid]) assert.equal((await openingOf(user, opening.id)).status, 'PENDING_PAYMENT');
    assert.equal((await openingOf(named.user, named.opening.id)).status, 'PENDING_CONFIRMATION');
  });

  for (const { user, opening } of [told, named, silent]) await untilOpening(user, opening);
  for (const { deposit } of topUps) await untilDeposit(saver, deposit);
  assert.equal(await balanceOf(saver.token), '50.000000');
  await untilOpening(unpaid.user, unpaid.opening, 'CANCELLED');
  await assertBooksAgree();
});

test('E9: the chain takes long to confirm: the buyer is told so, the stock is held, and it opens in the end', async () => {
  const { user, opening } = await beginOpening();
  await withAllNodes({ mode: 'unconfirmed' }, async () => {
    const { signature } = await pay(opening.payment);
    assert.equal((await confirm(user.token, opening, signature)).status, 202);
    await passTime(90);
    await sql('UPDATE job SET run_at = gem_now()');
    assert.deepEqual([(await confirm(user.token, opening, signature)).status, (await openingOf(user, opening.id)).status], [202, 'PENDING_CONFIRMATION']);
  });
  await untilOpening(user, opening);
  await assertBooksAgree();
});

test('E19: no node has a transaction that there is: it is not found, and found when all is checked again', async () => {
  const { user, opening } = await beginOpening();
  const { deposit, payment } = await beginDeposit(user, 'SOL');
  const signatures = await withoutSchedules(['sweep_treasury', 'recheck_payments'], async () => {
    const paid = await withAllNodes({ mode: 'blind' }, async () => {
      const { signature } = await pay(opening.payment);
      await confirm(user.token, opening, signature);
      const { signature: other } = await pay(payment);
      await untilTransaction(other, 'SEEN');
      await passTime(QUOTE_IS_OVER);
      for (const each of [signature, other]) await untilTransaction(each, 'NOT_FOUND');
      await untilOpening(user, opening, 'PENDING_PAYMENT');
      return [signature, other];
    });
    await runSchedule('recheck_payments');
    await untilOpening(user, opening);
    await untilDeposit(user, deposit);
    return paid;
  });
  for (const signature of signatures) await untilTransaction(signature, 'SETTLED');
  await assertBooksAgree();
});

test('E19: what was taken for failed, and succeeded, is found out within five minutes', async () => {
  const { user, opening } = await beginOpening('SOL');
  const signed = await sign(opening.payment);
  await withoutWebhooks(() => withoutSchedules(['sweep_treasury'], async () => {
    await sql(`INSERT INTO chain_transaction (id, signature, source, status, problem) VALUES (gen_random_uuid(), $1, 'CONFIRM', 'FAILED', '"a node was wrong"')`, [signed.signature]);
    await send(signed);
    await finalizeAll();
    assertProblem(await confirm(user.token, opening, signed.signature), 422, { code: 'transaction_failed' });
    await passTime(301);
    await untilOpening(user, opening);
  }));
  assert.equal((await confirm(user.token, opening, signed.signature)).status, 200);
  await assertBooksAgree();
});
