// Buying a pack: what is charged, what is refused, what is answered twice, and what is there to read afterwards.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { importJson, newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { assertProven, buy, clientSeedFor, entriesAbout, mustBuy, publishVersion, remainingOf, transactionAs } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { advanceClock, gemctl, mustSucceed, pause, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { balanceOf, newUser, newUsers, tokenFor } from './support/users.mjs';

after(bringTimeBack);

const sha256 = (hex) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
const xpOf = async (user) => (await expectStatus(200, 'GET', '/api/me', { token: user.token })).xp;
const statementOf = async (user) => (await expectStatus(200, 'GET', '/api/wallet/entries', { token: user.token })).items;

test('E3: prices and packs in the request are refused, and the price is the database\'s', async () => {
  const [pack, cheap] = [await newPack({ price: '12.345678' }), await newPack({ price: '0.010000' })];
  const user = await newUser({ credit: 100 });
  await assertNothingChanges(async () => {
    for (const extra of [{ price_usd: '0.010000' }, { unit_price: '0.010000' }, { total_cost_usd: '0.010000' }, { pack_id: cheap.id }, { user_id: randomUUID() }]) {
      assertProblem(await buy(user, pack, extra), 400, { code: 'invalid_input', field: Object.keys(extra)[0], about: JSON.stringify(extra) });
    }
    for (const quantity of [0, -1, 11, 1.5, '2', null, 1e300]) {
      assertProblem(await buy(user, pack, { quantity }), 400, { about: `quantity ${quantity}` });
    }
    const raw = '{"quantity": 1, "method": "CREDIT", "quantity": 9}';
    assertProblem(await api('POST', `/api/packs/${pack.id}/purchase`, { token: user.token, raw }), 400, { field: 'quantity' });
  });
  const opening = await mustBuy(user, pack, { quantity: 3 });
  assert.equal(opening.total_cost_usd, '37.037034');
  assert.equal(await balanceOf(user.token), '62.962966');
  await sql('UPDATE pack SET price = 20 WHERE id = $1', [pack.id]);
  const later = await newUser({ credit: 100 });
  assert.equal((await mustBuy(later, pack)).total_cost_usd, '20.000000');
  assert.equal((await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}`, { token: user.token })).total_cost_usd, '37.037034');
  await assertBooksAgree();
});

const threeRates = ['50.00', '25.00', '25.00'];
const threeOdds = { RARE: threeRates[0], UNCOMMON: threeRates[1], COMMON: threeRates[2] };

test('E7: a drawn rarity that is used up gives the next lower one, which the proof says', async () => {
  const pack = await newPack({ supply: 20, stones: { COMMON: 3, UNCOMMON: 1, RARE: 1 }, odds: threeOdds, xp: 7 });
  const [first, second] = await newUsers(2, { credit: 100 });
  const opening = await mustBuy(first, pack, { quantity: 2, client_seed: clientSeedFor(first, threeRates, [0, 0]) });
  assert.deepEqual(opening.items.map((item) => [item.drawn_rarity, item.rarity]), [['RARE', 'RARE'], ['RARE', 'UNCOMMON']]);
  const proof = await assertProven(opening.id);
  assert.deepEqual(proof.units.map((unit) => [unit.row, unit.handed_row]), [[0, 0], [0, 1]]);
  assert.equal(proof.units[1].pool_size, 1);
  const shown = await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}`, { token: first.token });
  assert.deepEqual(shown.items, opening.items);

  const lower = await mustBuy(second, pack, { client_seed: clientSeedFor(second, threeRates, [0]) });
  assert.deepEqual(lower.items.map((item) => [item.drawn_rarity, item.rarity]), [['RARE', 'COMMON']]);
  assert.deepEqual((await assertProven(lower.id)).units.map((unit) => [unit.row, unit.handed_row]), [[0, 2]]);
  await assertBooksAgree();
});

test('E7: of equal rarities the drawn one\'s own collection comes first', async () => {
  const [own, other] = [await newPack({ stones: { COMMON: 2, RARE: 1 } }), await newPack({ stones: { COMMON: 2 } })];
  const name = `Mixed ${randomUUID()}`;
  const odds = [[own, 'RARE', '50.00'], [other, 'COMMON', '25.00'], [own, 'COMMON', '25.00']]
    .map(([pack, rarity, drop_rate]) => ({ collection: pack.collection, rarity, drop_rate }));
  mustSucceed(await importJson('import-packs', { series: [{ name: 'Test series', description: '', packs: [{
    name, description: '', price_usd: '10.000000', max_supply: 10, xp_reward: 0, image_gradient: '#112233,#445566', status: 'ACTIVE', odds,
  }] }] }));
  const [pack] = await sql('SELECT id FROM pack WHERE name = $1', [name]);
  const user = await newUser({ credit: 100 });
  const opening = await mustBuy(user, pack, { quantity: 4, client_seed: clientSeedFor(user, threeRates, [0, 0, 0, 0]) });
  assert.deepEqual((await assertProven(opening.id)).units.map((unit) => unit.handed_row), [0, 2, 2, 1]);
  await assertBooksAgree();
});

test('E7: units for which nothing is left are refunded one by one, and never handed a higher rarity', async () => {
  const rates = ['50.00', '50.00'];
  const pack = await newPack({ supply: 20, stones: { COMMON: 1, RARE: 2 }, odds: { COMMON: rates[0], RARE: rates[1] }, xp: 7 });
  const user = await newUser({ credit: 100 });
  const opening = await mustBuy(user, pack, { quantity: 3, client_seed: clientSeedFor(user, rates, [0, 0, 1]) });
  assert.equal(opening.status, 'OPENED');
  assert.deepEqual(opening.items.map((item) => item.rarity), ['COMMON', 'RARE']);
  const proof = await assertProven(opening.id);
  assert.deepEqual(proof.units.map((unit) => [unit.row, unit.handed_row, unit.nft_id === null]), [[0, 0, false], [0, null, true], [1, 1, false]]);
  assert.equal(await balanceOf(user.token), '80.000000');
  assert.equal(await remainingOf(pack), 18);
  assert.equal(await xpOf(user), 14, 'experience is for what was opened');
  assert.deepEqual(await entriesAbout(opening.id), [
    { cause_type: 'opening', purpose: 'user_credit', owner_id: user.id, amount: '-30.000000' },
    { cause_type: 'opening', purpose: 'pack_sales', owner_id: null, amount: '30.000000' },
    { cause_type: 'opening_refund', purpose: 'user_credit', owner_id: user.id, amount: '10.000000' },
    { cause_type: 'opening_refund', purpose: 'pack_sales', owner_id: null, amount: '-10.000000' },
  ]);
  await assertBooksAgree();
});

test('E7: when nothing is left at all, the whole opening is refunded and stays provable', async () => {
  const pack = await newPack({ supply: 20, stones: { COMMON: 2 }, xp: 7 });
  const [first, user] = await newUsers(2, { credit: 100 });
  await mustBuy(first, pack, { quantity: 2 });
  const opening = await mustBuy(user, pack, { quantity: 3 });
  assert.equal(opening.status, 'REFUNDED');
  assert.deepEqual(opening.items, []);
  assert.equal(await balanceOf(user.token), '100.000000');
  assert.equal(await remainingOf(pack), 18);
  assert.equal(await xpOf(user), 0, 'nothing was opened, nothing is earned');
  const proof = await assertProven(opening.id);
  assert.deepEqual(proof.units.map((unit) => [unit.unit, unit.handed_row]), [[0, null], [1, null], [2, null]]);
  assert.equal((await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}`, { token: user.token })).status, 'REFUNDED');
  assert.deepEqual((await statementOf(user)).map((line) => [line.cause_type, line.amount_usd, line.balance_after_usd]), [
    ['opening_refund', '30.000000', '100.000000'], ['opening', '-30.000000', '70.000000'], ['adjustment', '100.000000', '100.000000'],
  ]);
  await assertBooksAgree();
});

test('E7: a gem that another purchase holds and gives back is not an empty pool', async () => {
  const rates = ['50.00', '50.00'];
  const pack = await newPack({ stones: { COMMON: 5, RARE: 1 }, odds: { COMMON: rates[0], RARE: rates[1] } });
  const user = await newUser({ credit: 100 });
  const pending = transactionAs('OWNER', async (query) => {
    const [held] = await query(`SELECT FROM pool_free JOIN pack_version_row USING (pool_id) WHERE version_id = $1 AND row = 1
                                FOR UPDATE OF pool_free`, [pack.versionId]);
    assert.ok(held);
    const purchase = mustBuy(user, pack, { client_seed: clientSeedFor(user, rates, [1]) });
    await Promise.race([purchase, pause(1000)]);
    await query('ROLLBACK');
    return purchase;
  });
  assert.deepEqual((await pending).items.map((item) => [item.drawn_rarity, item.rarity]), [['RARE', 'RARE']]);
  await assertBooksAgree();
});

test('E8: a second purchase within five seconds is refused, and allowed after them', async () => {
  const [pack, another] = [await newPack(), await newPack()];
  const user = await newUser({ credit: 100 });
  await mustBuy(user, pack);
  await assertNothingChanges(async () => {
    for (const wanted of [pack, another]) {
      const refusal = await buy(user, wanted);
      assertProblem(refusal, 429, { code: 'purchase_too_soon' });
      assert.ok(Number(refusal.headers.get('retry-after')) <= 5);
    }
  });
  await sql(`UPDATE app_user SET last_purchase_at = gem_now() - interval '2 seconds' WHERE id = $1`, [user.id]);
  const refusal = await buy(user, another);
  assertProblem(refusal, 429, { code: 'purchase_too_soon' });
  assert.ok(Number(refusal.headers.get('retry-after')) <= 3);
  await advanceClock(5);
  await mustBuy(user, another);
  await bringTimeBack();
  await assertBooksAgree();
});

test('E8: an idempotency key returns the first answer byte for byte', async () => {
  const pack = await newPack();
  const [user, other] = await newUsers(2, { credit: 100 });
  const key = randomUUID();
  const options = { key, quantity: 2, client_seed: 'once' };
  const first = await buy(user, pack, options);
  assert.equal(first.status, 201);
  assert.equal(first.headers.get('idempotent-replayed'), null);
  await assertNothingChanges(async () => {
    const again = await buy(user, pack, options);
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(again.headers.get('content-type'), first.headers.get('content-type'));
    assertProblem(await buy(user, pack, { ...options, quantity: 1 }), 422, { code: 'idempotency_key_reused' });
  });
  // A pack of later must not change what was answered.
  await sql('UPDATE pack SET price = 99, name = name || $2 WHERE id = $1', [pack.id, ' renamed']);
  assert.equal((await buy(user, pack, options)).text, first.text);

  const theirs = await buy(other, pack, { ...options, quantity: 1 });
  assert.equal(theirs.status, 201, 'a key belongs to its user');
  assert.equal(theirs.headers.get('idempotent-replayed'), null);
  await advanceClock(6);
  const elsewhere = await buy(user, await newPack(), options);
  assert.equal(elsewhere.status, 201, 'a key belongs to its path');
  assert.equal(elsewhere.headers.get('idempotent-replayed'), null);
  await bringTimeBack();
  await assertBooksAgree();
});

test('E8: a key is good for 24 hours, and then for another purchase', async () => {
  const pack = await newPack();
  const user = await newUser({ credit: 100 });
  user.token = tokenFor(user.id, user.session, 3 * 86400);
  await sql(`UPDATE user_session SET expires_at = gem_now() + interval '3 days' WHERE id = $1`, [user.session]);
  const first = await mustBuy(user, pack, { key: 'day' });
  await advanceClock(24 * 3600 - 60);
  assert.equal((await mustBuy(user, pack, { key: 'day' })).id, first.id);
  await advanceClock(61);
  const next = await buy(user, pack, { key: 'day' });
  assert.equal(next.status, 201, next.text);
  assert.equal(next.headers.get('idempotent-replayed'), null);
  assert.notEqual(next.body.id, first.id);
  assert.equal((await mustBuy(user, pack, { key: 'day' })).id, next.body.id);
  await bringTimeBack();
  await assertBooksAgree();
});

test('E8: a refusal is not kept under a key, and a key that is no key is refused', async () => {
  const pack = await newPack();
  const user = await newUser({ credit: 9 });
  assertProblem(await buy(user, pack, { key: 'later' }), 402);
  mustSucceed(await gemctl('credit', user.email, '1', '--reason', 'Top-up'));
  await mustBuy(user, pack, { key: 'later' });
  for (const key of ['x'.repeat(256), 'with space']) assertProblem(await buy(user, pack, { key }), 400, { field: 'Idempotency-Key' });
  await assertBooksAgree();
});

test('E10: without enough credit nothing changes, and the last micro-dollar counts', async () => {
  const pack = await newPack({ price: '10.000001' });
  const [poor, exact] = [await newUser({ credit: '30.000002' }), await newUser({ credit: '30.000003' })];
  const refusal = await assertNothingChanges(() => buy(poor, pack, { quantity: 3 }));
  assertProblem(refusal, 402, { code: 'not_enough_credit' });
  assert.match(refusal.body.detail, /30\.000003.*30\.000002/);
  await mustBuy(exact, pack, { quantity: 3 });
  assert.equal(await balanceOf(exact.token), '0.000000');
  assert.equal(await balanceOf((await newUser()).token), '0.000000');
  await assertBooksAgree();
});

test('E54, X3: who saw other odds is told the new ones, and an opening keeps the version it bought', async () => {
  const pack = await newPack({ stones: { COMMON: 20, RARE: 20 }, odds: { COMMON: '80.00', RARE: '20.00' } });
  const [early, late] = await newUsers(2, { credit: 100 });
  const seen = await expectStatus(200, 'GET', `/api/packs/${pack.id}/odds`);
  const before = await mustBuy(early, pack, { quantity: 3, version_hash: seen.version_hash });
  const oldProof = await assertProven(before.id);
  assert.deepEqual([oldProof.version, oldProof.version_hash], [1, seen.version_hash]);

  const hash = await publishVersion(pack, [{ rarity: 'RARE', drop_rate: '0.01' }, { rarity: 'COMMON', drop_rate: '99.99' }]);
  const refusal = await assertNothingChanges(() => buy(late, pack, { version_hash: seen.version_hash }));
  assertProblem(refusal, 409, { code: 'odds_changed' });
  assert.equal(refusal.body.odds.version_hash, hash);
  assert.equal(refusal.body.odds.version, 2);
  assert.deepEqual(refusal.body.odds.odds.map((row) => [row.rarity, row.drop_rate]), [['RARE', '0.01'], ['COMMON', '99.99']]);

  const accepted = await mustBuy(late, pack, { version_hash: refusal.body.odds.version_hash });
  assert.equal(accepted.version, 2);
  assert.equal((await assertProven(accepted.id)).version_hash, hash);
  assert.deepEqual(await assertProven(before.id), oldProof);
  assert.equal((await expectStatus(200, 'GET', `/api/packs/openings/${before.id}`, { token: early.token })).version, 1);
  await pause(1100); // what nginx may still have
  assert.equal((await expectStatus(200, 'GET', `/api/packs/${pack.id}/odds`)).version_hash, hash);
  await assertBooksAgree();
});

test('E12: every seed is another one, and the hash shown before is that of the seed shown after', async () => {
  const pack = await newPack({ supply: 200, stones: { COMMON: 200 } });
  const users = await newUsers(40, { credit: 100 });
  const revealed = await Promise.all(users.map(async (user) => {
    const shown = await expectStatus(200, 'GET', '/api/fairness', { token: user.token });
    const { fairness } = await mustBuy(user, pack);
    assert.equal(fairness.server_seed_hash, shown.server_seed_hash);
    assert.equal(fairness.client_seed, shown.client_seed);
    assert.equal(sha256(fairness.server_seed), shown.server_seed_hash);
    return (await expectStatus(200, 'GET', '/api/fairness', { token: user.token }));
  }));
  assert.equal(new Set(revealed.map((next) => next.client_seed)).size, users.length, 'client seeds that nobody chose are random');
  const [alike] = await sql('SELECT count(*) - count(DISTINCT server_seed) AS count FROM fairness_seed');
  assert.equal(Number(alike.count), 0);
  // 40 × 32 bytes of a good generator: each bit is set about half the time.
  const seeds = await sql(`SELECT encode(server_seed, 'hex') AS seed FROM fairness_seed WHERE nonce = 1 AND user_id = ANY ($1)`, [users.map((user) => user.id)]);
  const bits = [...seeds.map((row) => row.seed).join('')].reduce((sum, digit) => sum + parseInt(digit, 16).toString(2).replaceAll('0', '').length, 0);
  assert.ok(Math.abs(bits / (seeds.length * 256) - 0.5) < 0.03, `${bits} bits of ${seeds.length * 256}`);
  await assertBooksAgree();
});

test('sold out, paused, ended, a draft or no pack at all: refused, and nothing changes', async () => {
  const pack = await newPack({ supply: 3 });
  const draft = await newPack({ status: 'DRAFT' });
  const [user, last] = await newUsers(2, { credit: 100 });
  await mustBuy(last, pack, { quantity: 2 });
  await assertNothingChanges(async () => {
    const refusal = await buy(user, pack, { quantity: 2 });
    assertProblem(refusal, 409, { code: 'sold_out' });
    assert.match(refusal.body.detail, /^1 of/);
    for (const id of [draft.id, randomUUID(), 'no-id']) {
      assertProblem(await buy(user, { id }), 404, { about: id });
      assertProblem(await api('GET', `/api/packs/${id}`), 404);
      assertProblem(await api('GET', `/api/packs/${id}/odds`), 404);
    }
  });
  await mustBuy(user, pack);
  assertProblem(await buy((await newUser({ credit: 100 })), pack), 409, { code: 'sold_out' });
  assert.equal((await expectStatus(200, 'GET', `/api/packs/${pack.id}`)).status, 'SOLD_OUT');

  const other = await newPack();
  for (const status of ['PAUSED', 'ENDED']) {
    await sql('UPDATE pack SET status = $2 WHERE id = $1', [other.id, status]);
    const buyer = await newUser({ credit: 100 });
    await assertNothingChanges(async () => assertProblem(await buy(buyer, other), 409, { code: 'pack_not_on_sale' }));
  }
  const listed = await expectStatus(200, 'GET', '/api/packs?limit=100');
  assert.ok(!listed.items.some((item) => item.id === draft.id));
  await assertBooksAgree();
});

test('ways to pay that there are not are refused, and nothing changes', async () => {
  const pack = await newPack();
  const user = await newUser({ credit: 100 });
  await assertNothingChanges(async () => {
    for (const method of ['credit', 'CASH', 'ZETA', '']) assertProblem(await buy(user, pack, { method }), 400, { field: 'method' });
  });
  await mustBuy(user, pack); // a refusal does not count as a purchase (E8)
});

test('a purchase earns experience, and what is left is shown at once although packs are cached', async () => {
  const pack = await newPack({ supply: 50, xp: 11 });
  const users = await newUsers(8, { credit: 100 });
  let left = 50;
  for (const [index, user] of users.entries()) {
    const read = async () => (await expectStatus(200, 'GET', `/api/packs/${pack.id}`)).remaining;
    assert.deepEqual(await Promise.all([read(), read()]), [left, left]);
    await mustBuy(user, pack, { quantity: index % 3 + 1 });
    left -= index % 3 + 1;
    assert.equal(await read(), left);
    const odds = await expectStatus(200, 'GET', `/api/packs/${pack.id}/odds`);
    assert.equal(odds.odds[0].available, 100 - 50 + left);
    const listed = await expectStatus(200, 'GET', '/api/packs');
    assert.equal(listed.items.find((item) => item.id === pack.id).remaining, left);
    assert.equal(await xpOf(user), 11 * (index % 3 + 1));
  }
  await assertBooksAgree();
});

test('openings are listed in pages, and only the proof is public', async () => {
  const pack = await newPack();
  const [user, other] = await newUsers(2, { credit: 100 });
  const bought = [];
  for (let count = 0; count < 5; count += 1) {
    bought.unshift(await mustBuy(user, pack, { quantity: count % 2 + 1 }));
    if (count < 4) await advanceClock(6);
  }
  const page = async (query) => expectStatus(200, 'GET', `/api/packs/openings?${query}`, { token: user.token });
  const first = await page('limit=2');
  await advanceClock(6);
  const newest = await mustBuy(user, pack);
  await bringTimeBack();
  const second = await page(`limit=2&cursor=${first.next_cursor}`);
  const third = await page(`limit=2&cursor=${second.next_cursor}`);
  assert.equal(third.next_cursor, null);
  assert.deepEqual([...first.items, ...second.items, ...third.items], bought);
  assert.deepEqual((await page('limit=100')).items.map((opening) => opening.id), [newest, ...bought].map((opening) => opening.id));

  const damaged = `${first.next_cursor.slice(0, -1)}${first.next_cursor.endsWith('A') ? 'B' : 'A'}`;
  for (const cursor of [damaged, 'nonsense']) {
    assertProblem(await api('GET', `/api/packs/openings?cursor=${cursor}`, { token: user.token }), 400, { code: 'invalid_cursor' });
  }
  assertProblem(await api('GET', `/api/wallet/entries?cursor=${first.next_cursor}`, { token: user.token }), 400, { code: 'invalid_cursor' });
  const theirs = await expectStatus(200, 'GET', `/api/packs/openings?cursor=${first.next_cursor}`, { token: other.token });
  assert.deepEqual(theirs.items, []);

  const { id } = bought[0];
  assertProblem(await api('GET', `/api/packs/openings/${id}`, { token: other.token }), 404);
  assertProblem(await api('GET', `/api/packs/openings/${id}`), 401);
  assertProblem(await api('GET', '/api/packs/openings'), 401);
  const proof = await expectStatus(200, 'GET', `/api/packs/openings/${id}/proof`);
  assert.ok(!JSON.stringify(proof).includes(user.id), 'the proof names nobody');
  assertProblem(await api('GET', `/api/packs/openings/${randomUUID()}/proof`), 404);
  await assertBooksAgree();
});

/** RFC 4180, read by other code than wrote it. */
function parseCsv(text) {
  const rows = [[]];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/g)) {
    if (match.index === text.length) break;
    rows.at(-1).push(match[1].startsWith('"') ? match[1].slice(1, -1).replaceAll('""', '"') : match[1]);
    if (match[2] === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length);
}

test('the statement names the cause of every line, as JSON in pages and as CSV that is safe to open', async () => {
  const pack = await newPack();
  const user = await newUser();
  const reasons = ['=HYPERLINK("http://evil.example")', '+1+1', '@SUM(A1)', '-2+3+cmd|\' /C calc\'!A0', '-x', '\t=1+1', 'two\nlines, "quoted"', 'plain'];
  for (const reason of reasons) mustSucceed(await gemctl('credit', user.email, '5', '--reason', reason));
  mustSucceed(await gemctl('credit', user.email, '-1.5', '--reason', 'taken back'));
  const opening = await mustBuy(user, pack, { quantity: 2 });

  const lines = await statementOf(user);
  assert.deepEqual(lines.map((line) => line.description), [`${(await sql('SELECT name FROM pack WHERE id = $1', [pack.id]))[0].name} × 2`, 'taken back', ...reasons.toReversed()]);
  assert.deepEqual([lines[0].cause_type, lines[0].cause_id, lines[0].amount_usd, lines[0].balance_after_usd], ['opening', opening.id, '-20.000000', '18.500000']);
  assert.deepEqual([lines[1].cause_type, lines[1].amount_usd], ['adjustment', '-1.500000']);
  const pages = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await expectStatus(200, 'GET', `/api/wallet/entries?limit=3${cursor && `&cursor=${cursor}`}`, { token: user.token });
    pages.push(...page.items);
    cursor = page.next_cursor;
  }
  assert.deepEqual(pages, lines);

  for (const [target, headers] of [['/api/wallet/entries?format=csv', {}], ['/api/wallet/entries', { accept: 'text/csv' }]]) {
    const csv = await api('GET', target, { token: user.token, headers });
    assert.equal(csv.status, 200);
    assert.match(csv.headers.get('content-disposition'), /attachment/);
    const [head, ...rows] = parseCsv(csv.text);
    assert.deepEqual(head, ['time', 'cause', 'description', 'amount_usd', 'balance_after_usd', 'entry_id', 'cause_id']);
    assert.deepEqual(rows.map((row) => row.slice(3)), lines.map((line) => [line.amount_usd, line.balance_after_usd, line.entry_id, line.cause_id]));
    for (const row of rows) assert.doesNotMatch(row[2], /^[=+\-@\t\r]/, 'a spreadsheet would run this');
    assert.deepEqual(rows.map((row) => row[2].replace(/^'/, '')), lines.map((line) => line.description));
  }
  assertProblem(await api('GET', '/api/wallet/entries'), 401);
  await assertBooksAgree();
});
