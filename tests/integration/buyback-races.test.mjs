// Many at once sell gems back: one gem is sold once, limits hold to the cent, and a decision is made once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { buybackOf, gemsFor, isFree, itemStatus, mustRequest, request, review, sell, withdraw, withLimitLeft } from './support/buybacks.mjs';
import { newPack } from './support/catalogue.mjs';
import { api } from './support/client.mjs';
import { amid } from './support/deaths.mjs';
import { delist, list } from './support/market.mjs';
import { assertProblem } from './support/problems.mjs';
import { cutConnection, killOne } from './support/processes.mjs';
import { pause, sql } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';

const pack = await newPack({ price: '1.000000', supply: 300, stones: { COMMON: 300 } });
const price = '17.000000'; // of a gem worth 20

const times = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const count = (answers, status, code) => answers.filter((answer) => answer.status === status && (!code || answer.body.code === code)).length;

/** Somebody with one gem. */
async function seller() {
  const user = await newUser({ credit: 1 });
  return [user, ...await gemsFor(user, pack)];
}

test('E32: of 60 who sell one gem at once, instantly or on request, one does', async () => {
  for (let round = 0; round < 2; round++) {
    const [user, item] = await seller();
    const answers = await times(60, (index) => (index % 2 ? sell(user, item) : request(user, item)));
    const won = answers.filter((answer) => answer.status < 300);
    for (const answer of answers.filter((other) => other.status >= 300)) assertProblem(answer, [409, 429]);
    assert.equal(won.length, 1);
    assert.ok(count(answers, 409, 'item_not_free') > 0);
    const sold = won[0].status === 200;
    assert.deepEqual([await itemStatus(item), await isFree(item), await balanceOf(user.token)], sold ? ['SOLD', true, price] : ['BUYBACK', false, '0.000000']);
    assert.equal((await sql('SELECT FROM buyback WHERE vault_item_id = $1', [item])).length, 1);
    if (!sold) assert.equal((await withdraw(user, won[0].body.id)).status, 204);
  }
  await assertBooksAgree();
});

test('E32: listed, sold back and asked to be bought at once, by 60, a gem goes one way', async () => {
  const [user, item] = await seller();
  const ways = [() => sell(user, item), () => request(user, item), () => list(user, { id: item }, '30.000000')];
  const answers = await times(60, (index) => ways[index % 3]());
  const won = answers.filter((answer) => answer.status < 300);
  for (const answer of answers.filter((other) => other.status >= 300)) assertProblem(answer, 409);
  assert.equal(won.length, 1);
  const open = await sql(`SELECT (SELECT count(*)::integer FROM listing WHERE vault_item_id = $1) AS listings, (SELECT count(*)::integer FROM buyback WHERE vault_item_id = $1) AS buybacks`, [item]);
  assert.equal(open[0].listings + open[0].buybacks, 1);
  assert.equal(await balanceOf(user.token), won[0].status === 200 ? price : '0.000000');
  if (await itemStatus(item) === 'BUYBACK') assert.equal((await withdraw(user, won[0].body.id)).status, 204);
  await assertBooksAgree();
});

test('E32: listed gems are not sold back, and gems to be sold back are not listed', async () => {
  const [user, item] = await seller();
  assert.equal((await list(user, { id: item }, '30.000000')).status, 201);
  for (const answer of [await sell(user, item), await request(user, item)]) {
    assertProblem(answer, 409, { code: 'item_not_free' });
    assert.match(answer.body.detail, /listed on the market/);
  }
  assert.equal((await delist(user, { id: item })).status, 200);
  const { id } = await mustRequest(user, item);
  assertProblem(await list(user, { id: item }, '30.000000'), 409, { code: 'item_not_free' });
  assert.equal((await withdraw(user, id)).status, 204);
  await assertBooksAgree();
});

test('a sale sent many times under one key is made once, and each is answered alike', async () => {
  const [user, item] = await seller();
  const answers = await times(20, () => sell(user, item, { key: 'same' }));
  for (const { status, body } of answers.filter((answer) => answer.status !== 409)) assert.deepEqual([status, body.price_usd], [200, price]);
  for (const answer of answers.filter((other) => other.status === 409)) assertProblem(answer, 409, { code: 'request_in_progress' });
  assert.equal((await sell(user, item, { key: 'same' })).headers.get('idempotent-replayed'), 'true');
  assert.equal(await balanceOf(user.token), price);
  await assertBooksAgree();
});

test('E34: of 50 users who sell at once, when the day has room for one more, one does', async () => {
  const users = await newUsers(50, { credit: 1 });
  const items = [];
  for (let start = 0; start < 50; start += 10) {
    items.push(...await Promise.all(users.slice(start, start + 10).map(async (user) => (await gemsFor(user, pack))[0])));
  }
  await withLimitLeft(20, null, async () => {
    const answers = await times(50, (index) => (index % 3 ? sell(users[index], items[index]) : request(users[index], items[index])));
    const won = answers.filter((answer) => answer.status < 300);
    assert.equal(won.length, 1);
    assert.equal(count(answers, 429, 'daily_limit'), 49);
    for (const [index, answer] of answers.entries()) if (answer.status === 429) assert.equal(await itemStatus(items[index]), 'VAULTED');
  });
  await assertBooksAgree();
  // And without a limit in the way all do, together.
  const left = (await Promise.all(items.map(async (item, index) => [await itemStatus(item), index]))).filter(([status]) => status === 'VAULTED').map(([, index]) => index);
  const answers = await Promise.all(left.map((index) => sell(users[index], items[index])));
  assert.equal(count(answers, 200), left.length);
  await assertBooksAgree();
});

test('E34: one user does not pass their limit on many devices', async () => {
  const user = await newUser({ credit: 10 });
  const items = await gemsFor(user, pack, 10);
  await withLimitLeft(60, user.id, async () => {
    const answers = await times(10, (index) => sell(user, items[index]));
    assert.deepEqual([count(answers, 200), count(answers, 429, 'daily_limit')], [3, 7]);
  });
  assert.equal(await balanceOf(user.token), '51.000000');
  await assertBooksAgree();
});

test('E36: taken back, approved and rejected at once, a request goes one way', async () => {
  const ways = new Set();
  for (let round = 0; round < 4; round++) {
    const [user, item] = await seller();
    const { id } = await mustRequest(user, item);
    await Promise.all([withdraw(user, id), review('approve', id), review('reject', id, '--reason', 'No'), withdraw(user, id), review('approve', id)]);
    const { status } = await buybackOf(user, id);
    ways.add(status);
    assert.ok(['CANCELLED', 'COMPLETED', 'REJECTED'].includes(status), status);
    assert.deepEqual([await itemStatus(item), await balanceOf(user.token)], status === 'COMPLETED' ? ['SOLD', price] : ['VAULTED', '0.000000']);
    assert.equal((await sql('SELECT FROM audit_log WHERE subject_id = $1', [id])).length, status === 'CANCELLED' ? 0 : 1);
  }
  await assertBooksAgree();
});

test('two who approve the same requests at once pay each of them once', async () => {
  const user = await newUser({ credit: 6 });
  const ids = [];
  for (const item of await gemsFor(user, pack, 6)) ids.push((await mustRequest(user, item)).id);
  const results = await times(3, () => review('approve', ...ids, '--confirm', '6:102.000000'));
  const approved = results.reduce((sum, { stdout }) => sum + Number(stdout.match(/(\d+) of 6 requests approved/)?.[1] ?? 0), 0);
  assert.equal(approved, 6);
  assert.equal(await balanceOf(user.token), '102.000000');
  assert.deepEqual(await sql('SELECT * FROM audit_faults()'), []);
  await assertBooksAgree();
});

test('E1: processes and connections die while 40 sell and ask; sent again under its key, each is done once', async () => {
  const users = await newUsers(40, { credit: 1 });
  const items = [];
  for (const user of users) items.push(...await gemsFor(user, pack));
  const end = Date.now() + 120000;
  /** As a client does that has heard nothing: the same again. */
  const untilAnswered = async (index) => {
    for (;;) {
      const answer = await (index % 2 ? sell(users[index], items[index], { key: 'mine' }) : request(users[index], items[index], { key: 'mine' })).catch(() => null);
      if (answer && answer.status < 300) return answer;
      if (answer && answer.status !== 503) assertProblem(answer, 409, { code: 'request_in_progress' });
      assert.ok(Date.now() < end, answer?.text ?? 'no answer');
      await pause(30);
    }
  };
  const answers = [];
  await amid(async () => Number(killOne('gem-api')) + await cutConnection('gem_api'), async () => {
    for (let start = 0; start < 40; start += 8) answers.push(...await times(8, (index) => untilAnswered(start + index)));
  });
  const made = await sql('SELECT vault_item_id, status FROM buyback WHERE vault_item_id = ANY ($1)', [items]);
  assert.equal(made.length, 40);
  for (const [index, item] of items.entries()) assert.equal(made.find((one) => one.vault_item_id === item).status, index % 2 ? 'COMPLETED' : 'PENDING');
  await assertBooksAgree();
  // And an account that is closed while a request of it is approved keeps nothing half done.
  const asked = answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id).slice(0, 10);
  await Promise.all(asked.map(async (id, index) => {
    const { token } = users[index * 2];
    await Promise.all([review('approve', id), api('DELETE', '/api/me?forfeit=true', { token })]);
  }));
  for (const [index, id] of asked.entries()) {
    const [{ status, person }] = await sql('SELECT buyback.status, app_user.status AS person FROM buyback JOIN app_user ON app_user.id = user_id WHERE buyback.id = $1', [id]);
    assert.ok(status === 'COMPLETED' || (status === 'CANCELLED' && person === 'CLOSED'), `${index}: ${status} ${person}`);
  }
  for (const answer of answers.filter((other) => other.status === 201).slice(10)) await review('reject', answer.body.id, '--reason', 'The test is over');
  await assertBooksAgree();
});
