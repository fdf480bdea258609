// X10: credit is withdrawn to USDC, with limits, delay, review and screening. Money out is as dependable as money in.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { runSchedule, withAllNodes, withoutSchedules } from './support/chain.mjs';
import { paidTopUp, control, untilDeposit as untilCardDeposit } from './support/cards.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack, forgetFailures } from './support/clock.mjs';
import { mustBuy } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, eventually, gemctl, mustSucceed, secret, sql } from './support/server.mjs';
import { linesWith } from './support/traces.mjs';
import { balanceOf, grant, newUser } from './support/users.mjs';
import { newSolanaWallet } from './support/wallets.mjs';
import { assertNothingMoves, cancel, endAll, fillTreasury, linesOf, mustWithdraw, newWithdrawer, releaseAll, setWallet, stayLong, tokenAccountOf, untilQuiet, untilSent, untilWithdrawal, usdcOf, withdraw, withdrawalOf, withList }
  from './support/withdrawals.mjs';

const HOUR = 3600;
const DAY = 24 * HOUR;

before(() => fillTreasury(60000));
beforeEach(forgetFailures);
after(async () => {
  await bringTimeBack();
  await endAll();
});

const gemctlWithdrawals = (...words) => gemctl('withdrawals', ...words);
const setStatus = async (user, word) => mustSucceed(await (word === 'freeze' ? gemctl('freeze', user.email, '--reason', 'Test') : gemctl('unfreeze', user.email)));
const auditOf = ({ id }) => sql(`SELECT actor, action, before, after FROM audit_log WHERE subject_type = 'withdrawal' AND subject_id = $1 ORDER BY id`, [id]);

test('X10: a withdrawal to the bound wallet leaves credit at once and is sent; each line of the ledger is exact', async () => {
  const user = await newWithdrawer({ credit: 100 });
  const key = randomUUID();
  const first = await withdraw(user, '40.123456', { key });
  assert.equal(first.status, 201, first.text);
  const { id, created_at, ...rest } = first.body;
  assert.ok(id && created_at);
  assert.deepEqual(rest, { amount_usd: '40.123456', address: user.address, status: 'HELD', hold_until: null, reason: null, tx_hash: null, completed_at: null });
  assert.equal(await balanceOf(user.token), '59.876544');
  const again = await withdraw(user, '40.123456', { key });
  assert.deepEqual([again.status, again.body, again.headers.get('idempotent-replayed')], [201, first.body, 'true']);
  assertProblem(await withdraw(user, '40.000000', { key }), 422, { code: 'idempotency_key_reused' });
  const row = await untilSent({ id });
  assert.deepEqual(await linesOf({ id }), [
    'withdrawal user_credit -40.123456', 'withdrawal withdrawals_held 40.123456', 'payout withdrawals_held -40.123456', 'payout payouts_due 40.123456']);
  const [payout] = await sql('SELECT cause, cause_id, user_id, asset, recipient, usd, amount::text FROM payout WHERE id = $1', [row.payout_id]);
  assert.deepEqual(payout, { cause: 'WITHDRAWAL', cause_id: id, user_id: user.id, asset: 'USDC', recipient: user.address, usd: '40.123456', amount: '40123456' });
  const shown = await withdrawalOf(user, { id });
  assert.ok(['SENDING', 'COMPLETED'].includes(shown.status));
  assert.equal((await mustWithdraw(user, '1.000000')).amount_usd, '1.000000');
  const page = await expectStatus(200, 'GET', '/api/wallet/withdrawals?limit=1', { token: user.token });
  assert.equal(page.items[0].amount_usd, '1.000000');
  const next = await expectStatus(200, 'GET', `/api/wallet/withdrawals?limit=1&cursor=${page.next_cursor}`, { token: user.token });
  assert.deepEqual([next.items.map((item) => item.id), next.next_cursor], [[id], null]);
  const [entry] = (await expectStatus(200, 'GET', '/api/wallet/entries', { token: user.token })).items.filter((one) => one.cause_id === id);
  assert.deepEqual([entry.cause_type, entry.amount_usd, entry.description], ['withdrawal', '-40.123456', `Withdrawal to ${user.address}`]);
  const stranger = await newUser();
  assertProblem(await api('GET', `/api/wallet/withdrawals/${id}`, { token: stranger.token }), 404, { code: 'not_found' });
  assertProblem(await cancel(stranger, { id }), 404, { code: 'not_found' });
  await assertBooksAgree();
});

test('X10: it arrives: just the amount, once, and the withdrawal names the transaction', async () => {
  const user = await newWithdrawer({ credit: 20 });
  const sent = await mustWithdraw(user, '12.345678');
  const row = await untilWithdrawal(sent, 'COMPLETED');
  const shown = await withdrawalOf(user, sent);
  assert.deepEqual([shown.status, shown.tx_hash, shown.reason], ['COMPLETED', row.tx_hash, null]);
  assert.ok(shown.completed_at);
  assert.equal(await usdcOf(user.address), '12345678');
  const [attempt] = await sql(`SELECT signature FROM payout_attempt WHERE payout_id = $1 AND status = 'COMPLETED'`, [row.payout_id]);
  assert.equal(attempt.signature, shown.tx_hash);
  assert.deepEqual(await linesOf(sent), ['withdrawal user_credit -12.345678', 'withdrawal withdrawals_held 12.345678',
    'payout withdrawals_held -12.345678', 'payout payouts_due 12.345678']);
  assertProblem(await cancel(user, sent), 409, { code: 'withdrawal_not_pending' });
  await assertBooksAgree();
});

test('E35: a withdrawal whose payout a person gives up is credited back, once', async () => {
  const user = await newWithdrawer({ credit: 20 });
  await withAllNodes({ mode: 'down' }, async () => {
    const sent = await mustWithdraw(user, '12.000000');
    const { payout_id: payout } = await untilSent(sent);
    mustSucceed(await gemctl('payouts', 'cancel', payout, '--reason', 'Test'));
    const row = await untilWithdrawal(sent, 'FAILED');
    assert.equal(row.reason, 'it could not be sent');
    await sql(`INSERT INTO job (id, kind, subject_id) VALUES (gen_random_uuid(), 'finish_withdrawal', $1)`, [sent.id]);
    await eventually(async () => (await sql(`SELECT FROM job WHERE kind = 'finish_withdrawal'`)).length === 0, 30000);
    assert.deepEqual((await linesOf(sent)).slice(-2), ['withdrawal_returned user_credit 12.000000', 'withdrawal_returned withdrawals_held -12.000000']);
  });
  assert.equal(await balanceOf(user.token), '20.000000');
  await assertBooksAgree();
});

test('X10: what is no amount or no wallet is named, and nothing changes', async () => {
  const user = await newWithdrawer({ credit: 100 });
  await assertNothingMoves(async () => {
    for (const usd of ['0.999999', '0.000000', '-5.000000', '1.0000001', '1e2', '', 5, null, '1000000000000.000000']) {
      assertProblem(await withdraw(user, usd), 400, { field: 'amount_usd', about: JSON.stringify(usd) });
    }
    const wrong = ['', 'x', `${user.address}x`, user.address.slice(0, 31), `0${user.address.slice(1)}`, '0x52908400098527886E0F7030069857D2E4169EE7', null,
      tokenAccountOf(user.address), secret('GEM_SOLANA_TREASURY_ADDRESS')];
    for (const address of wrong) assertProblem(await withdraw(user, '5.000000', { address }), 400, { field: 'address', about: String(address) });
    assertProblem(await withdraw(user, '5.000000', { members: { user_id: user.id } }), 400, { field: 'user_id' });
    assertProblem(await withdraw(user, '100.000001'), 402, { code: 'not_enough_credit' });
    assertProblem(await withdraw({ address: user.address }, '5.000000'), 401, { code: 'unauthenticated' });
    assertProblem(await withdraw(user, '5.000000', { address: newSolanaWallet().address }), 422, { code: 'address_not_confirmed' });
  });
});

test('X10: what waits can be taken back, once, and what is sent cannot', async () => {
  const user = await newWithdrawer({ credit: 3000, hours: 1 });
  const held = await mustWithdraw(user, '10.000000');
  const answers = await Promise.all(Array.from({ length: 50 }, () => cancel(user, held)));
  assert.deepEqual(answers.map((answer) => answer.status).sort().slice(0, 2), [200, 409]);
  const done = answers.find((answer) => answer.status === 200).body;
  assert.deepEqual([done.status, done.reason], ['CANCELLED', 'cancelled by you']);
  assert.ok(done.completed_at);
  for (const answer of answers.filter((one) => one.status !== 200)) assertProblem(answer, 409, { code: 'withdrawal_not_pending' });
  assert.equal(await balanceOf(user.token), '3000.000000');
  await setWallet(user, user.address);
  const large = await mustWithdraw(user, '1500.000000');
  assert.equal(large.status, 'REVIEW');
  assert.equal((await cancel(user, large)).body.status, 'CANCELLED');
  const sent = await mustWithdraw(user, '10.000000');
  await untilSent(sent);
  assertProblem(await cancel(user, sent), 409, { code: 'withdrawal_not_pending' });
  assert.equal(await balanceOf(user.token), '2990.000000');
  assertProblem(await cancel(user, { id: randomUUID() }), 404, { code: 'not_found' });
  await assertBooksAgree();
});

test('X10: while they are taken back, withdrawals are released: each is sent or returned, never both', async () => {
  const users = await Promise.all(Array.from({ length: 50 }, () => newWithdrawer({ credit: 10 })));
  const ended = await Promise.all(users.map(async (user) => {
    const withdrawal = await mustWithdraw(user, '10.000000');
    return { user, withdrawal, answer: await cancel(user, withdrawal) };
  }));
  for (const { user, withdrawal, answer } of ended) {
    if (answer.status === 200) assert.equal(await balanceOf(user.token), '10.000000');
    else {
      assertProblem(answer, 409, { code: 'withdrawal_not_pending' });
      await untilSent(withdrawal);
      assert.equal(await balanceOf(user.token), '0.000000');
    }
  }
  await assertBooksAgree();
});

test('X10: of fifty who want the last dollar at once one gets it', async () => {
  const user = await newWithdrawer({ credit: 1 });
  const answers = await Promise.all(Array.from({ length: 50 }, () => withdraw(user, '1.000000')));
  assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
  for (const answer of answers.filter((one) => one.status !== 201)) assertProblem(answer, 402, { code: 'not_enough_credit' });
  assert.equal(await balanceOf(user.token), '0.000000');
  await assertBooksAgree();
});

const secondsToMidnight = async () =>
  (await sql(`SELECT ceil(extract(epoch FROM date_trunc('day', gem_now(), 'UTC') + interval '1 day' - gem_now()))::integer AS seconds`))[0].seconds;

test('X10: a day\'s limit holds however many ask at once; a cancelled one stays used; at midnight UTC it begins anew', async () => {
  if ((await secondsToMidnight()) < 600) await advanceClock(600);
  const user = await stayLong(await newWithdrawer({ credit: 20000, hours: 1000 }));
  const answers = await Promise.all(Array.from({ length: 20 }, () => withdraw(user, '900.000000')));
  assert.equal(answers.filter((answer) => answer.status === 201).length, 5, 'of 5000 USD');
  for (const answer of answers.filter((one) => one.status !== 201)) {
    assertProblem(answer, 429, { code: 'daily_limit' });
    assert.ok(Number(answer.headers.get('retry-after')) <= DAY);
  }
  assertProblem(await withdraw(user, '500.000001'), 429, { code: 'daily_limit' });
  const last = await mustWithdraw(user, '500.000000');
  await cancel(user, last);
  assertProblem(await withdraw(user, '1.000000'), 429, { code: 'daily_limit', about: 'cancelled or sent, it was used' });
  await advanceClock((await secondsToMidnight()) + 1);
  assert.equal((await withdraw(user, '900.000000')).status, 201, 'tomorrow');
  await bringTimeBack();
});

test('X10: more than 1000 USD wait for a person, after the delay if there is one', async () => {
  const user = await stayLong(await newWithdrawer({ credit: 5000, hours: 23 }));
  const [small, large] = [await mustWithdraw(user, '1000.000000'), await mustWithdraw(user, '1000.000001')];
  assert.deepEqual([small.status, large.status], ['HELD', 'HELD']);
  assert.match((await gemctlWithdrawals('approve', large.id)).stderr, /The withdrawal is HELD.*withdrawal_not_pending/);
  await advanceClock(2 * HOUR);
  await releaseAll();
  await untilSent(small);
  await untilWithdrawal(large, 'REVIEW');
  assert.match(mustSucceed(await gemctlWithdrawals('list')), new RegExp(`${large.id}  REVIEW  1000\\.000001 USD of \\S+ to ${user.address}`));
  const runs = await Promise.all(Array.from({ length: 8 }, () => gemctlWithdrawals('approve', large.id)));
  const approved = runs.filter((run) => run.code === 0).length;
  assert.equal(approved, (await auditOf(large)).length, 'each approval is in the log');
  assert.equal(approved, 1);
  await untilSent(large);
  assert.deepEqual(await auditOf(large), [{ actor: 'gemctl', action: 'withdrawal.approve', before: { status: 'REVIEW' }, after: { status: 'HELD' } }]);

  const second = await mustWithdraw(user, '2000.000000');
  assert.equal(second.status, 'REVIEW', 'no delay any more');
  const rejected = mustSucceed(await gemctlWithdrawals('reject', second.id, '--reason', 'Say "who" you are'));
  assert.match(rejected, /credited back/);
  const shown = await withdrawalOf(user, second);
  assert.deepEqual([shown.status, shown.reason], ['REJECTED', 'Say "who" you are']);
  assert.deepEqual((await auditOf(second)).map(({ action, after: state }) => [action, state]),
    [['withdrawal.reject', { status: 'REJECTED', reason: 'Say "who" you are' }]]);
  assert.notEqual((await gemctlWithdrawals('approve', second.id)).code, 0);
  assert.notEqual((await gemctlWithdrawals('reject', second.id, '--reason', 'Again')).code, 0);
  assert.match((await gemctlWithdrawals('approve', randomUUID())).stderr, /not_found/);
  for (const words of [['reject', second.id], ['reject', second.id, '--reason', ''], ['approve'], ['approve', 'x'], ['forget', second.id], ['list', second.id]]) {
    assert.match((await gemctlWithdrawals(...words)).stderr, /invalid_input/, words.join(' '));
  }
  assert.equal(await balanceOf(user.token), '2999.999999');
  assert.deepEqual(await sql('SELECT * FROM audit_faults()'), []);
  await bringTimeBack();
  await assertBooksAgree();
});

test('X10: many small ones of a day are one large one, and what came to nothing does not count', async () => {
  const user = await newWithdrawer({ credit: 3000, hours: 1 });
  const first = await mustWithdraw(user, '600.000000');
  assert.equal((await cancel(user, first)).status, 200);
  await setWallet(user, user.address);
  const statuses = [];
  for (const amount of ['600.000000', '400.000000', '1.000000']) statuses.push((await mustWithdraw(user, amount)).status);
  assert.deepEqual(statuses, ['HELD', 'HELD', 'REVIEW']);
});

test('X10: the database itself sends nothing large that no person has approved', async () => {
  const user = await newWithdrawer({ credit: 3000 });
  const small = await mustWithdraw(user, '5.000000');
  const large = await mustWithdraw(user, '2000.000000');
  const { payout_id: payout } = await untilSent(small);
  await assert.rejects(sql(`UPDATE withdrawal SET status = 'SENDING', payout_id = $2 WHERE id = $1`, [large.id, payout]), /cannot go from REVIEW to SENDING/);
  await sql(`UPDATE withdrawal SET status = 'HELD' WHERE id = $1`, [large.id]);
  await assert.rejects(sql(`UPDATE withdrawal SET status = 'SENDING', payout_id = gen_random_uuid() WHERE id = $1`, [large.id]), /violates check constraint/);
  await releaseAll();
  await untilWithdrawal(large, 'REVIEW');
  await assert.rejects(sql('UPDATE withdrawal SET address = $2 WHERE id = $1', [large.id, newSolanaWallet().address]), /append only/);
  await assert.rejects(sql('DELETE FROM withdrawal WHERE id = $1', [large.id]), /append only/);
  assert.equal((await cancel(user, large)).status, 200);
});

test('X10: of the frozen nothing is taken and nothing sent, until they are free again', async () => {
  const user = await newWithdrawer({ credit: 50, hours: 23 });
  const held = await mustWithdraw(user, '20.000000');
  await setStatus(user, 'freeze');
  assertProblem(await withdraw(user, '5.000000'), 403, { code: 'account_frozen' });
  assertProblem(await cancel(user, held), 403, { code: 'account_frozen' });
  await advanceClock(2 * HOUR);
  await releaseAll();
  await sql(`INSERT INTO job (id, kind, subject_id) VALUES (gen_random_uuid(), 'release_withdrawal', $1)`, [held.id]);
  await releaseAll();
  assert.equal((await withdrawalOf(user, held)).status, 'HELD', 'also when its job runs');
  await setStatus(user, 'unfreeze');
  await releaseAll();
  await untilSent(held);
  await bringTimeBack();
  await assertBooksAgree();
});

test('X10: who owes us something withdraws nothing, and what was held is credited back', async () => {
  const user = await newWithdrawer({ hours: 23 });
  const deposit = await paidTopUp(user, '50.000000');
  await mustBuy(user, await newPack({ price: '20.000000', stones: { COMMON: 1 }, supply: 1 }));
  const held = await mustWithdraw(user, '10.000000');
  await control('/refunds', { payment_intent: deposit.payment, amount: 5000 });
  await untilCardDeposit(deposit.id, 'REFUNDED');
  await grant([user.id], 500);
  await assertNothingMoves(async () => {
    const answer = await withdraw(user, '5.000000');
    assertProblem(answer, 422, { code: 'rule_refused' });
    assert.match(answer.body.detail, /You owe 30\.000000 USD/);
  });
  await advanceClock(2 * HOUR);
  await releaseAll();
  const row = await untilWithdrawal(held, 'CANCELLED');
  assert.equal(row.reason, 'you owe 30.000000 USD');
  assert.equal(await balanceOf(user.token), '510.000000');
  await bringTimeBack();
  await assertBooksAgree();
});

test('X10: to an address on the list nothing is sent: refused at the request, rejected when it is released', async () => {
  const user = await newWithdrawer({ credit: 50 });
  const late = await newWithdrawer({ credit: 50, hours: 23 });
  const held = await mustWithdraw(late, '20.000000');
  await withList(`# denied\n\t${user.address}  # somebody\r\n${newSolanaWallet().address}x\n${late.address}`, async () => {
    await assertNothingMoves(async () => assertProblem(await withdraw(user, '5.000000'), 422, { code: 'address_denied' }));
    assert.ok(linesWith(['"withdrawal_denied"']).some((line) => line.includes(user.address)));
    await advanceClock(2 * HOUR);
    await releaseAll();
  });
  const row = await untilWithdrawal(held, 'REJECTED');
  assert.equal(row.reason, 'nothing is sent to this address');
  assert.equal(await balanceOf(late.token), '50.000000');
  assert.ok(linesWith(['"withdrawal_denied"']).some((line) => line.includes(held.id) && line.includes('"error"')));
  assert.equal((await withdraw(user, '5.000000')).status, 201, 'off the list again');
  await bringTimeBack();
  await assertBooksAgree();
});

test('X10: a list that cannot be read allows nothing: 503, and what is due waits', async () => {
  const user = await newWithdrawer({ credit: 50 });
  const late = await newWithdrawer({ credit: 50, hours: 23 });
  const held = await mustWithdraw(late, '20.000000');
  await untilQuiet(); // with the list away, nothing under way would end
  await withList(null, async () => {
    await assertNothingMoves(async () => assertProblem(await withdraw(user, '5.000000'), 503, { code: 'unavailable' }));
    await advanceClock(2 * HOUR);
    await runSchedule('release_withdrawals');
    await eventually(async () => (await sql(`SELECT FROM job WHERE subject_id = $1 AND problem LIKE 'unavailable:%'`, [held.id])).length === 1);
    assert.equal((await withdrawalOf(late, held)).status, 'HELD');
  });
  await sql(`UPDATE job SET run_at = gem_now() WHERE subject_id = $1`, [held.id]);
  await untilSent(held);
  await bringTimeBack();
});

test('E34: while the treasury is short a withdrawal waits, can be taken back, and goes when it is filled', async () => {
  const [first, second] = [await newWithdrawer({ credit: 50 }), await newWithdrawer({ credit: 50 })];
  const waiting = await withoutSchedules(['check_treasury'], async () => {
    await sql(`INSERT INTO treasury_check (asset, recorded, on_chain) VALUES ('USDC', 0, 0)`);
    const asked = [await mustWithdraw(first, '20.000000'), await mustWithdraw(second, '20.000000')];
    for (const { id } of asked) {
      await eventually(async () => (await sql(`SELECT FROM job WHERE subject_id = $1 AND problem LIKE 'treasury_short:%' AND dead_at IS NULL`, [id])).length === 1, 30000);
    }
    assert.equal((await withdrawalOf(first, asked[0])).status, 'HELD');
    await assertBooksAgree();
    assert.equal((await cancel(second, asked[1])).body.status, 'CANCELLED');
    return asked;
  });
  await runSchedule('check_treasury');
  await sql(`UPDATE job SET run_at = gem_now() WHERE kind = 'release_withdrawal'`);
  await untilSent(waiting[0]);
  assert.equal(await balanceOf(second.token), '50.000000');
  await assertBooksAgree();
});

test('E50: an account with a withdrawal under way is not closed, not even by giving up what it holds; /me/export tells of it', async () => {
  const user = await newWithdrawer({ credit: 50, hours: 1 });
  const held = await mustWithdraw(user, '50.000000');
  await sql(`INSERT INTO withdrawal_address (id, user_id, address) VALUES (gen_random_uuid(), $1, 'noted')`, [user.id]);
  const exported = await expectStatus(200, 'GET', '/api/me/export', { token: user.token });
  assert.deepEqual(exported.withdrawals.map(({ id, amount_usd, status }) => [id, amount_usd, status]), [[held.id, '50.000000', 'HELD']]);
  assert.deepEqual(exported.withdrawal_addresses.map(({ address }) => address), ['noted']);
  const close = (query = '') => api('DELETE', `/api/me${query}`, { token: user.token });
  await assertNothingMoves(async () => {
    for (const query of ['', '?forfeit=true']) assertProblem(await close(query), 409, { code: 'account_not_empty' });
  });
  await cancel(user, held);
  assertProblem(await close(), 409, { code: 'account_not_empty', about: 'the credit is back' });
  assert.equal((await close('?forfeit=true')).status, 204);
  assert.deepEqual(await sql('SELECT FROM withdrawal_address WHERE user_id = $1', [user.id]), []);
  await assertBooksAgree();
});

test('E50: of closing and withdrawing at the same moment one comes to nothing', async () => {
  const users = await Promise.all(Array.from({ length: 30 }, () => newWithdrawer({ credit: 5, hours: 1 })));
  await Promise.all(users.map(async (user) => {
    const [asked, closed] = await Promise.all([withdraw(user, '5.000000'), api('DELETE', '/api/me?forfeit=true', { token: user.token })]);
    assert.ok([[201, 409], [401, 204], [403, 204]].some(([one, other]) => asked.status === one && closed.status === other), `${asked.status} ${closed.status}: ${asked.text}`);
  }));
  await assertBooksAgree();
});
