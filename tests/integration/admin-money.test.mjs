// Money in the console (D4, D8): deposits, payments on chain, credit adjusted by hand, the ledger.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { formToken, newAdmin, page, putCurrent, signInAsAdmin } from './support/admin.mjs';
import { beginTopUp, control, depositRow, paidTopUp, pay, reconcile, untilDeposit, untilHandled } from './support/cards.mjs';
import { beginDeposit } from './support/chain.mjs';
import { api, expectStatus } from './support/client.mjs';
import { unmatchedPayment } from './support/payouts.mjs';
import { eventually, sql, sqlAs } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';
import { setWallet } from './support/withdrawals.mjs';

const finance = await newAdmin('finance');
const second = await newAdmin('finance');
const { token } = finance;

const auditOf = (subject) => sql('SELECT actor, action, before, after, remote_address FROM audit_log WHERE subject_id = $1 ORDER BY id', [subject]);

/** The ledger's lines of a cause: ['cause purpose amount'] */
const linesOf = async (cause) =>
  (await sql(
    `SELECT cause_type || ' ' || purpose || ' ' || amount AS line FROM ledger_posting JOIN ledger_entry AS entry ON entry.id = entry_id
     JOIN ledger_account ON ledger_account.id = account_id WHERE cause_id = $1 ORDER BY ledger_posting.id`, [cause])).map(({ line }) => line);

const put = (target, { version, body, as = token }) => api('PUT', target, { token: as, body, headers: { 'if-match': `"${version}"` } });
const show = (target, as = token) => expectStatus(200, 'GET', target, { token: as });
const idsOf = ({ items }) => items.map(({ id }) => id);

async function reviewed(user, cents) {
  const deposit = await beginTopUp(user);
  await pay(deposit.session, { outcome: 'paid', amount_override: cents });
  await untilDeposit(deposit.id, 'REVIEW');
  return { ...deposit, path: `/api/admin/deposits/${deposit.id}` };
}

test('E14: what was paid of a deposit in REVIEW is credited once, however many administrators press at once', async () => {
  const user = await newUser();
  const { id, path } = await reviewed(user, 2000);
  const listed = await show(`/api/admin/deposits?status=REVIEW&method=STRIPE&user=${user.email}`);
  assert.deepEqual(idsOf(listed), [id]);
  assert.match(listed.items[0].problem, /2000 cents/);
  assert.ok((await show('/api/admin/waiting')).deposits >= 1);
  const before = await show(path);
  assert.equal(before.version, 2);
  assert.equal((await put(`${path}/credit`, { version: 1, body: { credit_usd: '20.000000', reason: 'Seen at Stripe' } })).status, 412);
  assert.equal((await put(`${path}/credit`, { version: 2, body: { credit_usd: '20.001000', reason: 'Seen at Stripe' } })).status, 400);
  assert.equal((await api('PUT', `${path}/credit`, { token, body: { credit_usd: '20.000000', reason: 'Seen at Stripe' } })).status, 428);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) =>
    put(`${path}/credit`, { version: 2, body: { credit_usd: '20.000000', reason: 'Seen at Stripe' }, as: i % 2 ? token : second.token })));
  assert.deepEqual(answers.map(({ status }) => status).filter((status) => status === 200).length, 1);
  assert.ok(answers.every(({ status }) => [200, 409, 412].includes(status)), JSON.stringify(answers.map(({ status }) => status)));
  assert.equal(await balanceOf(user.token), '20.000000');
  assert.deepEqual(await linesOf(id), ['deposit user_credit 20.000000', 'deposit stripe -20.000000']);
  const after = await show(path);
  assert.deepEqual([after.status, after.credited_usd, after.refundable_usd, after.lines.length], ['CONFIRMED', '20.000000', '20.000000', 2]);
  assert.ok(after.payment_intent, 'known, so that what Stripe gives back of it is booked');
  const [row] = await auditOf(id);
  assert.deepEqual([row.action, row.before.status, row.after.status, row.remote_address], ['deposit.credit', 'REVIEW', 'CONFIRMED', '127.0.0.1']);
  await reconcile();
  await untilHandled();
  assert.equal(await balanceOf(user.token), '20.000000');
  await assertBooksAgree();
});

test('E14: a deposit that is closed without credit stays closed when Stripe is asked again', async () => {
  const user = await newUser();
  const { id, path } = await reviewed(user, 1);
  assert.equal((await putCurrent(token, path, `${path}/fail`, { reason: 'Given back at Stripe' })).status, 200);
  assert.equal((await putCurrent(token, path, `${path}/fail`, { reason: 'Given back at Stripe' })).status, 409);
  assert.equal((await putCurrent(token, path, `${path}/credit`, { credit_usd: '25.000000', reason: 'Too late' })).status, 409);
  await reconcile();
  await untilHandled();
  assert.deepEqual([(await depositRow(id)).status, await balanceOf(user.token), await linesOf(id)], ['FAILED', '0.000000', []]);
});

test('W2: a refund takes the amount from the credit; one that is sent twice is asked for once', async () => {
  const user = await newUser();
  const { id, payment } = await paidTopUp(user, '30.000000');
  const path = `/api/admin/deposits/${id}`;
  const { version } = await show(path);
  const order = () => put(`${path}/refund`, { version, body: { refund_usd: '10.000000', reason: 'Asked for' } });
  const answers = await Promise.all(Array.from({ length: 20 }, order));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(answers.map(({ status }) => status)));
  assert.equal(await balanceOf(user.token), '20.000000');
  const { refunds, returned_usd, refundable_usd } = await show(path);
  assert.deepEqual([refunds.length, refunds[0].amount_usd, returned_usd, refundable_usd], [1, '10.000000', '10.000000', '20.000000']);
  assert.equal((await putCurrent(token, path, `${path}/refund`, { refund_usd: '20.010000', reason: 'Too much' })).status, 422);
  await expectStatus(400, 'PUT', `${path}/refund`, { token, body: { refund_usd: '-1.000000', reason: 'x' }, headers: { 'if-match': '"1"' } });
  await eventually(async () => (await show(path)).refunds[0].status === 'SUCCEEDED', 30000);
  assert.deepEqual((await linesOf(refunds[0].id)).slice(0, 2), ['card_refund user_credit -10.000000', 'card_refund refunds_due 10.000000']);
  assert.equal((await auditOf(id))[0].action, 'deposit.refund');
  assert.equal((await show(path)).lines.length, 6);
  assert.ok(payment);
  await assertBooksAgree();
});

test('D8: a payment of a stranger is credited to whom an administrator names, once', async () => {
  const user = await newUser();
  const { payment } = await unmatchedPayment('USDC', 3210000);
  const path = `/api/admin/payments/${payment.id}`;
  assert.ok(idsOf(await show('/api/admin/payments?outcome=UNMATCHED&asset=USDC&limit=100')).includes(payment.id));
  const before = await show(path);
  assert.deepEqual([before.waits, before.outcome, before.usd, before.user_id], [true, 'UNMATCHED', '3.210000', null]);
  const unknown = await put(`${path}/assign`, { version: before.version, body: { to_user: 'nobody-of-that-name', reason: 'Showed the transaction' } });
  assert.deepEqual([unknown.status, unknown.body.errors[0].field], [400, 'to_user']);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => put(`${path}/assign`, {
    version: before.version, as: i % 2 ? token : second.token, body: { to_user: i % 3 ? user.email : user.id, reason: 'Showed the transaction' } })));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(answers.map(({ status }) => status)));
  assert.equal(await balanceOf(user.token), '3.210000');
  assert.deepEqual((await linesOf(payment.id)).slice(-2), ['chain_payment_assigned user_credit 3.210000', 'chain_payment_assigned unmatched_payments -3.210000']);
  const after = await show(path);
  assert.deepEqual([after.outcome, after.user_id, after.resolution, after.version], ['RESOLVED', user.id, 'Showed the transaction', before.version + 1]);
  const transaction = await show(`/api/admin/transactions/${after.transaction_id}`);
  assert.deepEqual([transaction.signature, idsOf({ items: transaction.payments })], [after.signature, [payment.id]]);
  assert.deepEqual(idsOf(await show(`/api/admin/transactions?signature=${after.signature}`)), [after.transaction_id]);
  assert.equal((await put(`${path}/return`, { version: after.version })).status, 404);
  const [row] = await auditOf(payment.id);
  assert.deepEqual([row.action, row.before.outcome, row.after.user_id], ['payment.assign', 'UNMATCHED', user.id]);
  assert.ok(!('likely' in row.before), 'the log keeps what was decided, not who else it might have been');
  await assertBooksAgree();
});

test('D8: whose a payment may be: who says so, whose wallet it is, who was asked for as much; never who has gone', async () => {
  const [claiming, owner, asked, far, gone] = await newUsers(5);
  for (const [user, usd] of [[asked, '4.500000'], [far, '9.000000'], [gone, '4.560000']]) await beginDeposit(user, 'USDC', usd);
  const said = await beginDeposit(claiming, 'USDC', '90.000000');
  await sql(`UPDATE app_user SET status = 'CLOSED', email = NULL, closed_at = gem_now() WHERE id = $1`, [gone.id]);
  const { payment, stranger } = await unmatchedPayment('USDC', 4560000);
  await setWallet(owner, stranger.address);
  await sql('INSERT INTO payment_claim (quote_id, transaction_id) SELECT $1, transaction_id FROM chain_payment WHERE id = $2', [said.deposit.id, payment.id]);
  const path = `/api/admin/payments/${payment.id}`;
  const ours = ({ likely }) => likely.filter(({ user_id: id }) => [claiming, owner, asked, far, gone].some((user) => user.id === id)).map(({ user_id: id, sign, usd }) => [id, sign, usd]);
  assert.deepEqual(ours(await show(path)), [[claiming.id, 'CLAIM', '90.000000'], [owner.id, 'WALLET', null], [asked.id, 'AMOUNT', '4.500000']]);
  const { text } = await page(`/admin/payments/${payment.id}`, { token });
  for (const words of ['said that they paid', 'it came from their wallet', 'was asked for about as much']) assert.ok(text.includes(words), words);
  assert.equal((await putCurrent(token, path, `${path}/assign`, { to_user: owner.id, reason: 'It is their wallet' })).status, 200);
  assert.deepEqual((await show(path)).likely, [], 'once it is decided nobody is looked for');
});

const ask = (user, usd, { as = token, why = randomUUID() } = {}) =>
  api('POST', `/api/admin/users/${user.id}/adjustments`, { token: as, body: { adjustment_usd: usd, justification: why } });

test('D4: credit is adjusted alone up to the limit of a day; beyond it a second person decides', async () => {
  const admin = await newAdmin('finance');
  const user = await newUser();
  const alone = await ask(user, '300.000000', { as: admin.token, why: 'For the trouble' });
  assert.deepEqual([alone.status, alone.body.status, alone.body.alone], [201, 'APPLIED', true]);
  assert.equal(await balanceOf(user.token), '300.000000');
  assert.deepEqual(await linesOf(alone.body.id), ['adjustment user_credit 300.000000', 'adjustment adjustment -300.000000']);
  assert.equal((await ask(user, '300.000000', { as: admin.token, why: 'For the trouble' })).status, 409, 'the same within a minute is a slip');
  const taken = await ask(user, '-200.000000', { as: admin.token });
  assert.deepEqual([taken.body.alone, await balanceOf(user.token)], [true, '100.000000']);
  const third = await ask(await newUser(), '0.000001', { as: admin.token });
  assert.deepEqual([third.body.status, third.body.alone], ['PENDING', false], 'all that one did alone counts together, whoever it was for');
  assert.equal((await ask(user, '-500.000000', { as: second.token })).status, 402, 'not below zero');
  assert.equal((await ask(user, '0.000000')).status, 400);
  assert.equal((await ask(user, '1000000.000001')).status, 400);
  await expectStatus(404, 'POST', `/api/admin/users/${randomUUID()}/adjustments`, { token, body: { adjustment_usd: '1.000000', justification: 'Nobody' } });
  await assertBooksAgree();
});

test('D4: the limit holds for requests that come at once', async () => {
  const admin = await newAdmin('finance');
  const users = await Promise.all(Array.from({ length: 50 }, () => newUser()));
  const answers = await Promise.all(users.map((user) => ask(user, '100.000000', { as: admin.token })));
  assert.deepEqual(answers.map(({ status }) => status), Array(50).fill(201));
  assert.equal(answers.filter(({ body }) => body.alone).length, 5);
  await assertBooksAgree();
});

test('D4: what waits for a second person is booked once, and never by who asked', async () => {
  const user = await newUser();
  const { body: asked } = await ask(user, '900.500000', { why: 'A <script>alert(1)</script> & a refund' });
  assert.deepEqual([asked.status, asked.alone, await balanceOf(user.token)], ['PENDING', false, '0.000000']);
  const path = `/api/admin/adjustments/${asked.id}`;
  assert.deepEqual(idsOf(await show(`/api/admin/adjustments?status=PENDING&user=${user.id}`)), [asked.id]);
  const own = await put(`${path}/approve`, { version: 1 });
  assert.deepEqual([own.status, own.body.code], [422, 'rule_refused']);
  const refusals = await Promise.all(Array.from({ length: 20 }, () => put(`${path}/approve`, { version: 1 })));
  assert.ok(refusals.every(({ status }) => status === 422));
  await assert.rejects(sqlAs('ADMIN', 'UPDATE adjustment_request SET amount = 1 WHERE id = $1', [asked.id]), /permission denied/);
  await assert.rejects(sql('UPDATE adjustment_request SET amount = 1 WHERE id = $1', [asked.id]), /may not be changed|refuse|append/i);
  await assert.rejects(sqlAs('ADMIN', `UPDATE adjustment_request SET status = 'APPLIED', decided_by = asked_by, decided_at = gem_now() WHERE id = $1`, [asked.id]),
    /adjustment_second_person/);
  const others = [second, await newAdmin('owner')];
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => put(`${path}/approve`, { version: 1, as: others[i % 2].token })));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(answers.map(({ status }) => status)));
  assert.ok(answers.every(({ status }) => [200, 409, 412].includes(status)));
  assert.equal(await balanceOf(user.token), '900.500000');
  assert.deepEqual(await linesOf(asked.id), ['adjustment user_credit 900.500000', 'adjustment adjustment -900.500000']);
  const html = (await page(`/admin/adjustments/${asked.id}`, { token })).text;
  assert.match(html, /A &lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; a refund/);
  assert.doesNotMatch(html, /<script>alert/);
  assert.deepEqual((await auditOf(asked.id)).map(({ action, before, after }) => [action, before?.status, after.status]),
    [['adjustment.ask', undefined, 'PENDING'], ['adjustment.approve', 'PENDING', 'APPLIED']]);
  await assertBooksAgree();
});

test('D4: nothing is granted to who was frozen meanwhile, and a refusal says why', async () => {
  const user = await newUser();
  const { body: asked } = await ask(user, '800.000000');
  const path = `/api/admin/adjustments/${asked.id}`;
  const owner = await newAdmin('owner');
  assert.equal((await putCurrent(owner.token, `/api/admin/users/${user.id}`, `/api/admin/users/${user.id}/freeze`, { reason: 'Looks odd' })).status, 200);
  const frozen = await put(`${path}/approve`, { version: 1, as: second.token });
  assert.deepEqual([frozen.status, frozen.body.code], [403, 'account_frozen']);
  assert.equal((await ask(user, '1.000000', { as: second.token })).status, 403);
  const refused = await put(`${path}/refuse`, { version: 1, body: { decision: 'They are frozen' } });
  assert.deepEqual([refused.status, refused.body.status, refused.body.decision], [200, 'REFUSED', 'They are frozen']);
  assert.equal((await put(`${path}/approve`, { version: 2, as: second.token })).status, 409);
  assert.deepEqual(await linesOf(asked.id), []);
});

test('E57: a form that is stale shows both sides and changes nothing; its token is asked for', async () => {
  const user = await newUser();
  const { body: asked } = await ask(user, '700.000000');
  const target = `/admin/adjustments/${asked.id}/refuse`;
  const form = { _token: await formToken(second.token), _method: 'PUT', _version: '1', decision: 'No' };
  assert.equal((await page(target, { token: second.token, form: { ...form, _token: 'no' } })).status, 403);
  const short = await page(target, { token: second.token, form });
  assert.equal(short.status, 400);
  assert.match(short.text, /field-error/);
  const done = await page(target, { token: second.token, form: { ...form, decision: 'Not this way' } });
  assert.deepEqual([done.status, done.location], [303, `/admin/adjustments/${asked.id}`]);
  const stale = await page(target, { token: second.token, form: { ...form, decision: 'Another reason' } });
  assert.equal(stale.status, 412);
  assert.match(stale.text, /Not this way/);
  const asPage = await page(`/admin/users/${user.id}/adjustments`, { token, form: { _token: await formToken(token), adjustment_usd: '650', justification: 'By the form' } });
  assert.match(asPage.location, /^\/admin\/adjustments\/[0-9a-f-]{36}$/);
});

test('W1: the ledger is browsed by cause, account, user and time, and an entry shows its lines', async () => {
  const user = await newUser();
  const { body: first } = await ask(user, '1.000000', { as: second.token });
  const found = await show(`/api/admin/ledger/entries?user=${user.id}`);
  assert.deepEqual(found.items.map(({ cause_id, moved_usd, accounts }) => [cause_id, moved_usd, accounts]), [[first.id, '1.000000', 'adjustment user_credit']]);
  const by = async (query) => (await show(`/api/admin/ledger/entries?user=${user.id}&${query}`)).items.length;
  assert.deepEqual([await by('cause_type=adjustment'), await by('cause_type=deposit'), await by('account=adjustment'), await by('account=pack_sales'),
    await by('since=2020-01-01'), await by('until=2020-01-01')], [1, 0, 1, 0, 1, 0]);
  await expectStatus(400, 'GET', '/api/admin/ledger/entries?since=2020-13-01', { token });
  const entry = await show(`/api/admin/ledger/entries/${found.items[0].id}`);
  assert.deepEqual(entry.lines.map(({ purpose, owner_id, amount_usd }) => [purpose, owner_id, amount_usd]),
    [['user_credit', user.id, '1.000000'], ['adjustment', null, '-1.000000']]);
  await expectStatus(404, 'GET', `/api/admin/ledger/entries/${randomUUID()}`, { token });
  const seen = [];
  for (let cursor = ''; cursor !== null && seen.length < 60;) {
    const answer = await show(`/api/admin/ledger/entries?limit=7${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    seen.push(...idsOf(answer));
    cursor = answer.next_cursor;
  }
  assert.equal(new Set(seen).size, seen.length, 'no entry comes twice');
  const { accounts } = await show('/api/admin/ledger/accounts');
  const [{ balance }] = await sql(`SELECT sum(balance)::text AS balance FROM ledger_account WHERE purpose = 'user_credit'`);
  assert.equal(accounts.find(({ purpose }) => purpose === 'user_credit').balance_usd, balance);
});

test('W1: a check of the ledger is run at once when it is asked for', async () => {
  // By number: another file may have moved the clock, and left one of tomorrow.
  const newest = async () => Math.max(0, ...(await show('/api/admin/ledger/checks?limit=100')).items.map(({ id }) => id));
  const before = await newest();
  await expectStatus(204, 'POST', '/api/admin/ledger/checks', { token });
  await eventually(async () => (await newest()) > before, 30000);
  assert.equal((await show('/api/admin/ledger/checks?limit=1')).items[0].faults, 0);
  await expectStatus(403, 'POST', '/api/admin/ledger/checks', { token: await signInAsAdmin('viewer') });
});

test('X13: a dispute is seen with its deposit, which cannot be refunded then', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '25.000000');
  await control('/disputes', { payment_intent: deposit.payment });
  await untilDeposit(deposit.id, 'DISPUTED');
  const path = `/api/admin/deposits/${deposit.id}`;
  const { disputes, status } = await show(path);
  assert.deepEqual([status, disputes.map((dispute) => [dispute.status, dispute.amount_usd, dispute.from_credit_usd])], ['DISPUTED', [['OPEN', '25.000000', '25.000000']]]);
  assert.equal((await putCurrent(token, path, `${path}/refund`, { refund_usd: '1.000000', reason: 'Asked for' })).status, 422);
  assert.ok((await show('/api/admin/system')).alerts.some(({ what }) => what === 'Disputes are open'));
});
