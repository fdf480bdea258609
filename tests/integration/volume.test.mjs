// A hundred thousand openings of real stones (or as many as GEM_TEST_UNITS says), as many at once as the machine takes; then everything must still agree.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { recompute } from '../draw/recompute.mjs';
import { assertBooksAgree } from './support/accounting.mjs';
import { importJson, stone } from './support/catalogue.mjs';
import { expectStatus } from './support/client.mjs';
import { assertProven, proofOf, remainingOf } from './support/openings.mjs';
import { mustSucceed, root, sql, url } from './support/server.mjs';
import { newUsers } from './support/users.mjs';

const UNITS = Number(process.env.GEM_TEST_UNITS ?? 100_000);
const COPIES = Math.ceil(UNITS / 50_000);
const AT_ONCE = 48;
const diamonds = path.join(root, '../shared/data/diamonds.csv');
const weights = { COMMON: 5500, UNCOMMON: 2500, RARE: 1200, EPIC: 600, LEGENDARY: 200 };
const rateOf = (weight) => (weight / 100).toFixed(2);

/** COPIES of the public table, or as many made-up stones in the same shares where it is not there. */
function stones(collection) {
  if (!existsSync(diamonds)) {
    const rarities = Object.entries(weights).flatMap(([rarity, weight]) => Array.from({ length: Math.floor(weight * 5.394 * COPIES) }, () => rarity));
    return rarities.map((rarity) => stone({ collection, rarity }));
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gem-test-'));
  try {
    const file = path.join(folder, 'diamonds.json');
    execFileSync(process.execPath, [path.join(root, 'tests/import/diamonds.mjs'), '--copies', String(COPIES), '--collection', collection, diamonds, file]);
    const prefix = `V${Date.now()}`;
    return JSON.parse(readFileSync(file, 'utf8')).nfts.map((one) => ({ ...one, certificate_number: prefix + one.certificate_number }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function publish() {
  const collection = `Volume ${randomUUID()}`;
  mustSucceed(await importJson('import-nfts', { nfts: stones(collection) }));
  const odds = Object.entries(weights).map(([rarity, weight]) => ({ collection, rarity, drop_rate: rateOf(weight) }));
  const pack = { name: collection, description: '', price_usd: '1.000000', max_supply: UNITS, xp_reward: 1, image_gradient: '#112233,#445566', status: 'ACTIVE', odds };
  mustSucceed(await importJson('import-packs', { series: [{ name: 'Test series', description: '', packs: [pack] }] }));
  return (await sql('SELECT id, version_id FROM pack WHERE name = $1', [collection]))[0];
}

const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });

/** A purchase with as little work on this side as possible: the machine has two cores, and the server needs them. */
function purchase(pack, user, quantity) {
  return new Promise((resolve, reject) => {
    const body = `{"quantity":${quantity},"method":"CREDIT"}`;
    const request = http.request(`${url}/api/packs/${pack.id}/purchase`, {
      agent, method: 'POST',
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json', 'content-length': body.length, 'idempotency-key': 'volume' },
    }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Quantities from 1 to 10 that make up UNITS. */
function* quantities() {
  for (let left = UNITS, turn = 0; left > 0; turn += 1) {
    const quantity = Math.min(left, turn * 7 % 10 + 1);
    yield quantity;
    left -= quantity;
  }
}

/** The chance that a chi-square of `degrees` (an even number) is this large or larger. */
function chiSquareTail(value, degrees) {
  let term = 1;
  let sum = 1;
  for (let index = 1; index < degrees / 2; index += 1) {
    term *= value / 2 / index;
    sum += term;
  }
  return Math.exp(-value / 2) * sum;
}

function assertLikely(counts, shares, what) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const value = counts.reduce((sum, count, index) => sum + (count - total * shares[index]) ** 2 / (total * shares[index]), 0);
  const chance = chiSquareTail(value, counts.length - 1);
  assert.ok(chance > 1e-6, `${what}: ${counts} has a chance of ${chance}`); // once in a million runs a good generator fails
  return chance;
}

test(`${UNITS} openings: everything agrees, and what was drawn follows the odds`, async (context) => {
  const pack = await publish();
  const wanted = [...quantities()];
  const users = [];
  while (users.length < wanted.length) users.push(...await newUsers(Math.min(2000, wanted.length - users.length), { credit: 10 }));
  const faults = {};
  let next = 0;
  let sold = 0;
  const started = Date.now();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < wanted.length) {
      const index = next;
      next += 1;
      for (let tries = 0; ; tries += 1) {
        const { status, text } = await purchase(pack, users[index], wanted[index]);
        if (status === 201) break;
        faults[status] = (faults[status] ?? 0) + 1;
        assert.ok(status === 503 && tries < 20, `${status} ${text}`);
      }
      sold += wanted[index];
    }
  }));
  const seconds = (Date.now() - started) / 1000;
  agent.destroy();
  context.diagnostic(`${wanted.length} purchases of ${sold} units in ${seconds.toFixed(1)} s: ${Math.round(wanted.length / seconds)} purchases, ${Math.round(sold / seconds)} units a second; ${JSON.stringify(faults)}`);

  assert.equal(sold, UNITS);
  const [made] = await sql(`SELECT count(DISTINCT opening.id)::integer AS openings, count(*)::integer AS units, count(nft_id)::integer AS handed,
                            count(*) FILTER (WHERE row <> handed_row)::integer AS lower FROM opening JOIN opening_unit ON opening_id = opening.id WHERE pack_id = $1`, [pack.id]);
  const refunded = UNITS - made.handed;
  assert.deepEqual([made.openings, made.units], [wanted.length, UNITS]);
  assert.equal(await remainingOf(pack), refunded);
  // Hardly more stones than units, in the shares of the odds: commons may run out by chance at the very end, and nothing is below them.
  assert.ok(refunded <= UNITS / 100, `${refunded} units refunded`);
  context.diagnostic(`${made.lower} units from a lower rarity, ${refunded} refunded`);
  const [money] = await sql(`SELECT sum(-amount)::text AS paid FROM ledger_posting JOIN ledger_entry ON ledger_entry.id = entry_id JOIN ledger_account ON ledger_account.id = account_id
                             JOIN opening ON opening.id = cause_id WHERE pack_id = $1 AND purpose = 'user_credit'`, [pack.id]);
  assert.equal(money.paid, `${made.handed}.000000`);
  const [experience] = await sql('SELECT sum(xp)::text AS xp FROM app_user WHERE id IN (SELECT user_id FROM opening WHERE pack_id = $1)', [pack.id]);
  assert.equal(experience.xp, String(made.handed));
  await assertBooksAgree();

  const drawn = await sql('SELECT row, count(*)::integer AS count FROM opening_unit JOIN opening ON opening.id = opening_id WHERE pack_id = $1 GROUP BY row ORDER BY row', [pack.id]);
  const shares = Object.values(weights).map((weight) => weight / 10000);
  const chance = assertLikely(drawn.map((row) => row.count), shares, 'rows drawn');
  // Start positions fall evenly over a pool: 17 parts of it, for units that got what they drew.
  const spread = await sql(`SELECT (start_position * 17 / pool_size)::integer AS part, count(*)::integer AS count FROM opening_unit JOIN opening ON opening.id = opening_id
                            WHERE pack_id = $1 AND row = 0 AND handed_row = 0 GROUP BY part ORDER BY part`, [pack.id]);
  assertLikely(spread.map((part) => part.count), Array(17).fill(1 / 17), 'start positions');
  context.diagnostic(`rows ${drawn.map((row) => row.count)}: chance ${chance.toFixed(3)}`);

  const sample = await sql('SELECT id FROM opening WHERE pack_id = $1 ORDER BY md5(id::text) LIMIT 200', [pack.id]);
  for (const [index, { id }] of sample.entries()) {
    if (index < 20) await assertProven(id);
    else assert.deepEqual(recompute(await proofOf(id)).problems, []);
  }
  const shown = await expectStatus(200, 'GET', `/api/packs/${pack.id}`);
  assert.deepEqual([shown.remaining, shown.status], [refunded, refunded ? 'ACTIVE' : 'SOLD_OUT']);
});
