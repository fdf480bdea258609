// Many at once: nothing is sold twice, nobody pays for nothing, and one user is one user on all of their devices.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { forgetFailures } from './support/clock.mjs';
import { assertProven, buy, mustBuy, remainingOf } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { eventually, sql } from './support/server.mjs';
import { balanceOf, mailedCode, newUser, newUsers } from './support/users.mjs';

const times = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const count = (answers, status, code) => answers.filter((answer) => answer.status === status && (!code || answer.body.code === code)).length;

async function assertCharged(users, answers, price) {
  for (const [index, user] of users.entries()) {
    const { status, body } = answers[index];
    const paid = status === 201 ? body.items.length * price : 0;
    assert.equal(await balanceOf(user.token), `${100 - paid}.000000`);
  }
}

test('E6: 64 buyers at once get exactly the 50 units there are, and the others are not charged', async () => {
  const pack = await newPack({ supply: 50, stones: { COMMON: 60, RARE: 20 }, odds: { COMMON: '80.00', RARE: '20.00' } });
  const users = await newUsers(64, { credit: 100 });
  const answers = await times(64, (index) => buy(users[index], pack, { quantity: index % 3 + 1, key: 'race' }));
  for (const answer of answers.filter((other) => other.status !== 201)) assertProblem(answer, 409, { code: 'sold_out' });
  const sold = answers.filter((answer) => answer.status === 201);
  assert.ok(sold.length >= 17 && sold.length < 64);
  assert.ok(sold.every((answer) => answer.body.status === 'OPENED' && answer.body.items.length === answer.body.quantity));
  // What a big purchase could not have, a small one may: together they take all.
  const late = await newUsers(3, { credit: 100 });
  answers.push(...await times(3, (index) => buy(late[index], pack)));
  const units = answers.filter((answer) => answer.status === 201).reduce((sum, answer) => sum + answer.body.quantity, 0);
  assert.equal(units, 50);
  assert.equal(await remainingOf(pack), 0);
  const handed = answers.flatMap((answer) => answer.body.items ?? []).map((item) => item.nft_id);
  assert.equal(new Set(handed).size, 50, 'no gem twice');
  await assertCharged([...users, ...late], answers, 10);
  assert.equal((await expectStatus(200, 'GET', `/api/packs/${pack.id}`)).status, 'SOLD_OUT');
  await assertBooksAgree();
});

test('E6: of many buyers of the last unit one gets it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const pack = await newPack({ supply: 1, stones: { COMMON: 3 } });
    const users = await newUsers(24, { credit: 100 });
    const answers = await times(24, (index) => buy(users[index], pack));
    assert.deepEqual([count(answers, 201), count(answers, 409, 'sold_out')], [1, 23]);
  }
  await assertBooksAgree();
});

test('E6: units spread over many rows are sold to whoever wants several', async () => {
  const pack = await newPack({ supply: 23, stones: { COMMON: 30 } }); // one or two in each of sixteen rows
  const users = await newUsers(3, { credit: 200 });
  const answers = await times(3, (index) => buy(users[index], pack, { quantity: 10 }));
  assert.deepEqual([count(answers, 201), count(answers, 409, 'sold_out')], [2, 1]);
  assert.equal(await remainingOf(pack), 3);
  await assertBooksAgree();
});

test('E11: one user on two devices buys once in five seconds', async () => {
  const packs = [await newPack(), await newPack()];
  const user = await newUser({ credit: 1000 });
  const answers = await times(20, (index) => buy(user, packs[index % 2], { quantity: index % 3 + 1 }));
  for (const answer of answers.filter((other) => other.status !== 201)) assertProblem(answer, 429, { code: 'purchase_too_soon' });
  assert.equal(count(answers, 201), 1);
  const bought = answers.find((answer) => answer.status === 201).body;
  assert.equal(await balanceOf(user.token), `${1000 - bought.quantity * 10}.000000`);
  assert.equal((await expectStatus(200, 'GET', '/api/packs/openings', { token: user.token })).items.length, 1);
  await assertBooksAgree();
});

test('E8: twenty requests with one key make one opening', async () => {
  const pack = await newPack();
  const user = await newUser({ credit: 1000 });
  const answers = await times(20, () => buy(user, pack, { key: 'double-click', quantity: 2 }));
  for (const answer of answers.filter((other) => other.status !== 201)) assertProblem(answer, 409, { code: 'request_in_progress' });
  const done = answers.filter((answer) => answer.status === 201);
  assert.equal(new Set(done.map((answer) => answer.text)).size, 1);
  assert.equal(done.filter((answer) => answer.headers.get('idempotent-replayed') === null).length, 1, 'one is the first, all others replay it');
  assert.equal((await buy(user, pack, { key: 'double-click', quantity: 2 })).text, done[0].text);
  assert.equal(await balanceOf(user.token), '980.000000');
  await assertBooksAgree();
});

test('E7: thirty buyers of a pool with fewer gems than the pack has units: all gems go, the rest is refunded', async () => {
  const pack = await newPack({ supply: 200, stones: { COMMON: 12, UNCOMMON: 8, RARE: 5 }, odds: { COMMON: '10.00', UNCOMMON: '20.00', RARE: '70.00' } });
  const users = await newUsers(30, { credit: 100 });
  const answers = await times(30, async (index) => {
    const options = { quantity: index % 3 + 1, key: randomUUID() };
    let answer = await buy(users[index], pack, options);
    while (answer.status === 503) answer = await buy(users[index], pack, options); // busy: the key makes it safe to ask again
    return answer;
  });
  assert.equal(count(answers, 201), 30, answers.find((answer) => answer.status !== 201)?.text);
  const handed = answers.flatMap((answer) => answer.body.items);
  assert.equal(new Set(handed.map((item) => item.nft_id)).size, handed.length);
  const left = await sql(`SELECT rarity, count(*)::integer AS count FROM pool_free JOIN nft ON nft.id = nft_id
                          WHERE nft.pool_id IN (SELECT pool_id FROM pack_version_row WHERE version_id = $1) GROUP BY rarity`, [pack.versionId]);
  assert.equal(handed.length + left.reduce((sum, row) => sum + row.count, 0), 25);
  // 60 units, 70 % of them drawn RARE: whoever drew RARE could fall to anything, so nobody was refunded while gems were left.
  const refunded = answers.filter((answer) => answer.body.items.length < answer.body.quantity);
  assert.ok(refunded.length > 0);
  assert.ok(left.every((row) => row.rarity !== 'COMMON'), `refunds while ${JSON.stringify(left)} were left`);
  for (const answer of answers) {
    assert.equal(answer.body.status, answer.body.items.length ? 'OPENED' : 'REFUNDED');
    await assertProven(answer.body.id);
  }
  assert.equal(await remainingOf(pack), 200 - handed.length);
  await assertCharged(users, answers, 10);
  await assertBooksAgree();
});

test('A2: one mailed code, given twice at the same moment, signs in once', async () => {
  for (let round = 0; round < 3; round += 1) {
    const email = `race-${randomUUID()}@test.example`;
    await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
    const code = await mailedCode(email);
    const answers = await times(4, () => api('POST', '/api/auth/email-verify', { body: { email, code } }));
    assert.deepEqual([count(answers, 200), count(answers, 401, 'wrong_code')], [1, 3]);
    const [made] = await sql('SELECT count(*) FILTER (WHERE app_user.email = $1)::integer AS users FROM app_user', [email]);
    assert.equal(made.users, 1);
  }
  await forgetFailures();
});

test('E6: many packs bought by many at once, with every page read meanwhile', async () => {
  const packs = [];
  for (let index = 0; index < 4; index += 1) packs.push(await newPack({ supply: 60, stones: { COMMON: 40, RARE: 20 }, odds: { COMMON: '70.00', RARE: '30.00' } }));
  const users = await newUsers(100, { credit: 100 });
  const reads = ['/api/packs', ...packs.flatMap(({ id }) => [`/api/packs/${id}`, `/api/packs/${id}/odds`])];
  let buying = true;
  const readers = times(4, async (index) => {
    for (let turn = index; buying; turn += 1) {
      const page = await expectStatus(200, 'GET', reads[turn % reads.length]);
      for (const pack of page.items ?? []) assert.ok(pack.remaining >= 0 && pack.remaining <= pack.max_supply);
    }
  });
  try {
    await Promise.all(users.map((user, index) => mustBuy(user, packs[index % 4], { quantity: index % 2 + 1 })));
  } finally {
    buying = false;
    await readers;
  }
  for (const pack of packs) {
    const remaining = await remainingOf(pack);
    // A reader that was slow may have put an older page back, which lives for a second.
    await eventually(async () => (await expectStatus(200, 'GET', `/api/packs/${pack.id}`)).remaining === remaining, 3000);
  }
  await assertBooksAgree();
});
