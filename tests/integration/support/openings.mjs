// Purchases and their proofs for tests, and the states that only a crash or an operator leaves.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { drawRow, recompute, versionHash, weightOfRate } from '../../draw/recompute.mjs';
import { api, expectStatus } from './client.mjs';
import { environment, gemctl, mustSucceed, sql } from './server.mjs';

/** Buys as a client would; what is not `key` goes into the body. {status, body, …} */
export const buy = (user, pack, { key, ...body } = {}) =>
  api('POST', `/api/packs/${pack.id}/purchase`, { token: user.token, key, body: { quantity: 1, method: 'CREDIT', ...body } });

/** Buys and must be answered 201. The opening. */
export async function mustBuy(user, pack, options) {
  const answer = await buy(user, pack, options);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

export const proofOf = (openingId) => expectStatus(200, 'GET', `/api/packs/openings/${openingId}/proof`);

/** The proof, held to be right by two programs that share no code. */
export async function assertProven(openingId) {
  const proof = await proofOf(openingId);
  assert.deepEqual(recompute(proof).problems, []);
  assert.match(mustSucceed(await gemctl('verify', openingId)), /^verified/m);
  return proof;
}

/** A client seed with which the first opening of a user (made by newUsers, so that the seed is known) draws these rows. */
export function clientSeedFor(user, rates, wantedRows) {
  const weights = rates.map(weightOfRate);
  for (let attempt = 0; attempt < 1_000_000; attempt += 1) {
    const seed = `wanted ${attempt}`;
    if (wantedRows.every((row, unit) => drawRow(user.seed, seed, 0, unit, weights).row === row)) return seed;
  }
  throw new Error('no client seed draws these rows');
}

/** Runs `work` in one transaction of a role: transactionAs('OWNER', async (query) => …). `query` gives rows back. */
export async function transactionAs(role, work) {
  const client = new pg.Client({ connectionString: environment[`GEM_DATABASE_URL_${role}`] });
  await client.connect();
  try {
    await client.query('BEGIN');
    const result = await work(async (text, values) => (await client.query(text, values)).rows);
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end();
  }
}

/** Puts a pack under other odds, as an operator does: [{rarity, drop_rate: '60.00'}] of its own collection. The version's hash. */
export async function publishVersion(pack, odds) {
  const pools = await sql(
    `SELECT pool.id, pool.collection_id, rarity, min(fmv)::text AS fmv_min, max(fmv)::text AS fmv_max
     FROM pool JOIN collection ON collection.id = collection_id JOIN nft USING (rarity)
     WHERE collection.name = $1 AND nft.pool_id = pool.id GROUP BY pool.id`,
    [pack.collection],
  );
  const lines = odds.map((line) => ({ ...line, pool: pools.find((pool) => pool.rarity === line.rarity) }));
  const hash = versionHash(lines.map(({ rarity, drop_rate, pool }) =>
    ({ collection_id: pool.collection_id, drop_rate, fmv_max: pool.fmv_max, fmv_min: pool.fmv_min, rarity })));
  await sql(
    `WITH version AS (
       INSERT INTO pack_version (id, pack_id, version, version_hash)
       SELECT gen_random_uuid(), $1::uuid, max(version) + 1, $2 FROM pack_version WHERE pack_id = $1::uuid RETURNING id),
     line AS (
       INSERT INTO pack_version_row (version_id, row, pool_id, drop_rate, fmv_min, fmv_max)
       SELECT version.id, row - 1, pool_id, drop_rate, fmv_min, fmv_max
       FROM version, unnest($3::uuid[], $4::integer[], $5::numeric[], $6::numeric[]) WITH ORDINALITY
            AS line (pool_id, drop_rate, fmv_min, fmv_max, row))
     UPDATE pack SET version_id = version.id FROM version WHERE pack.id = $1::uuid`,
    [pack.id, hash, lines.map((line) => line.pool.id), lines.map((line) => Number(weightOfRate(line.drop_rate))),
      lines.map((line) => line.pool.fmv_min), lines.map((line) => line.pool.fmv_max)],
  );
  return hash;
}

/**
 * An opening as a crash between payment and draw leaves it: money and supply moved, the seed taken and the next one committed, nothing
 * drawn. The worker takes it up once it is five seconds old: `age` says how old it is already. The opening's id.
 */
export function leavePaid(user, pack, { quantity = 1, age = 60 } = {}) {
  const id = randomUUID();
  const entry = randomUUID();
  const next = randomBytes(32);
  return transactionAs('OWNER', async (query) => {
    await query(
      `INSERT INTO opening (id, user_id, pack_id, version_id, quantity, method, status, unit_price, total_cost, nonce, paid_at)
       SELECT $1::uuid, $2::uuid, pack.id, version_id, $4::smallint, 'CREDIT', 'PAID', price, price * $4::smallint,
              (SELECT nonce FROM fairness_seed WHERE user_id = $2::uuid AND opening_id IS NULL), gem_now() - $5::integer * interval '1 second'
       FROM pack WHERE id = $3::uuid`,
      [id, user.id, pack.id, quantity, age],
    );
    await query('UPDATE fairness_seed SET opening_id = $1 WHERE user_id = $2 AND opening_id IS NULL', [id, user.id]);
    await query(
      `INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
       SELECT $1::uuid, max(nonce) + 1, $2::bytea, encode(sha256($2::bytea), 'hex'), 'next' FROM fairness_seed WHERE user_id = $1::uuid`,
      [user.id, next],
    );
    await query('SELECT pack_supply_take($1, $2, 0)', [pack.id, quantity]);
    await query(`INSERT INTO ledger_entry (id, cause_type, cause_id, description) VALUES ($1, 'opening', $2, 'Paid before a crash')`, [entry, id]);
    await query(
      `INSERT INTO ledger_posting (entry_id, account_id, amount)
       SELECT $1::uuid, ledger_account_for(purpose, owner, 0), amount
       FROM opening, LATERAL (VALUES ('user_credit', user_id, -total_cost), ('pack_sales', NULL::uuid, total_cost)) AS line (purpose, owner, amount)
       WHERE opening.id = $2::uuid`,
      [entry, id],
    );
    return id;
  });
}

/** The ledger's lines about something: [{cause_type, purpose, owner_id, amount}], users first. */
export const entriesAbout = (causeId) => sql(
  `SELECT cause_type, purpose, owner_id, amount::text FROM ledger_entry
   JOIN ledger_posting ON entry_id = ledger_entry.id JOIN ledger_account ON ledger_account.id = account_id
   WHERE cause_id = $1 ORDER BY cause_type, owner_id NULLS LAST`,
  [causeId],
);

export const remainingOf = async (pack) =>
  Number((await sql('SELECT sum(remaining) AS remaining FROM pack_supply WHERE pack_id = $1', [pack.id]))[0].remaining);
