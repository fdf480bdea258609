// X2: the server played as dishonestly as it can be. The database refuses what it can see; what is done behind its back, a proof shows.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { recompute } from '../draw/recompute.mjs';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import { api, expectStatus } from './support/client.mjs';
import { assertProven, buy, leavePaid, mustBuy, proofOf, transactionAs } from './support/openings.mjs';
import { assertProblem } from './support/problems.mjs';
import { eventually, gemctl, sql, sqlAs } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { newUser, newUsers } from './support/users.mjs';

const commitmentOf = (user) => expectStatus(200, 'GET', '/api/fairness', { token: user.token });
const choose = (user, client_seed) => api('PUT', '/api/fairness', { token: user.token, body: { client_seed } });
const fiveRarities = {
  stones: { COMMON: 40, UNCOMMON: 40, RARE: 40, EPIC: 40, LEGENDARY: 40 },
  odds: { COMMON: '35.00', UNCOMMON: '25.00', RARE: '20.00', EPIC: '15.00', LEGENDARY: '5.00' },
};

test('X2: the seed is committed to before the buyer\'s part is known, and used once', async () => {
  const pack = await newPack();
  const [user, other] = await newUsers(2, { credit: 100 });
  const before = await commitmentOf(user);
  assert.equal(before.nonce, 0);
  const chosen = await choose(user, 'My own-seed_1');
  assert.deepEqual(chosen.body, { ...before, client_seed: 'My own-seed_1' });
  assert.deepEqual(await commitmentOf(user), chosen.body);
  assert.equal((await commitmentOf(other)).client_seed, 'client', 'the choice is for oneself');

  const { id, fairness } = await mustBuy(user, pack);
  assert.deepEqual([fairness.server_seed_hash, fairness.client_seed, fairness.nonce], [before.server_seed_hash, 'My own-seed_1', 0]);
  const next = await commitmentOf(user);
  assert.equal(next.nonce, 1);
  assert.notEqual(next.server_seed_hash, before.server_seed_hash);
  assert.notEqual(next.client_seed, 'My own-seed_1');
  const proof = await assertProven(id);
  assert.equal((await choose(user, 'too late for the first')).status, 200);
  assert.deepEqual(await proofOf(id), proof);

  for (const seed of ['', 'x'.repeat(65), 'a:b', 'ä', 'tab\t', 7, null]) assertProblem(await choose(user, seed), 400, { field: 'client_seed' });
  for (const client_seed of ['', 'x'.repeat(65), 'a:b']) assertProblem(await buy(other, pack, { client_seed }), 400, { field: 'client_seed' });
  assert.equal((await choose(user, 'x'.repeat(64))).status, 200);
  assertProblem(await api('PUT', '/api/fairness', { body: { client_seed: 'a' } }), 401);
  await assertBooksAgree();
});

test('X2: a purchase that is refused uses up no seed', async () => {
  const [pack, dear] = [await newPack(), await newPack({ price: '1000.000000' })];
  const user = await newUser({ credit: 100 });
  const before = await commitmentOf(user);
  assertProblem(await buy(user, dear, { client_seed: 'mine' }), 402);
  assert.deepEqual(await commitmentOf(user), before);
  assert.equal((await mustBuy(user, pack)).fairness.server_seed_hash, before.server_seed_hash);
});

test('X2: before the draw nothing gives the seed away, and after it everything is shown', async () => {
  const pack = await newPack(fiveRarities);
  const user = await newUser({ credit: 100 });
  const committed = await commitmentOf(user);
  const id = await leavePaid(user, pack, { quantity: 2, age: 0 });
  const proof = await proofOf(id);
  assert.deepEqual([proof.server_seed, proof.server_seed_hash, proof.nonce, proof.units], [null, committed.server_seed_hash, 0, []]);
  assert.deepEqual(recompute(proof).problems.slice(0, 1), ['server_seed is not revealed yet']);
  const shown = await expectStatus(200, 'GET', `/api/packs/openings/${id}`, { token: user.token });
  assert.deepEqual([shown.status, shown.opened_at, shown.items, shown.fairness.server_seed], ['PAID', null, [], null]);
  const next = await commitmentOf(user);
  assert.deepEqual([next.nonce, next.server_seed_hash === committed.server_seed_hash], [1, false]);
  const verified = await gemctl('verify', id);
  assert.notEqual(verified.code, 0);
  assert.match(verified.stderr, /secret/);
  for (const target of ['/api/packs/openings', `/api/packs/openings/${id}`, `/api/packs/openings/${id}/proof`, '/api/fairness', '/api/me', '/api/wallet/entries']) {
    assert.ok(!(await api('GET', target, { token: user.token })).text.includes(user.seed), target);
  }
  await eventually(async () => (await proofOf(id)).server_seed, 30000);
  assert.equal((await assertProven(id)).server_seed, user.seed);
  assert.equal((await expectStatus(200, 'GET', `/api/packs/openings/${id}`, { token: user.token })).items.length, 2);
  await assertBooksAgree();
});

test('X2: an opening that was given up keeps its nonce and stays in sight', async () => {
  const pack = await newPack();
  const user = await newUser({ credit: 100 });
  const { server_seed_hash } = await commitmentOf(user);
  const id = randomUUID();
  await transactionAs('OWNER', async (query) => {
    await query(
      `INSERT INTO opening (id, user_id, pack_id, version_id, quantity, method, status, unit_price, total_cost, nonce)
       SELECT $1, $2, id, version_id, 1, 'SOL', 'CANCELLED', price, price, 0 FROM pack WHERE id = $3`, [id, user.id, pack.id]);
    await query('UPDATE fairness_seed SET opening_id = $1 WHERE user_id = $2 AND opening_id IS NULL', [id, user.id]);
    await query(`INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
                 SELECT $1, 1, seed, encode(sha256(seed), 'hex'), 'next' FROM decode(repeat($2, 32), 'hex') AS seed`,
      [user.id, (Date.now() % 256).toString(16).padStart(2, '0')]);
  });
  const opening = await mustBuy(user, pack);
  assert.equal(opening.fairness.nonce, 1);
  const { items } = await expectStatus(200, 'GET', '/api/packs/openings', { token: user.token });
  assert.deepEqual(items.map((item) => [item.status, item.fairness.nonce, item.fairness.server_seed_hash]),
    [['OPENED', 1, opening.fairness.server_seed_hash], ['CANCELLED', 0, server_seed_hash]]);
  assert.equal((await proofOf(id)).server_seed, null);
  await assertBooksAgree();
});

const newSeed = `decode(md5(random()::text) || md5(random()::text), 'hex')`;
const insertSeed = (nonce, seed = newSeed, hash = `encode(sha256(seed), 'hex')`) =>
  `INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed) SELECT $1, ${nonce}, seed, ${hash}, 'x' FROM (SELECT ${seed}) AS made (seed)`;
const setSeed = (where) =>
  `UPDATE fairness_seed SET server_seed = seed, server_seed_hash = encode(sha256(seed), 'hex') FROM (SELECT ${newSeed}) AS made (seed) WHERE user_id = $1 AND ${where}`;
const setOn = (assignment, where) => `UPDATE fairness_seed SET ${assignment} WHERE user_id = $1 AND ${where}`;
const versionsOfUser = 'version_id IN (SELECT version_id FROM opening WHERE user_id = $1)';

// Of the user, nonce 0 is opened, nonce 1 paid and not drawn, nonce 2 waits. [what is tried, the statement, what the database says]
const dishonesties = [
  ['a second seed under a used nonce', insertSeed(0), /fairness_seed_pkey/],
  ['a second seed under the nonce that waits', insertSeed(2), /fairness_seed_pkey/],
  ['two seeds to choose from', insertSeed(3), /fairness_seed_next/],
  ['a gap in the nonces', insertSeed(9), /nonces have no gaps/],
  ['a negative nonce', insertSeed(-1), /no gaps|nonce_check/],
  ['a hash of another seed', insertSeed(3, newSeed, `repeat('0', 64)`), /fairness_seed.*check/],
  ['a short seed', insertSeed(3, `decode('00', 'hex')`), /fairness_seed.*check/],
  ['another seed behind the hash that was shown', setOn(`server_seed = ${newSeed}`, 'nonce = 2'), /a commitment does not change/],
  ['another seed and hash before the purchase', setSeed('nonce = 2'), /a commitment does not change/],
  ['another seed after payment', setSeed('nonce = 1'), /a commitment does not change/],
  ['another seed after the draw', setSeed('nonce = 0'), /a commitment does not change/],
  ['another hash', setOn(`server_seed_hash = repeat('0', 64)`, 'nonce = 2'), /check constraint/],
  ['another client seed after payment', setOn(`client_seed = 'ground'`, 'nonce = 1'), /a commitment does not change/],
  ['another client seed after the draw', setOn(`client_seed = 'ground'`, 'nonce = 0'), /a commitment does not change/],
  ['taking the seed back after payment', setOn('opening_id = NULL', 'nonce = 1'), /a commitment does not change/],
  ['giving the seed to another opening', setOn('opening_id = (SELECT id FROM opening WHERE user_id = $1 AND nonce = 0)', 'nonce = 1'), /a commitment does not change/],
  ['another nonce', setOn('nonce = 7', 'nonce = 2'), /a commitment does not change/],
  ['another user\'s seed', setOn('user_id = (SELECT id FROM app_user WHERE id <> $1 LIMIT 1)', 'nonce = 2'), /a commitment does not change/],
  ['hiding a revealed seed', setOn('revealed_at = NULL', 'nonce = 0'), /a commitment does not change/],
  ['revealing it at another time', setOn(`revealed_at = revealed_at - interval '1 day'`, 'nonce = 0'), /a commitment does not change/],
  ['revealing a seed that nobody used', setOn('revealed_at = gem_now()', 'nonce = 2'), /check constraint/],
  ['deleting the seed that waits', 'DELETE FROM fairness_seed WHERE user_id = $1 AND nonce = 2', /append only/],
  ['deleting a paid seed', 'DELETE FROM fairness_seed WHERE user_id = $1 AND nonce = 1', /append only/],
  ['deleting all seeds', 'TRUNCATE fairness_seed', /append only/],
  ['another drawn row', 'UPDATE opening_unit SET row = 0 FROM opening WHERE opening.id = opening_id AND user_id = $1', /append only/],
  ['another gem', 'UPDATE opening_unit SET nft_id = (SELECT nft_id FROM pool_free LIMIT 1) FROM opening WHERE opening.id = opening_id AND user_id = $1', /append only/],
  ['forgetting a unit', 'DELETE FROM opening_unit USING opening WHERE opening.id = opening_id AND user_id = $1', /append only/],
  ['forgetting all units', 'TRUNCATE opening_unit', /append only/],
  ['drawing again', `UPDATE opening SET status = 'PAID' WHERE user_id = $1 AND nonce = 0`, /cannot go from OPENED to PAID/],
  ['keeping the money without a draw', `UPDATE opening SET status = 'CANCELLED' WHERE user_id = $1 AND nonce = 1`, /cannot go from PAID to CANCELLED/],
  ['deleting an opening', 'DELETE FROM opening WHERE user_id = $1 AND nonce = 1', /foreign key|append only/],
  ['other odds in a version', `UPDATE pack_version_row SET drop_rate = 1 WHERE ${versionsOfUser}`, /append only/],
  ['leaving a row of the odds out', `DELETE FROM pack_version_row WHERE ${versionsOfUser}`, /append only/],
  ['one more row in the odds', `INSERT INTO pack_version_row SELECT version_id, 50, (SELECT id FROM pool WHERE id NOT IN (SELECT pool_id FROM pack_version_row WHERE ${versionsOfUser}) LIMIT 1), 1, 1, 1 FROM opening WHERE user_id = $1 LIMIT 1`, /add up to 100\.00/],
  ['another hash of a version', `UPDATE pack_version SET version_hash = repeat('0', 64) WHERE id IN (SELECT version_id FROM opening WHERE user_id = $1)`, /append only/],
  ['deleting a version', 'DELETE FROM pack_version WHERE id IN (SELECT version_id FROM opening WHERE user_id = $1)', /append only/],
  ['another order of a pool', `UPDATE pool_commitment SET order_hash = repeat('0', 64) WHERE pool_id IN (SELECT pool_id FROM pack_version_row WHERE ${versionsOfUser})`, /append only/],
  ['forgetting the order of a pool', `DELETE FROM pool_commitment WHERE pool_id IN (SELECT pool_id FROM pack_version_row WHERE ${versionsOfUser})`, /append only/],
  ['moving a stone that waits in its pool', `UPDATE nft SET pool_position = pool_position + 1000 WHERE id IN (SELECT nft_id FROM pool_free WHERE pool_id IN (SELECT pool_id FROM pack_version_row WHERE ${versionsOfUser}))`, /foreign key|append only/],
  ['another version behind an opening', `UPDATE opening SET version_id = (SELECT id FROM pack_version WHERE id <> version_id LIMIT 1) WHERE user_id = $1`, /append only/],
  ['another price of an opening', 'UPDATE opening SET unit_price = 1, total_cost = quantity WHERE user_id = $1', /append only/],
];

/** A user with an opening that is drawn (nonce 0), one that is paid (nonce 1) and a seed that waits (nonce 2). */
async function userToCheat() {
  const pack = await newPack(fiveRarities);
  const user = await newUser({ credit: 100 });
  const opening = await mustBuy(user, pack, { quantity: 4 });
  await leavePaid(user, pack, { age: -120 });
  return { pack, user, opening };
}

test('X2: the database refuses what a dishonest server would do to it', async (context) => {
  const { user } = await userToCheat();
  await assertNothingChanges(async () => {
    for (const [what, statement, refusal] of dishonesties) {
      await context.test(what, async () => {
        for (const role of ['OWNER', 'SUPERUSER']) {
          await assert.rejects(() => sqlAs(role, statement, statement.includes('$1') ? [user.id] : []), refusal, role);
        }
      });
    }
  });
  await sql(`UPDATE opening SET paid_at = gem_now() - interval '1 minute' WHERE user_id = $1 AND nonce = 1`, [user.id]);
  await eventually(async () => (await sql(`SELECT FROM opening WHERE user_id = $1 AND status = 'OPENED'`, [user.id])).length === 2, 30000);
  await assertBooksAgree();
});

test('X2: the roles of the programs may not even try', async () => {
  const { user } = await userToCheat();
  const forbidden = [
    ['API', setSeed('nonce = 2')], ['API', 'DELETE FROM fairness_seed WHERE user_id = $1'], ['WORKER', insertSeed(3)],
    ['API', 'UPDATE opening SET unit_price = 1 WHERE user_id = $1'], ['API', 'UPDATE pack SET price = 1 WHERE id::text <> $1'],
    ['API', 'UPDATE opening_unit SET row = 0 WHERE opening_id::text <> $1'], ['WORKER', 'UPDATE opening_unit SET row = 0 WHERE opening_id::text <> $1'],
    ['API', 'INSERT INTO pool_free SELECT pool_id, position, nft_id FROM pool_free WHERE nft_id::text <> $1'],
    ['API', 'UPDATE nft SET fmv = 1 WHERE id::text <> $1'], ['API', 'UPDATE ledger_account SET balance = 1 WHERE owner_id = $1'],
    ['API', 'SELECT gem_shift_clock(1) WHERE $1::text IS NOT NULL'], ['WORKER', 'UPDATE ledger_account SET balance = 1 WHERE owner_id = $1'],
    ['HOOKS', 'SELECT server_seed FROM fairness_seed WHERE user_id = $1'],
  ];
  for (const [role, statement] of forbidden) {
    await assert.rejects(() => sqlAs(role, statement, [user.id]), /permission denied/, `${role}: ${statement}`);
  }
});

const unitIs = 'WHERE opening_id = $1 AND unit = 2';
const versionOf = '(SELECT version_id FROM opening WHERE id = $1)';

// [what is changed behind the database's back, the statement, what recompute() says, what gemctl says]
const tamperings = [
  ['the drawn row', `UPDATE opening_unit SET row = (row + 1) % 5, handed_row = (row + 1) % 5 ${unitIs}`, /^unit 2: row is/, /Unit 2/],
  ['the attempt', `UPDATE opening_unit SET attempt = attempt + 1 ${unitIs}`, /^unit 2: attempt is/, /Unit 2/],
  ['the start position', `UPDATE opening_unit SET start_position = (start_position + 1) % pool_size ${unitIs}`, /^unit 2: start_position/, /Unit 2/],
  ['the size of the pool', `UPDATE opening_unit SET pool_size = 10007 ${unitIs}`, /^unit 2: start_position/, /Unit 2/],
  ['a position outside the pool', `UPDATE opening_unit SET position = pool_size ${unitIs}`, /^unit 2: position/, /Unit 2/],
  ['a gem of higher rarity than drawn', `UPDATE opening_unit SET handed_row = row + 1 WHERE opening_id = $1 AND row < 4`, /^unit \d: handed_row/, /Unit \d/],
  ['a unit left out', `DELETE FROM opening_unit WHERE opening_id = $1 AND unit = 0`, /^unit 0: unit is 0, the proof says 1/, /Unit|unit/],
  ['the client seed', `UPDATE fairness_seed SET client_seed = 'ground' WHERE opening_id = $1`, /^unit \d:/, /Unit \d/],
  ['the server seed with its hash', `UPDATE fairness_seed SET server_seed = seed, server_seed_hash = encode(sha256(seed), 'hex') FROM (SELECT ${newSeed}) AS made (seed) WHERE opening_id = $1`, /^unit \d:/, /Unit \d/],
  ['the odds', `UPDATE pack_version_row SET drop_rate = CASE row WHEN 0 THEN 3499 ELSE 501 END WHERE version_id = ${versionOf} AND row IN (0, 4)`, /^rows do not match/, /version hash/],
  ['the values in the odds', `UPDATE pack_version_row SET fmv_min = fmv_min - 1 WHERE version_id = ${versionOf} AND row = 3`, /^rows do not match/, /version hash/],
  ['the hash of the odds', `UPDATE pack_version SET version_hash = repeat('0', 64) WHERE id = ${versionOf}`, /^rows do not match/, /version hash/],
];

/** Runs a statement as a superuser with all triggers off. `undo` puts back what the tables of a proof held before. */
async function tamper(statement, openingId) {
  const tables = ['opening_unit', 'fairness_seed', 'pack_version_row', 'pack_version'];
  const where = { opening_unit: 'opening_id = $1', fairness_seed: 'opening_id = $1', pack_version_row: `version_id = ${versionOf}`, pack_version: `id = ${versionOf}` };
  const behindItsBack = (work) => transactionAs('SUPERUSER', async (query) => {
    await query('SET LOCAL session_replication_role = replica');
    return work(query);
  });
  const kept = {};
  for (const table of tables) kept[table] = (await sql(`SELECT jsonb_agg(t)::text AS rows FROM ${table} AS t WHERE ${where[table]}`, [openingId]))[0].rows;
  await behindItsBack((query) => query(statement, [openingId]));
  return () => behindItsBack(async (query) => {
    for (const table of tables) {
      await query(`DELETE FROM ${table} WHERE ${where[table]}`, [openingId]);
      await query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`, [kept[table]]);
    }
  });
}

test('X2: what a superuser changes behind the database\'s back is named by whoever recomputes the proof', async (context) => {
  const { opening } = await userToCheat();
  const honest = await assertProven(opening.id);
  for (const [what, statement, problem, complaint] of tamperings) {
    await context.test(what, async () => {
      const undo = await tamper(statement, opening.id);
      try {
        const proof = await proofOf(opening.id);
        assert.notDeepEqual(proof, honest, 'nothing was changed');
        const { ok, problems } = recompute(proof);
        assert.equal(ok, false);
        assert.ok(problems.some((line) => problem.test(line)), `${problem}: ${problems}`);
        const verified = await gemctl('verify', opening.id);
        assert.notEqual(verified.code, 0, 'gemctl verify saw nothing');
        assert.match(verified.stderr, complaint);
      } finally {
        await undo();
      }
      assert.deepEqual(await assertProven(opening.id), honest);
    });
  }
  await sql(`UPDATE opening SET paid_at = gem_now() - interval '1 minute' WHERE status = 'PAID'`);
  await eventually(async () => (await sql(`SELECT FROM opening WHERE status = 'PAID'`)).length === 0, 30000);
  await assertBooksAgree();
});
