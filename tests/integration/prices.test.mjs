// What SOL is worth: the sources agree, or nothing is quoted in SOL, while credit and USDC work on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import {
  beginDeposit, bookedFrom, pay, runSchedule, topUp, transactionOf, untilDeposit, untilOpening, usdOf, walletNamed, withFaults, withPrices,
} from './support/chain.mjs';
import { expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { buy, mustBuy, remainingOf } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, eventually, gemctl, sql } from './support/server.mjs';
import { balanceOf, newUser } from './support/users.mjs';
import { bindWallet } from './support/wallets.mjs';

after(bringTimeBack);

const LAMPORTS_PER_SOL = 10n ** 9n;
const PRICE_IS_OLD = 125; // seconds: two minutes, and a little

/** Lamports for 10 USD at USD micros for a SOL, rounded up. */
const lamportsFor = (micros) => String((10000000n * LAMPORTS_PER_SOL + micros - 1n) / micros);

const packOf = ({ id }) => expectStatus(200, 'GET', `/api/packs/${id}`);

/** Packs are cached for a second. */
const untilPriceSol = (pack, lamports) => eventually(async () => (await packOf(pack)).price_sol === lamports);

test('W7: a pack says what it costs in SOL, and a quote asks for just that', async () => {
  const [user, pack] = [await newUser(), await newPack()];
  await untilPriceSol(pack, lamportsFor(142135000n));
  assert.equal((await mustBuy(user, pack, { method: 'SOL' })).payment.amount, lamportsFor(142135000n));
  const { items } = await expectStatus(200, 'GET', '/api/packs');
  assert.equal(items.find(({ id }) => id === pack.id).price_sol, lamportsFor(142135000n));
});

test('W7: of two sources that nearly agree the lower one counts', async () => {
  const pack = await newPack();
  for (const [SOL, micros] of [
    [{ usd: '142.135', coingecko: { usd: '140.000001' } }, 140000001n],
    [{ usd: '142.135', pyth: { usd: '141.5' } }, 141500000n],
    [{ usd: '142.135', coingecko: { usd: '144.9' } }, 142135000n],
    [{ usd: '142.135', coingecko: { age_seconds: 100 } }, 142135000n],
  ]) {
    await withPrices({ SOL }, async () => {
      assert.equal((await mustBuy(await newUser(), pack, { method: 'SOL' })).payment.amount, lamportsFor(micros), JSON.stringify(SOL));
    });
  }
});

/** Nothing is quoted in SOL; all else works, and a refusal leaves nothing behind. */
async function assertNoSol(pack) {
  const [user, before] = [await newUser({ credit: 10 }), await remainingOf(pack)];
  assertProblem(await buy(user, pack, { method: 'SOL' }), 503, { code: 'price_unavailable' });
  assertProblem(await topUp(user, 'SOL', '25.000000'), 503, { code: 'price_unavailable' });
  assert.equal(await remainingOf(pack), before);
  assert.deepEqual((await expectStatus(200, 'GET', '/api/wallet/deposits', { token: user.token })).items, []);
  await untilPriceSol(pack, null);
  assert.equal((await mustBuy(user, pack)).status, 'OPENED');
  assert.equal((await topUp(user, 'USDC', '25.000000')).status, 201);
  const payer = await newUser();
  const opening = await mustBuy(payer, pack, { method: 'USDC' });
  await pay(opening.payment);
  await untilOpening(payer, opening);
}

async function assertSolAgain(pack) {
  const user = await newUser();
  const opening = await mustBuy(user, pack, { method: 'SOL' });
  await pay(opening.payment);
  await untilOpening(user, opening);
  await untilPriceSol(pack, lamportsFor(142135000n));
  await assertBooksAgree();
}

for (const [name, SOL] of Object.entries({
  'one source is out of date': { usd: '142.135', coingecko: { age_seconds: PRICE_IS_OLD } },
  'both are out of date': { usd: '142.135', coingecko: { age_seconds: PRICE_IS_OLD }, pyth: { age_seconds: PRICE_IS_OLD } },
  'they differ by 3 %': { usd: '142.135', pyth: { usd: '146.40' } },
})) {
  test(`W7: ${name}: no price is quoted in SOL, credit and USDC work on, and SOL comes back`, async () => {
    const pack = await newPack();
    await withPrices({ SOL }, () => assertNoSol(pack));
    await assertSolAgain(pack);
  });
}

test('W7: a source that is not sure, or gives nothing, is not heard; what it said before counts for two minutes', async () => {
  const pack = await newPack();
  const unsure = (work) => withPrices({ SOL: { usd: '142.135', pyth: { conf_percent: 1.5 } } }, work);
  for (const silence of [unsure, (work) => withFaults({ coingecko: { mode: 'down' } }, work), (work) => withFaults({ pyth: { mode: 'error' } }, work)]) {
    await silence(async () => {
      await gemctl('run-schedule', 'fetch_prices');
      await mustBuy(await newUser(), pack, { method: 'SOL' });
      await advanceClock(PRICE_IS_OLD);
      await gemctl('run-schedule', 'fetch_prices');
      await assertNoSol(pack);
    });
    await runSchedule('fetch_prices');
    await assertSolAgain(pack);
  }
  assert.deepEqual(await sql('SELECT source FROM price WHERE problem IS NOT NULL'), []);
});

test('W7, E13: without a price a held quote is still paid; SOL that only today\'s price can value waits for it', async () => {
  const [pack, holder, saver] = [await newPack(), await newUser(), await newUser()];
  const opening = await mustBuy(holder, pack, { method: 'SOL' });
  const { deposit, payment } = await beginDeposit(saver, 'SOL');
  const wallet = await walletNamed(randomUUID());
  await bindWallet(saver.token, wallet);
  const { signature, value } = await withFaults({ coingecko: { mode: 'down' }, pyth: { mode: 'down' } }, async () => {
    await advanceClock(PRICE_IS_OLD);
    await pay(opening.payment);
    await untilOpening(holder, opening);
    const stray = await pay(payment, { without_reference: true, amount: '500000000', wallet: wallet.name });
    await pay(payment);
    await untilDeposit(saver, deposit);
    assert.equal((await transactionOf(stray.signature)).status, 'SEEN');
    assert.equal(await balanceOf(saver.token), '25.000000');
    return { ...stray, value: usdOf(25000000n + 142135000n / 2n) };
  });
  await runSchedule('fetch_prices');
  assert.deepEqual((await bookedFrom(signature)).map(({ outcome, user_id: owner }) => [outcome, owner]), [['CREDIT', saver.id]]);
  assert.equal(await balanceOf(saver.token), value);
  await assertBooksAgree();
});
