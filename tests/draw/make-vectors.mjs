#!/usr/bin/env node
// Writes vectors.json, the golden vectors that the C code, the verifier page and recompute.mjs
// must agree on. Everything comes from fixed labels, so the file is the same on every run.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { canonicalJson, drawRow, firstEightBytes, seedHash, startPosition, versionHash, weightOfRate } from './recompute.mjs';

const ABOUT = 'Golden vectors of the draw, written by make-vectors.mjs. draws: the primitive, with '
  + 'weights as unsigned 64-bit decimal strings; many totals are unlike 10000 on purpose, so that '
  + 'numbers are really rejected, and totals that divide 2^64 must reject none. version_hashes: rows, '
  + 'their canonical bytes (UTF-8) and the SHA-256 of those. proofs: complete and valid.';

const RATES = ['60.00', '25.00', '10.00', '4.50', '0.50'];
const MAXIMUM_64 = (1n << 64n) - 1n;

function sha256Hex(label) {
  return createHash('sha256').update(label).digest('hex');
}

// Shaped like a UUIDv7, from a label instead of the clock.
function exampleId(label) {
  const hex = sha256Hex(`gem example id ${label}`);
  return `0199f3c0-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22)}`;
}

function drawCase(label, { clientSeed = 'gem', nonce = 0, unit = 0, weights, poolSize = 100 }) {
  const seed = sha256Hex(`gem draw vector ${label}`);
  const { attempt, r, row } = drawRow(seed, clientSeed, nonce, unit, weights.map(BigInt));
  return {
    server_seed: seed, server_seed_hash: seedHash(seed), client_seed: clientSeed, nonce, unit,
    weights: weights.map(String), attempt, row, r: String(r),
    pool_size: poolSize, start_position: startPosition(seed, clientSeed, nonce, unit, poolSize),
  };
}

function realPackCases() {
  const tables = [
    [6000, 2500, 1000, 450, 50],
    [9050, 800, 135, 13, 2],
    [10000],
    [1, 9999],
    [5000, 0, 5000],
    [0, 0, 10000, 0],
    [4000, 3500, 1000, 1000, 200, 200, 40, 40, 10, 10],
  ];
  const clientSeeds = ['gem', 'a', 'My lucky_seed-7', ' ', 'x'.repeat(64), '0'];
  const nonces = [0, 1, 7, 2147483647, 9007199254740991];
  const pools = [1, 2, 3, 110, 4096, 2147483647];
  return Array.from({ length: 30 }, (_, index) => drawCase(`pack ${index}`, {
    clientSeed: clientSeeds[index % clientSeeds.length], nonce: nonces[index % nonces.length], unit: index % 10,
    weights: tables[index % tables.length], poolSize: pools[index % pools.length],
  }));
}

function primitiveCases() {
  const half = 1n << 63n;
  const tables = [
    [half + 1n], [half, 1n], [1n, half], [half / 2n, half / 2n, 1n],
    [half + half / 2n], [MAXIMUM_64 / 3n + 1n], [6148914691236517205n, 1n, 0n],
    [MAXIMUM_64], [MAXIMUM_64 - 1n, 1n],
  ];
  const neverRejecting = [[1n], [1n, 1n], [1n << 32n], [half], [half / 2n, half / 2n], [3n, 5n]];
  const rejecting = tables.flatMap((weights, table) => [0, 1, 2].map((unit) =>
    drawCase(`rejecting ${table}`, { clientSeed: 'reject me', nonce: table, unit, weights, poolSize: 7 + unit })));
  const whole = neverRejecting.map((weights, table) =>
    drawCase(`whole ${table}`, { clientSeed: 'whole', nonce: table, unit: table, weights, poolSize: 10000 + table }));
  return [...rejecting, ...whole, ...longRuns(half + 1n)];
}

// Seeds searched for in order, until the wished number of attempts was needed.
function longRuns(total) {
  return [3, 5, 8].map((wished) => {
    for (let trial = 0; ; trial += 1) {
      const found = drawCase(`long ${trial}`, { clientSeed: 'long run', nonce: 3, unit: 1, weights: [total - 1n, 1n], poolSize: 13 });
      if (found.attempt >= wished) return found;
    }
  });
}

function exampleRows(rates, collections, rarities) {
  const values = { COMMON: [15, 60], UNCOMMON: [60, 150], RARE: [150, 400], EPIC: [400, 1500], LEGENDARY: [1500, 12000] };
  return rates.map((rate, index) => ({
    collection_id: exampleId(collections[index % collections.length]),
    drop_rate: rate,
    fmv_max: `${values[rarities[index]][1]}.000000`,
    fmv_min: `${values[rarities[index]][0]}.500000`,
    rarity: rarities[index],
  }));
}

function versionHashCases() {
  const all = ['COMMON', 'UNCOMMON', 'RARE', 'EPIC', 'LEGENDARY'];
  const five = exampleRows(RATES, ['diamonds'], all);
  const shuffledKeys = five.map((row) => Object.fromEntries(Object.entries(row).reverse()));
  const cases = [
    five,
    [...five].reverse(),
    shuffledKeys,
    exampleRows(['100.00'], ['rubies'], ['LEGENDARY']),
    exampleRows(['50.00', '0.00', '50.00'], ['rubies', 'sapphires'], ['COMMON', 'COMMON', 'RARE']),
    exampleRows(['40.00', '35.00', '20.00', '4.99', '0.01'], ['rubies', 'sapphires'], ['COMMON', 'COMMON', 'UNCOMMON', 'UNCOMMON', 'EPIC']),
  ];
  return cases.map((rows) => ({ rows, canonical: canonicalJson(rows), version_hash: versionHash(rows) }));
}

function handedUnit(context, unit, { handedRow, poolSize, steps }) {
  const { seed, clientSeed, nonce, weights } = context;
  const { attempt, row } = drawRow(seed, clientSeed, nonce, unit, weights);
  const start = startPosition(seed, clientSeed, nonce, unit, poolSize);
  return {
    unit, attempt, row, handed_row: handedRow(row), pool_size: poolSize, start_position: start,
    position: (start + steps) % poolSize, nft_id: exampleId(`${context.label} gem ${unit}`),
  };
}

function refundedUnit(context, unit) {
  const { attempt, row } = drawRow(context.seed, context.clientSeed, context.nonce, unit, context.weights);
  return { unit, attempt, row, handed_row: null, pool_size: null, start_position: null, position: null, nft_id: null };
}

function makeProof(context, rows, units) {
  return {
    opening_id: exampleId(`${context.label} opening`),
    server_seed_hash: seedHash(context.seed), server_seed: context.seed,
    client_seed: context.clientSeed, nonce: context.nonce,
    version: context.version, version_hash: versionHash(rows), rows, units,
  };
}

function proofContext(label, clientSeed, nonce, version, rows) {
  const weights = rows.map((row) => weightOfRate(row.drop_rate));
  return { label, clientSeed, nonce, version, weights, seed: sha256Hex(`gem proof vector ${label}`) };
}

// Three units from three different rows, each gem a few places after its start.
function plainProof() {
  const rows = exampleRows(RATES, ['diamonds'], ['COMMON', 'UNCOMMON', 'RARE', 'EPIC', 'LEGENDARY']);
  const poolSizes = [110, 50, 24, 12, 4];
  for (let nonce = 0; ; nonce += 1) {
    const context = proofContext('plain', 'My lucky_seed-7', nonce, 3, rows);
    const drawn = [0, 1, 2].map((unit) => drawRow(context.seed, context.clientSeed, nonce, unit, context.weights).row);
    if (new Set(drawn).size < 3) continue;
    return makeProof(context, rows, drawn.map((drawnRow, unit) =>
      handedUnit(context, unit, { handedRow: (row) => row, poolSize: poolSizes[drawnRow], steps: unit })));
  }
}

// Unit 0 is handed out as drawn, unit 1 from a lower rarity (E7), and unit 2 is refunded.
function exhaustedProof() {
  const rows = exampleRows(['30.00', '30.00', '20.00', '15.00', '5.00'], ['rubies', 'sapphires'],
    ['COMMON', 'COMMON', 'UNCOMMON', 'RARE', 'RARE']);
  for (let nonce = 0; ; nonce += 1) {
    const context = proofContext('exhausted', 'gem', nonce, 12, rows);
    const [first, second] = [0, 1].map((unit) =>
      drawRow(context.seed, context.clientSeed, nonce, unit, context.weights).row);
    if (first > 1 || second !== 3) continue;
    // The pool of one gem: start and position can only be 0. Row 2 is the highest rarity below row 3.
    return makeProof(context, rows, [
      handedUnit(context, 0, { handedRow: (row) => row, poolSize: 57, steps: 56 }),
      handedUnit(context, 1, { handedRow: () => 2, poolSize: 1, steps: 0 }),
      refundedUnit(context, 2),
    ]);
  }
}

const document = {
  about: ABOUT,
  draws: [...realPackCases(), ...primitiveCases()],
  version_hashes: versionHashCases(),
  proofs: [plainProof(), exhaustedProof()],
};

if (document.draws.every((one) => one.attempt === 0)) throw new Error('no draw was rejected');
if (firstEightBytes(document.draws[0].server_seed, 'gem:0:0:0') !== BigInt(document.draws[0].r)) throw new Error('wrong message');

const sections = Object.entries(document).map(([name, value]) => {
  const text = Array.isArray(value) ? `[\n${value.map((one) => JSON.stringify(one)).join(',\n')}\n]` : JSON.stringify(value);
  return `${JSON.stringify(name)}:${text}`;
});
writeFileSync(new URL('vectors.json', import.meta.url), `{${sections.join(',\n')}}\n`);
console.log(`${document.draws.length} draws, ${document.version_hashes.length} version hashes, ${document.proofs.length} proofs`);
