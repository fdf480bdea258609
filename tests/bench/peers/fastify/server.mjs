// The three routes in Fastify and pg: two processes, named statements, answers serialised by schema.
import cluster from 'node:cluster';
import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Fastify from 'fastify';
import pg from 'pg';
import { packPage, vaultPage } from './schemas.mjs';

const PROCESSES = 2;
const key = process.env.BENCH_KEY;
const folder = process.env.BENCH_SQL;

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const statements = new Map();
for (const noun of readdirSync(folder)) {
  for (const file of readdirSync(path.join(folder, noun))) {
    statements.set(`${noun}/${path.basename(file, '.sql')}`, readFileSync(path.join(folder, noun, file), 'utf8'));
  }
}

/** Rows of a statement, which its connection prepares once. */
async function query(client, name, ...values) {
  return (await client.query({ name, text: statements.get(name), values })).rows;
}

function refusal(status, words) {
  return Object.assign(new Error(words), { statusCode: status });
}

async function authenticate(client, request) {
  const [head, payload, signature] = (request.headers.authorization ?? '').replace(/^Bearer /, '').split('.');
  const wanted = createHmac('sha256', key).update(`${head}.${payload}`).digest();
  const given = Buffer.from(signature ?? '', 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refusal(401, 'Sign in.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  if (claims.aud !== 'gem-user' || claims.exp < Date.now() / 1000) throw refusal(401, 'Sign in again.');
  if ((await query(client, 'accounts/authenticate', claims.sid, claims.sub)).length === 0) throw refusal(401, 'Sign in again.');
  return claims.sub;
}

/** Moves members like attributes_cut into an object of their own. */
function nest(row, prefix) {
  const inner = {};
  for (const name of Object.keys(row)) {
    if (!name.startsWith(`${prefix}_`)) continue;
    inner[name.slice(prefix.length + 1)] = row[name];
    delete row[name];
  }
  row[prefix] = inner;
  return row;
}

/** A number from a keyed hash, as the fairness rules say. */
const drawNumber = (serverSeed, message) => createHmac('sha256', Buffer.from(serverSeed, 'hex')).update(message).digest().readBigUInt64BE(0);

function drawRow(odds, number) {
  let left = Number(number % 10000n);
  for (const row of odds) {
    if (left < row.weight) return row;
    left -= row.weight;
  }
  return odds.at(-1);
}

/** The statements of a purchase, one after another. */
async function sell(client, request) {
  const userId = await authenticate(client, request);
  const requestKey = request.headers['idempotency-key'];
  const packId = request.params.id;
  const [lock] = await query(client, 'idempotency/lock', userId, request.url, requestKey);
  if (!lock.pg_try_advisory_xact_lock) throw refusal(409, 'This request is running.');
  const [stored] = await query(client, 'idempotency/find', userId, request.url, requestKey);
  if (stored) return stored.response;
  await query(client, 'openings/lock_buyer', userId, 0);
  const [{ balance }] = await query(client, 'ledger/balance', userId);
  const [seed] = await query(client, 'fairness/lock_next', userId);
  const [offer] = await query(client, 'packs/for_purchase', packId);
  const odds = await query(client, 'packs/draw_rows', packId);
  if (!offer.on_sale || offer.remaining < 1 || Number(balance) < Number(offer.unit_price)) throw refusal(409, 'Refused.');

  const id = randomUUID();
  const vaultItemId = randomUUID();
  const stripe = randomBytes(1)[0];
  await query(client, 'openings/create', id, userId, packId, offer.version_id, 1, offer.unit_price, seed.nonce, 'CREDIT');
  await query(client, 'fairness/take', userId, seed.nonce, id, seed.client_seed, randomBytes(32).toString('hex'), randomBytes(8).toString('hex'));
  await query(client, 'openings/record_purchase', userId, offer.xp_reward);
  const drawn = drawRow(odds, drawNumber(seed.server_seed, `${seed.client_seed}:${seed.nonce}:0:0`));
  const start = drawNumber(seed.server_seed, `${seed.client_seed}:${seed.nonce}:0:gem`) % BigInt(drawn.pool_size);
  const items = await query(client, 'openings/hand_out', id, 0, 0, drawn.row, drawn.row, drawn.pool_id, drawn.pool_size, start, vaultItemId, userId);
  await query(client, 'packs/take_supply', packId, 1, stripe);
  await query(client, 'ledger/post', randomUUID(), 'opening', id, `${offer.pack_name} × 1`, ['user_credit', 'pack_sales'], [userId, null],
    [`-${offer.unit_price}`, offer.unit_price], stripe);
  await query(client, 'openings/finish', id, 'OPENED');
  await query(client, 'fairness/reveal', id);
  const answer = JSON.stringify({
    id, pack_id: packId, pack_name: offer.pack_name, version: offer.version, quantity: 1, method: 'CREDIT', status: 'OPENED',
    total_cost_usd: offer.unit_price, created_at: offer.now, opened_at: offer.now, payment: null,
    items: items.map((item) => ({ ...item, drawn_rarity: drawn.rarity })),
    fairness: { server_seed_hash: seed.server_seed_hash, client_seed: seed.client_seed, nonce: seed.nonce, server_seed: seed.server_seed },
  });
  const bodyHash = createHash('sha256').update(JSON.stringify(request.body)).digest('hex');
  await query(client, 'idempotency/store', userId, request.url, requestKey, bodyHash, 201, answer);
  return answer;
}

function serve() {
  const pool = new pg.Pool({ host: process.env.BENCH_DATABASE, user: 'gem_api', database: 'gem', max: Number(process.env.BENCH_POOL) / PROCESSES });
  const app = Fastify();

  app.get('/api/packs', { schema: { response: { 200: packPage } } }, async () => {
    const rows = await query(pool, 'packs/list', null, null, 'newest', null, null, 21);
    return { items: rows.map((row) => nest(row, 'series')), next_cursor: null };
  });

  app.get('/api/vault', { schema: { response: { 200: vaultPage } } }, async (request) => {
    const userId = await authenticate(pool, request);
    const rows = await query(pool, 'vault/list_newest', userId, null, null, null, 21);
    return { items: rows.map((row) => nest(row, 'attributes')), next_cursor: null };
  });

  app.post('/api/packs/:id/purchase', async (request, reply) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const answer = await sell(client, request);
      await client.query('COMMIT');
      return reply.code(201).type('application/json').send(answer);
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  });

  app.listen({ path: process.env.BENCH_SOCKET });
}

if (cluster.isPrimary) for (let process = 0; process < PROCESSES; process += 1) cluster.fork();
else serve();
