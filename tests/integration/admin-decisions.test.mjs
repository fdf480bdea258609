// What a person decides in the console (D6, D8, E35, E37): gems sold back, withdrawals, payouts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { formToken, newAdmin, page, putCurrent } from './support/admin.mjs';
import { gemsFor, isFree, itemStatus, mustRequest } from './support/buybacks.mjs';
import { newPack } from './support/catalogue.mjs';
import { withAllNodes } from './support/chain.mjs';
import { api, expectStatus } from './support/client.mjs';
import { fillTreasury, holdings, hurry, unmatchedPayment, untilPayout } from './support/payouts.mjs';
import { sql } from './support/server.mjs';
import { balanceOf, newUser } from './support/users.mjs';
import { endAll, mustWithdraw, newWithdrawer, untilSent, withdrawalOf } from './support/withdrawals.mjs';

const finance = await newAdmin('finance');
const second = await newAdmin('finance');
const { token } = finance;
const pack = await newPack({ stones: { COMMON: 60 }, fmv: { COMMON: '20.000000' } });

before(fillTreasury);
after(endAll);

const auditOf = (subject) => sql('SELECT actor, action, before, after, remote_address FROM audit_log WHERE subject_id = $1 ORDER BY id', [subject]);
const show = (target, as = token) => expectStatus(200, 'GET', target, { token: as });
const put = (target, { version, body, as = token }) => api('PUT', target, { token: as, body, headers: { 'if-match': `"${version}"` } });
const statusesOf = (answers) => answers.map(({ status }) => status);

/** Requests to sell gems back: [{id, vault_item_id, buyback_price}] */
async function requests(user, count, body) {
  const items = await gemsFor(user, pack, count);
  return Promise.all(items.map((item) => mustRequest(user, item, body)));
}

const bulk = (ids, count, total, as = token) => api('POST', '/api/admin/buyback/approve', { token: as, body: { ids, count, total } });

test('E37: one request is approved once by two administrators who press at the same moment, and paid once', async () => {
  const user = await newUser({ credit: 30 });
  const [request] = await requests(user, 1);
  const path = `/api/admin/buyback/${request.id}`;
  const before = await show(path);
  assert.deepEqual([before.status, before.price_usd, before.fmv_at_request_usd, before.version], ['PENDING', request.buyback_price, request.fmv_at_request, 1]);
  assert.equal((await api('PUT', `${path}/approve`, { token })).status, 428);
  assert.equal((await put(`${path}/approve`, { version: 7 })).status, 412);
  const credit = Number(await balanceOf(user.token));
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => put(`${path}/approve`, { version: 1, as: i % 2 ? token : second.token })));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(statusesOf(answers)));
  assert.ok(answers.every(({ status }) => [200, 409, 412].includes(status)), JSON.stringify(statusesOf(answers)));
  assert.equal(Number(await balanceOf(user.token)), credit + Number(request.buyback_price));
  assert.deepEqual([await itemStatus(request.vault_item_id), await isFree(request.vault_item_id)], ['SOLD', true]);
  const rows = await auditOf(request.id);
  assert.deepEqual(rows.map(({ action, before, after, remote_address }) => [action, before.status, after.status, remote_address]),
    [['buyback.approve', 'PENDING', 'COMPLETED', '127.0.0.1']]);
  assert.ok([finance.admin_id, second.admin_id].includes(rows[0].actor));
  await assertBooksAgree();
});

test('D6: a rejection needs a reason, which the owner reads; the gem is free again', async () => {
  const user = await newUser({ credit: 30 });
  const [request] = await requests(user, 1);
  const path = `/api/admin/buyback/${request.id}`;
  assert.equal((await putCurrent(token, path, `${path}/reject`, { reason: '' })).status, 400);
  const reason = '<script>alert(1)</script> is not a gem';
  const rejected = await putCurrent(token, path, `${path}/reject`, { reason });
  assert.deepEqual([rejected.status, rejected.body.status, rejected.body.reason], [200, 'REJECTED', reason]);
  assert.equal(await itemStatus(request.vault_item_id), 'VAULTED');
  const html = (await page(`/admin/buyback/${request.id}`, { token })).text;
  assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt; is not a gem/);
  assert.doesNotMatch(html, /<script>alert/);
  assert.equal((await putCurrent(token, path, `${path}/approve`)).status, 409);
  await assertBooksAgree();
});

test('E37: many are approved only with just the count and the total that were shown', async () => {
  const user = await newUser({ credit: 100 });
  const chosen = await requests(user, 4);
  const ids = chosen.map(({ id }) => id);
  const query = ids.map((id) => `ids=${id}`).join('&');
  const { count, total, requests: shown } = await show(`/api/admin/buyback/confirmation?${query}`);
  assert.deepEqual([count, shown.map(({ id }) => id).sort()], [4, [...ids].sort()]);
  assert.equal(Number(total), chosen.reduce((sum, { buyback_price: price }) => sum + Number(price), 0));
  for (const [wrongCount, wrongTotal] of [[3, total], [4, '1.000000'], [4, String(Number(total) + 0.000001)]]) {
    assert.equal((await bulk(ids, wrongCount, wrongTotal)).status, 422);
  }
  await expectStatus(400, 'GET', '/api/admin/buyback/confirmation', { token });
  await expectStatus(404, 'GET', `/api/admin/buyback/confirmation?ids=nonsense`, { token });
  await expectStatus(403, 'GET', `/api/admin/buyback/confirmation?${query}`, { token: (await newAdmin('support')).token });

  const html = (await page(`/admin/buyback/confirmation?${query}`, { token })).text;
  assert.match(html, new RegExp(`Approve 4 requests for \\$${Number(total).toFixed(2)}`));
  await sql(`UPDATE app_user SET handle = handle WHERE id = $1`, [user.id]);
  assert.equal((await api('DELETE', `/api/buyback/${ids[0]}`, { token: user.token })).status, 204);
  const form = new URLSearchParams([['_token', await formToken(token)], ['count', '4'], ['total', total], ...ids.map((id) => ['ids', id])]);
  const changed = await page('/admin/buyback/approve', { token, form });
  assert.equal(changed.status, 422);
  assert.match(changed.text, /Something changed; now these are 3 requests/);
  assert.equal((await sql(`SELECT count(*)::integer AS count FROM buyback WHERE id = ANY ($1) AND status = 'COMPLETED'`, [ids]))[0].count, 0);

  const again = await show(`/api/admin/buyback/confirmation?${query}`);
  assert.deepEqual([again.chosen, again.count], [4, 3]);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => bulk(ids.slice(1), 3, again.total, i % 2 ? token : second.token)));
  const approved = answers.filter(({ status }) => status === 200).reduce((sum, { body }) => sum + body.approved, 0);
  assert.equal(approved, 3, JSON.stringify(answers.map(({ status, body }) => [status, body.approved])));
  assert.equal((await sql(`SELECT count(*)::integer AS count FROM ledger_entry WHERE cause_type = 'buyback' AND cause_id = ANY ($1)`, [ids]))[0].count, 3);
  await assertBooksAgree();
});

test('E37: of many, what cannot be approved does not stop the others, and is named', async () => {
  const [good, frozen] = [await newUser({ credit: 30 }), await newUser({ credit: 30 })];
  const ids = [...await requests(good, 1), ...await requests(frozen, 1)].map(({ id }) => id);
  await sql(`UPDATE app_user SET status = 'FROZEN' WHERE id = $1`, [frozen.id]);
  const { total } = await show(`/api/admin/buyback/confirmation?${ids.map((id) => `ids=${id}`).join('&')}`);
  const { status, body } = await bulk(ids, 2, total);
  assert.deepEqual([status, body.approved, body.refused, body.outcomes.map(({ code }) => code)], [200, 1, 1, ['ok', 'account_frozen']]);
  assert.deepEqual((await auditOf(ids[0])).map(({ action }) => action), ['buyback.approve']);
  const one = await putCurrent(token, `/api/admin/buyback/${ids[1]}`, `/api/admin/buyback/${ids[1]}/approve`);
  assert.deepEqual([one.status, one.body.code], [403, 'account_frozen']);
  const form = new URLSearchParams([['_token', await formToken(token)], ['count', '1'], ['total', (await show(`/api/admin/buyback/confirmation?ids=${ids[1]}`)).total], ['ids', ids[1]]]);
  const refused = await page('/admin/buyback/approve', { token, form });
  assert.equal(refused.status, 409);
  assert.match(refused.text, /0 approved, 1 not/);
  await assertBooksAgree();
});

test('D6: the list is filtered and paged, newest first', async () => {
  const user = await newUser({ credit: 100 });
  const made = await requests(user, 5);
  const seen = [];
  for (let cursor = ''; cursor !== null;) {
    const answer = await show(`/api/admin/buyback?user=${user.id}&limit=2&status=PENDING&payout=CREDIT${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    seen.push(...answer.items.map(({ id }) => id));
    cursor = answer.next_cursor;
  }
  assert.deepEqual([...seen].sort(), made.map(({ id }) => id).sort());
  assert.deepEqual((await show('/api/admin/buyback?user=nobody-at-all')).items, []);
  assert.equal((await show(`/api/admin/buyback?user=${user.id}&payout=USDC`)).items.length, 0);
});

test('X10: a withdrawal in REVIEW is approved once, and arrives; another is rejected and credited back', async () => {
  const user = await newWithdrawer({ credit: 4000 });
  const [first, other] = [await mustWithdraw(user, '1500.000000'), await mustWithdraw(user, '1200.000000')];
  assert.deepEqual([first.status, other.status], ['REVIEW', 'REVIEW']);
  const path = `/api/admin/withdrawals/${first.id}`;
  const before = await show(path);
  assert.deepEqual([before.can_approve, before.to_bound_wallet, before.amount_usd, before.user_id], [true, true, '1500.000000', user.id]);
  assert.equal((await show(`/api/admin/withdrawals?status=REVIEW&user=${user.id}`)).items.length, 2);
  assert.ok((await show('/api/admin/waiting')).withdrawals >= 2);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => put(`${path}/approve`, { version: before.version, as: i % 2 ? token : second.token })));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(statusesOf(answers)));
  const rejected = await putCurrent(token, `/api/admin/withdrawals/${other.id}`, `/api/admin/withdrawals/${other.id}/reject`, { rejection: 'Not today' });
  assert.deepEqual([rejected.status, rejected.body.status, (await withdrawalOf(user, other)).reason], [200, 'REJECTED', 'Not today']);
  assert.equal(await balanceOf(user.token), '2500.000000');
  assert.deepEqual((await auditOf(first.id)).map(({ action, actor }) => [action, [finance.admin_id, second.admin_id].includes(actor)]), [['withdrawal.approve', true]]);
  assert.deepEqual((await auditOf(other.id)).map(({ action, remote_address, after }) => [action, remote_address, after.reason]),
    [['withdrawal.reject', '127.0.0.1', 'Not today']]);
  await assertBooksAgree();
});

test('E35: a payment is sent back from the console; its payout is tried again, or given up, by a person', async () => {
  const { stranger, payment } = await unmatchedPayment('USDC', 5500000);
  const path = `/api/admin/payments/${payment.id}`;
  await withAllNodes({ mode: 'down' }, async () => {
    const sent = await putCurrent(token, path, `${path}/return`);
    assert.deepEqual([sent.status, sent.body.outcome], [200, 'RESOLVED'], sent.text);
    const { payout_id: first } = sent.body;
    const payout = `/api/admin/payouts/${first}`;
    const seen = await show(payout);
    assert.deepEqual([seen.status, seen.cause, seen.owed_usd, seen.recipient, seen.cause_page], ['PENDING', 'RETURN', '5.500000', stranger.address, `/admin/payments/${payment.id}`]);
    assert.equal((await putCurrent(token, payout, `${payout}/retry`)).status, 404, 'it does not wait for a person');
    const cancelled = await putCurrent(token, payout, `${payout}/cancel`, { reason: 'The nodes are down' });
    assert.deepEqual([cancelled.status, cancelled.body.status, cancelled.body.problem], [200, 'CANCELLED', 'The nodes are down']);
    assert.equal((await putCurrent(token, payout, `${payout}/cancel`, { reason: 'Once more' })).status, 404);
    assert.equal((await show(path)).outcome, 'UNMATCHED');
    assert.deepEqual((await auditOf(first)).map(({ action, actor, remote_address, before: was, after: is }) => [action, actor, remote_address, was, is]),
      [['payout.cancel', finance.admin_id, '127.0.0.1', { status: 'PENDING' }, { status: 'CANCELLED', reason: 'The nodes are down' }]]);
    assert.deepEqual((await auditOf(payment.id)).map(({ action, before: was, after: is }) => [action, was, is]), [['payment.return', { status: 'UNMATCHED' }, { status: 'RESOLVED' }]]);
  });
  let again;
  await withAllNodes({ mode: 'down' }, async () => {
    again = (await putCurrent(token, path, `${path}/return`)).body.payout_id;
    await sql(`UPDATE payout SET status = 'REVIEW', problem = 'it was tried three times' WHERE id = $1`, [again]);
    assert.ok((await show('/api/admin/waiting')).payouts >= 1);
    assert.ok((await show('/api/admin/payouts?status=REVIEW&cause=RETURN')).items.some(({ id }) => id === again));
    const { version } = await show(`/api/admin/payouts/${again}`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => put(`/api/admin/payouts/${again}/retry`, { version })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(statusesOf(answers)));
    assert.deepEqual((await auditOf(again)).map(({ action, before: was, after: is }) => [action, was, is]), [['payout.retry', { status: 'REVIEW' }, { status: 'PENDING' }]]);
  });
  await hurry(again);
  await untilPayout(again);
  assert.equal((await holdings(stranger.address)).usdc, 5500000n);
  const { attempt_rows: [attempt], lines } = await show(`/api/admin/payouts/${again}`);
  assert.deepEqual([attempt.status, attempt.amount, attempt.bytes > 100], ['COMPLETED', '5500000', true]);
  assert.ok(lines.length >= 4);
  await assertBooksAgree();
  await expectStatus(404, 'GET', `/api/admin/payouts/${randomUUID()}`, { token });
});

test('X10: what was approved in the console arrives', async () => {
  const user = await newWithdrawer({ credit: 1100 });
  const withdrawal = await mustWithdraw(user, '1001.000000');
  const path = `/api/admin/withdrawals/${withdrawal.id}`;
  await fillTreasury({ usdc: '1100000000' });
  assert.equal((await putCurrent(token, path, `${path}/approve`)).status, 200);
  await untilSent(withdrawal);
  assert.ok((await show(path)).payout_id);
  await assertBooksAgree();
});
