// Gems sold back to the platform: at once (B2), or on request and after a review (B1).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { bindOldWallet, buybackOf, gemsFor, isFree, itemStatus, mustRequest, request, review, sell, setValue, withdraw, withLimitLeft } from './support/buybacks.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { assertProven, entriesAbout, mustBuy } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, eventually, gemctl, mustSucceed, sql, url } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { rowsWith } from './support/traces.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';
import { newSolanaWallet } from './support/wallets.mjs';
import { withList } from './support/withdrawals.mjs';

after(bringTimeBack);

const newGemPack = (count) => newPack({ price: '1.000000', supply: count, stones: { COMMON: count }, fmv: { COMMON: '30.123459' } });
const pack = await newGemPack(300);
const price = '25.604940'; // 85 % of 30.123459 is 25.60494015: rounded down

/** Somebody with `count` gems and a wallet. A gem whose value changes is from a pack of its own: sold back, nobody else draws it. */
async function seller(count = 1, from = pack) {
  const user = await newUser({ credit: count });
  const items = await gemsFor(user, from, count);
  await bindOldWallet(user, newSolanaWallet().address);
  return [user, ...items];
}

/** Money taken back that was spent, as a dispute leaves it; negative: paid back. */
async function owe(user, usd) {
  await sql(`INSERT INTO ledger_account (purpose, owner_id, may_be_negative) VALUES ('user_debt', $1, true) ON CONFLICT DO NOTHING`, [user.id]);
  await sql(`WITH entry AS (INSERT INTO ledger_entry (id, cause_type, cause_id, description) VALUES (gen_random_uuid(), 'adjustment', gen_random_uuid(), 'Test') RETURNING id)
    INSERT INTO ledger_posting (entry_id, account_id, amount) SELECT entry.id, ledger_account_for(line.purpose, line.owner, 0), line.amount
    FROM entry, (VALUES ('user_debt', $1::uuid, -$2::numeric), ('adjustment', NULL, $2::numeric)) AS line (purpose, owner, amount)`, [user.id, usd]);
}

const auditOf = (id) => sql('SELECT actor, action, before, after FROM audit_log WHERE subject_id = $1 ORDER BY id', [id]);

test('B2: a gem is sold at once for 85 % of its value, rounded down, and returns to its pool', async () => {
  const [user, item] = await seller();
  const quote = await expectStatus(200, 'GET', `/api/vault/${item}/buyback-quote`, { token: user.token });
  assert.deepEqual(quote, { vault_item_id: item, fmv: '30.123459', buyback_rate: '0.85', price_usd: price });
  const answer = await sell(user, item, { price_usd: price, key: 'once' });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.body, { price_usd: price, credit_balance: price });
  assert.equal(await balanceOf(user.token), price);
  assert.equal(await itemStatus(item), 'SOLD');
  assert.equal(await isFree(item), true);
  const [sold] = (await expectStatus(200, 'GET', '/api/buyback', { token: user.token })).items;
  assert.deepEqual({ ...sold, id: 0, created_at: 0, completed_at: 0 }, {
    id: 0, vault_item_id: item, fmv_at_request: '30.123459', buyback_rate: '0.85', buyback_price: price, instant: true, payout: 'CREDIT', address: null,
    status: 'COMPLETED', reason: null, tx_hash: null, created_at: 0, completed_at: 0 });
  assert.equal(sold.completed_at, sold.created_at);
  assert.deepEqual(await buybackOf(user, sold.id), sold);
  assert.deepEqual(await entriesAbout(sold.id), [
    { cause_type: 'buyback', purpose: 'user_credit', owner_id: user.id, amount: price },
    { cause_type: 'buyback', purpose: 'buyback_cost', owner_id: null, amount: `-${price}` }]);
  const again = await sell(user, item, { price_usd: price, key: 'once' });
  assert.deepEqual([again.status, again.body, again.headers.get('idempotent-replayed')], [200, answer.body, 'true']);
  await assertNothingChanges(async () => {
    assertProblem(await sell(user, item, { price_usd: price, key: 'another' }), 409, { code: 'item_not_free' });
    assertProblem(await sell(user, item, { key: 'once' }), 422, { code: 'idempotency_key_reused' });
    assertProblem(await api('GET', `/api/vault/${item}/buyback-quote`, { token: user.token }), 409, { code: 'item_not_free' });
  });
  await assertBooksAgree();
});

test('a gem that came back is drawn again from its own position, and both draws are proven', async () => {
  const single = await newPack({ price: '1.000000', supply: 3, stones: { COMMON: 1 } });
  const [first, second] = await newUsers(2, { credit: 5 });
  const earlier = await mustBuy(first, single);
  assert.equal((await sell(first, earlier.items[0].vault_item_id)).status, 200);
  const later = await mustBuy(second, single);
  assert.equal(later.items[0].nft_id, earlier.items[0].nft_id);
  const proofs = [await assertProven(earlier.id), await assertProven(later.id)];
  assert.deepEqual(proofs.map((proof) => proof.units[0].position), [0, 0]);
  const shown = await expectStatus(200, 'GET', `/api/vault/${later.items[0].vault_item_id}`, { token: second.token });
  assert.deepEqual(shown.provenance.map(({ event, price_usd }) => [event, price_usd]), [['IMPORTED', null], ['DRAWN', null], ['BOUGHT_BACK', '17.000000'], ['DRAWN', null]]);
  await eventually(async () => (await sql(`SELECT available FROM pool_statistics JOIN nft USING (pool_id) WHERE nft.id = $1`, [later.items[0].nft_id]))[0]?.available === '0');
  assert.equal((await sell(second, later.items[0].vault_item_id)).status, 200);
  await eventually(async () => (await sql(`SELECT available FROM pool_statistics JOIN nft USING (pool_id) WHERE nft.id = $1`, [later.items[0].nft_id]))[0]?.available === '1');
  await assertBooksAgree();
});

test('a gem off the shelf can be sold, and does not return to its pool', async () => {
  const [user, item] = await seller();
  await sql('UPDATE nft SET on_shelf = false WHERE id = (SELECT nft_id FROM vault_item WHERE id = $1)', [item]);
  assert.equal((await sell(user, item)).status, 200);
  assert.equal(await isFree(item), false);
  await assertBooksAgree();
});

test('B2: another price than the one seen is refused with the offer of now, and nothing changes', async () => {
  const [user, item] = await seller(1, await newGemPack(1));
  await setValue(item, '40');
  await assertNothingChanges(async () => {
    const answer = await sell(user, item, { price_usd: price });
    assertProblem(answer, 409, { code: 'price_changed' });
    assert.deepEqual(answer.body.quote, { vault_item_id: item, fmv: '40.000000', buyback_rate: '0.85', price_usd: '34.000000' });
  });
  assert.equal((await sell(user, item)).body.price_usd, '34.000000', 'without a price, whatever it is');
  await assertBooksAgree();
});

test('a gem that is worth next to nothing is not bought for nothing', async () => {
  const [user, item] = await seller(1, await newGemPack(1));
  await setValue(item, '0.000001');
  await assertNothingChanges(async () => {
    assertProblem(await sell(user, item), 422, { code: 'rule_refused' });
    assertProblem(await request(user, item), 422, { code: 'rule_refused' });
  });
});

test('B1: a request takes the gem out of everything else until it is decided; approved, it is paid as credit at once', async () => {
  const [user, item] = await seller();
  const before = await mustRequest(user, item);
  assert.deepEqual([before.status, before.buyback_price, before.instant, before.completed_at], ['PENDING', price, false, null]);
  assert.equal(await itemStatus(item), 'BUYBACK');
  await assertNothingChanges(async () => {
    const answer = await request(user, item);
    assertProblem(answer, 409, { code: 'item_not_free' });
    assert.match(answer.body.detail, /request/);
    assertProblem(await sell(user, item), 409, { code: 'item_not_free' });
  });
  assert.match(mustSucceed(await review('list')), new RegExp(`${before.id} +${price} USD`));
  assert.match(mustSucceed(await review('approve', before.id)), /1 of 1 requests approved/);
  const done = await buybackOf(user, before.id);
  assert.equal(done.status, 'COMPLETED');
  assert.ok(done.completed_at >= done.created_at);
  assert.equal(await balanceOf(user.token), price);
  assert.deepEqual([await itemStatus(item), await isFree(item)], ['SOLD', true]);
  const state = { user_id: user.id, nft_id: (await sql('SELECT nft_id FROM buyback WHERE id = $1', [before.id]))[0].nft_id, price_usd: price, payout: 'CREDIT' };
  assert.deepEqual(await auditOf(before.id), [
    { actor: 'gemctl', action: 'buyback.approve', before: { status: 'PENDING', ...state }, after: { status: 'COMPLETED', ...state } }]);
  const twice = await review('approve', before.id);
  assert.notEqual(twice.code, 0);
  assert.match(twice.stdout, /buyback_not_pending/);
  assert.equal(await balanceOf(user.token), price);
  assertProblem(await withdraw(user, before.id), 409, { code: 'buyback_not_pending' });
  assert.equal((await auditOf(before.id)).length, 1);
  await assertBooksAgree();
});

test('E33: the price is that of the request, whatever the gem is worth when it is approved', async () => {
  const [user, item] = await seller(1, await newGemPack(1));
  const { id } = await mustRequest(user, item);
  await setValue(item, '1');
  mustSucceed(await review('approve', id));
  assert.equal(await balanceOf(user.token), price);
  assert.deepEqual([(await buybackOf(user, id)).fmv_at_request, (await buybackOf(user, id)).buyback_price], ['30.123459', price]);
  await assertBooksAgree();
});

test('E36: a request is taken back while it waits, and not once it is decided', async () => {
  const [user, item] = await seller();
  const first = await mustRequest(user, item);
  assert.equal((await withdraw(user, first.id)).status, 204);
  assert.deepEqual([(await buybackOf(user, first.id)).status, await itemStatus(item)], ['CANCELLED', 'VAULTED']);
  assertProblem(await withdraw(user, first.id), 409, { code: 'buyback_not_pending' });
  assert.match((await review('approve', first.id)).stdout, /buyback_not_pending/);
  const second = await mustRequest(user, item);
  const reason = 'The certificate "does not" fit \\ the stone';
  mustSucceed(await review('reject', second.id, '--reason', reason));
  const rejected = await buybackOf(user, second.id);
  assert.deepEqual([rejected.status, rejected.reason, rejected.completed_at, await itemStatus(item)], ['REJECTED', reason, null, 'VAULTED']);
  const [entry] = await auditOf(second.id);
  assert.deepEqual([entry.action, entry.after.status, entry.after.reason], ['buyback.reject', 'REJECTED', reason]);
  for (const words of [['reject', second.id, '--reason', 'x'], ['reject', randomUUID(), '--reason', 'x'], ['reject', second.id], ['reject', 'x', '--reason', 'x'], ['approve', 'x'],
    ['approve'], ['approve', second.id, '--confirm', 'x'], ['approve-all', '--confirm'], ['hold']]) {
    await assertNothingChanges(async () => assert.notEqual((await review(...words)).code, 0, words.join(' ')));
  }
  const third = await mustRequest(user, item);
  await assertNothingChanges(async () => assert.notEqual((await review('reject', third.id, '--reason', '')).code, 0));
  assert.equal((await withdraw(user, third.id)).status, 204);
  assert.equal(await balanceOf(user.token), '0.000000');
  assert.deepEqual((await expectStatus(200, 'GET', '/api/buyback?limit=2', { token: user.token })).items.map((one) => one.id), [third.id, second.id]);
  await assertBooksAgree();
});

test('what is not one\'s own is not there', async () => {
  const [user, item] = await seller();
  const stranger = await newUser();
  const { id } = await mustRequest(user, item);
  await assertNothingChanges(async () => {
    for (const answer of [await request(stranger, item), await sell(stranger, item), await withdraw(stranger, id), await withdraw(stranger, randomUUID()),
      await request(user, randomUUID()), await sell(user, randomUUID()), await api('GET', `/api/buyback/${id}`, { token: stranger.token }),
      await api('GET', `/api/vault/${item}/buyback-quote`, { token: stranger.token })]) assertProblem(answer, 404, { code: 'not_found' });
    for (const [method, path] of [['POST', `/api/vault/${item}/buyback`], ['POST', `/api/vault/${item}/instant-sell`], ['DELETE', `/api/buyback/${id}`], ['GET', '/api/buyback']]) {
      assertProblem(await api(method, path, { body: method === 'POST' ? { payout: 'CREDIT' } : undefined }), 401);
    }
  });
  assert.deepEqual((await expectStatus(200, 'GET', '/api/buyback', { token: stranger.token })).items, []);
  assert.equal((await withdraw(user, id)).status, 204);
});

test('bad bodies are refused by name, and change nothing', async () => {
  const [user, item] = await seller();
  await assertNothingChanges(async () => {
    for (const [body, field] of [[{}, 'payout'], [{ payout: 'EUR' }, 'payout'], [{ payout: 'CREDIT', price: 1 }, 'price'], [{ payout: 'USDC', address: 'short' }, 'address'],
      [{ payout: 'USDC', address: '0'.repeat(40) }, 'address'], [{ payout: 'CREDIT', address: user.wallet }, 'address']]) {
      assertProblem(await api('POST', `/api/vault/${item}/buyback`, { token: user.token, body }), 400, { field, about: JSON.stringify(body) });
    }
    for (const price_usd of ['x', '-1.000000', 25]) assertProblem(await sell(user, item, { price_usd }), 400, { field: 'price_usd', about: price_usd });
  });
});

test('a payout on chain goes to one\'s own wallet or a confirmed address, and nowhere else', async () => {
  const [user, item] = await seller();
  const other = newSolanaWallet().address;
  await assertNothingChanges(async () => assertProblem(await request(user, item, { payout: 'USDC', address: other }), 422, { code: 'address_not_confirmed' }));
  for (const body of [{ payout: 'USDC' }, { payout: 'SOL', address: user.wallet }]) {
    const made = await mustRequest(user, item, body);
    assert.deepEqual([made.payout, made.address, made.tx_hash], [body.payout, user.wallet, null]);
    assert.equal((await withdraw(user, made.id)).status, 204);
  }
  await sql(`INSERT INTO withdrawal_address (id, user_id, address) VALUES (gen_random_uuid(), $1, $2)`, [user.id, other]);
  await assertNothingChanges(async () => assertProblem(await request(user, item, { payout: 'USDC', address: other }), 422, { code: 'address_not_confirmed' }));
  await sql(`UPDATE withdrawal_address SET confirmed_at = gem_now() - interval '25 hours' WHERE user_id = $1`, [user.id]);
  const confirmed = await mustRequest(user, item, { payout: 'USDC', address: other });
  assert.equal(confirmed.address, other);
  assert.equal((await withdraw(user, confirmed.id)).status, 204);
  await sql('UPDATE app_user SET solana_address = NULL WHERE id = $1', [user.id]);
  await assertNothingChanges(async () => assertProblem(await request(user, item, { payout: 'SOL' }), 422, { code: 'address_not_confirmed' }));
});

test('what is about to be sent is asked again: wallet, delay after a change of it, debts, and whether anything may be sent there', async () => {
  const [user, item] = await seller();
  const { id } = await mustRequest(user, item, { payout: 'USDC' });
  const refused = (code) => assertNothingChanges(async () => assert.match((await review('approve', id)).stdout, new RegExp(`${id}  ${code}`)));
  const bind = (address) => sql('UPDATE app_user SET solana_address = $2 WHERE id = $1', [user.id, address]);
  const { wallet } = user;
  await bind(newSolanaWallet().address);
  await refused('address_not_confirmed');
  await bind(wallet);
  await refused('rule_refused'); // the wallet is new again
  await bindOldWallet(user, wallet);
  const [other, second] = await seller();
  await withList(`${wallet}\n${other.wallet}\n`, async () => {
    await refused('address_denied');
    await assertNothingChanges(async () => assertProblem(await request(other, second, { payout: 'SOL' }), 422, { code: 'address_denied' }));
  });
  await withList(null, async () => {
    await refused('unavailable');
    await assertNothingChanges(async () => assertProblem(await request(other, second, { payout: 'SOL' }), 503, { code: 'unavailable' }));
  });
  await owe(user, 5);
  await refused('rule_refused');
  await owe(user, -5);
  mustSucceed(await review('reject', id, '--reason', 'Tested'));
  await assertBooksAgree();
});

test('of somebody frozen meanwhile nothing is approved, and nothing is asked for', async () => {
  const [user, item, other] = await seller(2);
  const { id } = await mustRequest(user, item);
  mustSucceed(await gemctl('freeze', user.email, '--reason', 'Strange'));
  assertProblem(await request(user, other), 403, { code: 'account_frozen' });
  await assertNothingChanges(async () => assert.match((await review('approve', id)).stdout, /account_frozen/));
  mustSucceed(await gemctl('unfreeze', user.email));
  mustSucceed(await review('approve', id));
  await assertBooksAgree();
});

test('E37: several are approved only by whoever names their number and total, as they are now', async () => {
  const [user, ...items] = await seller(4);
  const made = [];
  for (const item of items) made.push(await mustRequest(user, item));
  const ids = made.map((one) => one.id);
  const refused = async (...words) => assertNothingChanges(async () => {
    const result = await review(...words);
    assert.notEqual(result.code, 0, words.join(' '));
    return result.stderr;
  });
  assert.match(await refused('approve', ...ids), /4 requests, 102\.419760 USD/);
  assert.match(await refused('approve-all'), /--confirm \d+:\d+\.\d{6}/);
  for (const wrong of ['3:102.419760', '4:102.419761', '4:0']) await refused('approve', ...ids, '--confirm', wrong);
  assert.equal((await withdraw(user, ids[0])).status, 204);
  assert.match(await refused('approve', ...ids, '--confirm', '4:102.419760'), /Something changed; now these are 3 requests, 76\.814820 USD/);
  // One that cannot be does not stop the others.
  const result = await review('approve', ...ids, '--confirm', '3:76.814820');
  assert.match(result.stdout, /3 of 4 requests approved/);
  assert.match(result.stdout, new RegExp(`${ids[0]}  buyback_not_pending`));
  assert.notEqual(result.code, 0);
  assert.equal(await balanceOf(user.token), '76.814820');
  for (const id of ids.slice(1)) assert.equal((await auditOf(id)).length, 1);
  assert.deepEqual(await sql('SELECT * FROM audit_faults()'), []);
  await assertBooksAgree();
});

test('E37: all that wait are approved in one go, once confirmed', async () => {
  const left = await sql(`SELECT id FROM buyback WHERE status = 'PENDING'`); // by other files, and some cannot be approved
  for (const { id } of left) mustSucceed(await review('reject', id, '--reason', 'Left behind'));
  const [user, first, second] = await seller(2);
  for (const item of [first, second]) await mustRequest(user, item);
  const [, confirmation] = (await review('approve-all')).stderr.match(/--confirm (\S+)/);
  mustSucceed(await review('approve-all', '--confirm', confirmation));
  assert.match(mustSucceed(await review('list')), /^0 requests wait/m);
  assert.equal(await balanceOf(user.token), '51.209880');
  await assertBooksAgree();
});

test('E34: what is sold back on a day has a limit for each and one for all; what is taken back or rejected gives its share back', async () => {
  const [user, first, second] = await seller(2);
  await withLimitLeft(30, user.id, async () => {
    const { id } = await mustRequest(user, first);
    await assertNothingChanges(async () => {
      const refused = await sell(user, second);
      assertProblem(refused, 429, { code: 'daily_limit' });
      assert.ok(Number(refused.headers.get('retry-after')) <= 86400);
      assertProblem(await request(user, second), 429, { code: 'daily_limit' });
    });
    assert.equal((await withdraw(user, id)).status, 204);
    const again = await mustRequest(user, second);
    mustSucceed(await review('reject', again.id, '--reason', 'Not now'));
  });
  await withLimitLeft(30, null, async () => {
    const made = await mustRequest(user, first);
    await assertNothingChanges(async () => assertProblem(await sell(user, second), 429, { code: 'daily_limit' }));
    mustSucceed(await review('approve', made.id)); // no approval fails by the limit
    assertProblem(await sell(user, second), 429, { code: 'daily_limit' });
  });
  assert.equal((await sell(user, second)).status, 200);
  await assertBooksAgree();
});

test('E34: when 80 % of the day\'s limit are used up, somebody is told', async () => {
  const warnings = async () => Number((await (await fetch(`${url}/metrics`)).text()).match(/^gem_buyback_limit_total\{event="warning"\} (\d+)/m)?.[1] ?? 0);
  const [user, ...items] = await seller(3);
  const before = await warnings();
  await withLimitLeft(20030, null, async () => {
    assert.equal((await sell(user, items[0])).status, 200);
    assert.equal(await warnings(), before);
    assert.equal((await sell(user, items[1])).status, 200);
    assert.equal((await sell(user, items[2])).status, 200);
    assert.equal(await warnings(), before + 1, 'once, when it is passed');
  });
});

test('E34: the limit is new at midnight (UTC), and yesterday gets back what was taken from it', async () => {
  const [user, first, second] = await seller(2);
  await withLimitLeft(30, user.id, async () => {
    const { id } = await mustRequest(user, first);
    assertProblem(await sell(user, second), 429, { code: 'daily_limit' });
    const [{ seconds }] = await sql(`SELECT ceil(extract(epoch FROM date_trunc('day', gem_now(), 'UTC') + interval '1 day' - gem_now()))::integer + 1 AS seconds`);
    await advanceClock(seconds);
    const { token } = user;
    await sql(`UPDATE user_session SET expires_at = gem_now() + interval '1 day' WHERE user_id = $1`, [user.id]);
    assert.equal((await api('POST', `/api/vault/${second}/instant-sell`, { token })).status, 200);
    assert.equal((await withdraw(user, id)).status, 204);
    const used = await sql(`SELECT used::text FROM daily_use WHERE owner_id = $1 ORDER BY day`, [user.id]);
    assert.deepEqual(used, [{ used: '9970.000000' }, { used: price }]);
  });
  await bringTimeBack();
  await assertBooksAgree();
});

test('E50: an account with a request is closed only by giving up, which takes the request back', async () => {
  const [user, item] = await seller();
  const { id } = await mustRequest(user, item, { payout: 'USDC' });
  const exported = await expectStatus(200, 'GET', '/api/me/export', { token: user.token });
  assert.deepEqual(exported.buybacks.map((one) => [one.id, one.status, one.buyback_price]), [[id, 'PENDING', price]]);
  await assertNothingChanges(async () => assertProblem(await api('DELETE', '/api/me', { token: user.token }), 409, { code: 'account_not_empty' }));
  await expectStatus(204, 'DELETE', '/api/me?forfeit=true', { token: user.token });
  assert.deepEqual(await sql('SELECT status FROM buyback WHERE id = $1', [id]), [{ status: 'CANCELLED' }]);
  assert.deepEqual(await rowsWith([user.wallet]), [], 'where it would have been paid is forgotten');
  assert.equal(await itemStatus(item), 'VAULTED');
  assert.match((await review('approve', id)).stdout, /buyback_not_pending/);
  await assertBooksAgree();
});

test('the database itself keeps price, terms and gem of a request, and its moves', async () => {
  const [user, item] = await seller();
  const { id } = await mustRequest(user, item);
  for (const change of ['price = 1', 'fmv = 1', `payout = 'SOL'`, 'user_id = user_id', `address = 'elsewhere'`, 'instant = true', `status = 'APPROVED', decided_at = NULL`,
    `status = 'FAILED', decided_at = gem_now(), completed_at = gem_now(), reason = 'x'`, `status = 'COMPLETED', decided_at = gem_now()`]) {
    await assert.rejects(sql(`UPDATE buyback SET ${change} WHERE id = $1`, [id]), change);
  }
  await assert.rejects(sql(`UPDATE vault_item SET status = 'VAULTED' WHERE id = $1`, [item]), /disagree/);
  await assert.rejects(sql(`UPDATE buyback SET status = 'CANCELLED', decided_at = gem_now() WHERE id = $1`, [id]), /disagree/);
  await assert.rejects(sql('DELETE FROM buyback WHERE id = $1', [id]));
  assert.equal((await withdraw(user, id)).status, 204);
  await assertBooksAgree();
});
