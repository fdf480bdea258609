// E1: processes and connections die at any moment. Nothing is lost, nothing is done twice.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import { expectStatus } from './support/client.mjs';
import { bringTimeBack } from './support/clock.mjs';
import { amid } from './support/deaths.mjs';
import { assertProven, buy, entriesAbout, leavePaid, mustBuy, remainingOf, transactionAs } from './support/openings.mjs';
import { startPart, withoutPart } from './support/parts.mjs';
import { cutConnection, killOne } from './support/processes.mjs';
import { advanceClock, eventually, gemctl, mustSucceed, pause, sandboxUrl, sql } from './support/server.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';

after(async () => {
  await bringTimeBack();
  await startPart('gem-worker:*');
  await startPart('gem-api:*');
});

const twoRarities = { supply: 200, stones: { COMMON: 100, RARE: 40 }, odds: { COMMON: '70.00', RARE: '30.00' } };
const statusOf = async (id) => (await sql('SELECT status FROM opening WHERE id = $1', [id]))[0].status;
const openingOf = (user, id) => expectStatus(200, 'GET', `/api/packs/openings/${id}`, { token: user.token });

test('E1: an opening that was paid before a crash is drawn by the worker when it is back', async () => {
  const pack = await newPack(twoRarities);
  const user = await newUser({ credit: 100 });
  const id = await withoutPart('gem-worker:*', async () => {
    const paid = await leavePaid(user, pack, { quantity: 3 });
    await pause(1500);
    assert.equal(await statusOf(paid), 'PAID', 'nobody else draws it');
    return paid;
  });
  await eventually(async () => (await statusOf(id)) === 'OPENED', 30000);
  const opening = await openingOf(user, id);
  assert.equal(opening.items.length, 3);
  assert.equal((await assertProven(id)).server_seed, user.seed);
  assert.equal(await balanceOf(user.token), '70.000000');
  assert.equal((await entriesAbout(id)).length, 2, 'charged once');
  const vault = await expectStatus(200, 'GET', '/api/vault', { token: user.token });
  assert.deepEqual(vault.items.map((item) => item.id).sort(), opening.items.map((item) => item.vault_item_id).sort());
  await assertBooksAgree();
});

test('E1: whoever may draw it, the worker or several commands at once, it is drawn once', async () => {
  const pack = await newPack({ ...twoRarities, stones: { COMMON: 50, RARE: 10 } });
  const users = await newUsers(30, { credit: 100 });
  const ids = [];
  for (const [index, user] of users.entries()) ids.push(await leavePaid(user, pack, { quantity: index % 3 + 1 }));
  const runs = await Promise.all(Array.from({ length: 6 }, () => gemctl('run-schedule', 'draw_paid_openings')));
  for (const run of runs.filter((other) => other.code !== 0)) assert.match(run.stderr, /still running elsewhere/);
  await eventually(async () => (await sql('SELECT FROM opening WHERE id = ANY ($1) AND status = $2', [ids, 'PAID'])).length === 0, 30000);
  for (const [index, id] of ids.entries()) {
    const opening = await openingOf(users[index], id);
    assert.ok(['OPENED', 'REFUNDED'].includes(opening.status));
    const refunded = opening.quantity - opening.items.length;
    assert.equal(await balanceOf(users[index].token), `${100 - opening.items.length * 10}.000000`);
    assert.equal((await entriesAbout(id)).length, refunded ? 4 : 2);
  }
  // 60 units, 60 gems: a refund is possible only for commons that ran out while rares are left.
  assert.equal(await remainingOf(pack), 200 - (await sql('SELECT FROM vault_item WHERE user_id = ANY ($1)', [users.map((user) => user.id)])).length);
  await assertBooksAgree();
});

test('E1: a buyer whose opening waits may buy again, and both are drawn with their own seeds', async () => {
  const pack = await newPack(twoRarities);
  const user = await newUser({ credit: 100 });
  const first = await leavePaid(user, pack, { age: 0 });
  const second = await mustBuy(user, pack);
  assert.deepEqual([second.status, second.fairness.nonce], ['OPENED', 1]);
  await sql(`UPDATE opening SET paid_at = gem_now() - interval '1 minute' WHERE id = $1`, [first]);
  mustSucceed(await gemctl('run-schedule', 'draw_paid_openings'));
  await eventually(async () => (await statusOf(first)) === 'OPENED', 20000);
  for (const id of [first, second.id]) await assertProven(id);
  await assertBooksAgree();
});

test('E1: an opening that cannot be drawn does not hold up the others', async () => {
  const pack = await newPack(twoRarities);
  const damaged = await newPack({ stones: { COMMON: 1 } });
  const [stuck, user] = await newUsers(2, { credit: 100 });
  const holding = randomUUID();
  const [{ nft_id }] = await sql('SELECT nft_id FROM pool_free JOIN pack_version_row USING (pool_id) WHERE version_id = $1', [damaged.versionId]);
  // Somebody's mistake: the only gem of a pool lies in a vault as well, so that the draw is refused by the database.
  await transactionAs('SUPERUSER', async (query) => {
    await query('SET LOCAL session_replication_role = replica');
    await query(`INSERT INTO vault_item (id, user_id, nft_id, source) VALUES ($1, $2, $3, 'GRANT')`, [holding, user.id, nft_id]);
  });
  const ids = [await leavePaid(stuck, damaged, { age: 3600 }), await leavePaid(user, pack)];
  try {
    await eventually(async () => (await statusOf(ids[1])) === 'OPENED', 30000);
    assert.equal(await statusOf(ids[0]), 'PAID');
    const [{ problem }] = await eventually(async () => {
      const rows = await sql(`SELECT problem FROM schedule WHERE name = 'draw_paid_openings' AND problem IS NOT NULL`);
      return rows.length && rows;
    }, 30000);
    assert.match(problem, /conflict/, 'an operator is told');
  } finally {
    await sql('DELETE FROM vault_item WHERE id = $1', [holding]);
  }
  await eventually(async () => (await statusOf(ids[0])) === 'OPENED', 30000);
  await assertBooksAgree();
});

/** As a good client does: asks again with the same key until there is an answer that is not about the moment. */
async function buyUntilAnswered(user, pack, key, quantity, seen) {
  const end = Date.now() + 120000;
  for (;;) {
    const answer = await buy(user, pack, { key, quantity }).catch((error) => {
      if (error.name === 'AssertionError' && !/502|504/.test(error.message)) throw error;
      return { status: 0 };
    });
    seen[answer.status] = (seen[answer.status] ?? 0) + 1;
    if (answer.status === 201) return answer.body;
    assert.ok([0, 409, 429, 500, 502, 503, 504].includes(answer.status), answer.text);
    if (answer.status === 409) assert.equal(answer.body.code, 'request_in_progress');
    assert.ok(Date.now() < end, `no answer in two minutes, last ${answer.status}`);
    await pause(answer.status === 429 ? 1000 * Number(answer.headers.get('retry-after')) : 50 + Math.random() * 200);
  }
}

test('E1: while processes and connections die, every key ends with exactly one opening', async (context) => {
  const pack = await newPack({ supply: 2000, stones: { COMMON: 900, RARE: 360 }, odds: { COMMON: '70.00', RARE: '30.00' } });
  const users = await newUsers(240, { credit: 100 });
  const deaths = { 'gem-api': 0, connections: 0 };
  const seen = {};
  const isEnough = () => deaths['gem-api'] >= 8 && deaths.connections >= 8 && [0, 500, 502, 503, 504].some((status) => seen[status]);
  const accident = async (turn) => {
    deaths['gem-api'] += Number(turn % 2 === 0 && killOne('gem-api'));
    deaths.connections += await cutConnection('gem_api');
  };
  const bought = [];
  await amid(accident, () => Promise.all(users.map(async (user, index) => {
    // On a busy machine accidents are slower than purchases: some go on until there were enough.
    for (let round = 0; round < 2 || (index < 60 && round < 6 && !isEnough()); round += 1) {
      const key = randomUUID();
      const quantity = round < 2 ? (index + round) % 3 + 1 : 1;
      bought.push({ user, key, quantity, opening: await buyUntilAnswered(user, pack, key, quantity, seen) });
    }
  })), { milliseconds: 50, isEnough });
  context.diagnostic(`killed ${JSON.stringify(deaths)}; answers ${JSON.stringify(seen)}`);
  assert.ok(isEnough(), 'too few accidents');

  const made = await sql('SELECT id FROM opening WHERE user_id = ANY ($1)', [users.map((user) => user.id)]);
  assert.equal(made.length, bought.length);
  assert.deepEqual(new Set(made.map((row) => row.id)), new Set(bought.map((purchase) => purchase.opening.id)), 'an opening without an answer, or an answer without an opening');
  for (const { user, key, quantity, opening } of bought) {
    const again = await buy(user, pack, { key, quantity });
    assert.deepEqual(again.body, opening);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
  }
  for (const user of users) {
    const own = bought.filter((purchase) => purchase.user === user);
    assert.equal(await balanceOf(user.token), `${100 - 10 * own.reduce((sum, { opening }) => sum + opening.items.length, 0)}.000000`);
  }
  for (const { opening } of bought.slice(0, 10)) await assertProven(opening.id);
  await assertBooksAgree();
});

test('E1: the worker dies again and again while it draws, and each opening is drawn once', async () => {
  const pack = await newPack(twoRarities);
  const users = await newUsers(40, { credit: 100 });
  const ids = [];
  await withoutPart('gem-worker:*', async () => {
    for (const user of users) ids.push(await leavePaid(user, pack, { quantity: 2 }));
  });
  const left = async () => (await sql('SELECT FROM opening WHERE id = ANY ($1) AND status = $2', [ids, 'PAID'])).length;
  for (let kills = 0; kills < 12; kills += 1) {
    await sql(`UPDATE schedule SET next_run_at = gem_now() WHERE name = 'draw_paid_openings'`);
    await pause(100 + Math.random() * 400);
    killOne('gem-worker');
    await cutConnection('gem_worker');
  }
  await startPart('gem-worker:*');
  await eventually(async () => (await left()) === 0, 60000);
  for (const id of ids.slice(0, 5)) await assertProven(id);
  await assertBooksAgree();
});

test('E1: the worker dies while it mails codes, and every request still gets its mail', async () => {
  const addresses = Array.from({ length: 60 }, () => `crash-${randomUUID()}@test.example`);
  const mailsTo = async (address) => (await fetch(`${sandboxUrl}/mailbox.json?to=${encodeURIComponent(address)}`)).json();
  await amid(() => killOne('gem-worker'), async () => {
    for (const email of addresses) {
      await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
      await pause(50);
    }
    await pause(2000);
  }, { milliseconds: 400 });
  await eventually(async () => (await sql('SELECT FROM job WHERE dead_at IS NULL AND run_at <= gem_now() AND locked_until IS NULL')).length === 0, 30000);
  await advanceClock(130); // what a dead worker held is free again after its lease
  await eventually(async () => (await sql('SELECT FROM job WHERE dead_at IS NULL')).length === 0, 60000);
  for (const email of addresses) {
    const mails = await mailsTo(email);
    assert.ok(mails.length >= 1, `no mail to ${email}`);
    assert.ok(mails.length <= 3, `${mails.length} mails to ${email}`);
  }
  const email = addresses.at(-1);
  const code = (await mailsTo(email))[0].text.match(/\b\d{6}\b/)[0];
  await expectStatus(200, 'POST', '/api/auth/email-verify', { body: { email, code } });
  assert.deepEqual(await sql('SELECT kind, problem FROM job WHERE dead_at IS NOT NULL'), []);
  await bringTimeBack();
  await assertBooksAgree();
});
