// Recomputes a draw from its public proof and nothing else, as an independent counterpart to the
// server and to the verifier page. It shares no code with either; all three must agree on
// vectors.json. What it cannot see is which gems were still free at the time of the draw, so of a
// gem from a lower rarity, and of a position after the start, it checks only what the rules allow.

import { createHash, createHmac } from 'node:crypto';

export const RARITY_ORDER = ['COMMON', 'UNCOMMON', 'RARE', 'EPIC', 'LEGENDARY'];

const ROW_KEYS = ['collection_id', 'drop_rate', 'fmv_max', 'fmv_min', 'rarity'];
const HANDED_FIELDS = ['handed_row', 'pool_size', 'start_position', 'position', 'nft_id'];
const TWO_TO_64 = 1n << 64n;
const FULL_WEIGHT = 10000n;

// RFC 8785, for the values that occur: JSON.stringify already writes strings and numbers as the
// RFC asks, and the default sort compares UTF-16 code units as it asks for keys.
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'string' && !value.isWellFormed()) throw new Error('text with a lone surrogate');
    return JSON.stringify(value);
  }
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

export function versionHash(rows) {
  return createHash('sha256').update(canonicalJson(rows), 'utf8').digest('hex');
}

export function seedHash(serverSeedHex) {
  return createHash('sha256').update(Buffer.from(serverSeedHex, 'hex')).digest('hex');
}

export function firstEightBytes(serverSeedHex, message) {
  return createHmac('sha256', Buffer.from(serverSeedHex, 'hex')).update(message, 'utf8').digest().readBigUInt64BE(0);
}

// The published drop rate "60.00" as hundredths of a percent, 6000n.
export function weightOfRate(rate) {
  const match = /^(0|[1-9]\d{0,2})\.(\d{2})$/.exec(rate);
  if (!match) throw new Error(`"${rate}" is not a drop rate`);
  return BigInt(match[1] + match[2]);
}

export function rowAt(weights, point) {
  let end = 0n;
  for (const [row, weight] of weights.entries()) {
    end += weight;
    if (point < end) return row;
  }
  throw new Error('the point lies outside of all rows');
}

export function drawRow(serverSeedHex, clientSeed, nonce, unit, weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total < 1n || total >= TWO_TO_64) throw new Error('the total weight must be between 1 and 2^64 - 1');
  const limit = TWO_TO_64 / total * total;
  for (let attempt = 0; ; attempt += 1) {
    const r = firstEightBytes(serverSeedHex, `${clientSeed}:${nonce}:${unit}:${attempt}`);
    if (r < limit) return { attempt, r, row: rowAt(weights, r % total) };
  }
}

export function startPosition(serverSeedHex, clientSeed, nonce, unit, poolSize) {
  return Number(firstEightBytes(serverSeedHex, `${clientSeed}:${nonce}:${unit}:gem`) % BigInt(poolSize));
}

function isCount(value, minimum = 0) {
  return Number.isSafeInteger(value) && value >= minimum;
}

function isHash(value) {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function rowProblems(rows) {
  if (!Array.isArray(rows) || rows.length === 0) return ['rows is not a list with at least one row'];
  const problems = [];
  let total = 0n;
  for (const [index, row] of rows.entries()) {
    const keys = row !== null && typeof row === 'object' ? Object.keys(row).sort() : [];
    if (keys.join() !== ROW_KEYS.join() || keys.some((key) => typeof row[key] !== 'string')) {
      problems.push(`row ${index}: must have exactly the text fields ${ROW_KEYS.join(', ')}`);
      continue;
    }
    if (!RARITY_ORDER.includes(row.rarity)) problems.push(`row ${index}: "${row.rarity}" is not a rarity`);
    try {
      total += weightOfRate(row.drop_rate);
    } catch (error) {
      problems.push(`row ${index}: ${error.message}`);
    }
  }
  if (problems.length === 0 && total !== FULL_WEIGHT) problems.push('the drop rates do not add up to 100.00');
  return problems;
}

function inputProblems(proof) {
  if (proof === null || typeof proof !== 'object' || Array.isArray(proof)) return ['the proof is not a JSON object'];
  const problems = [];
  if (proof.server_seed === null) problems.push('server_seed is not revealed yet');
  else if (!isHash(proof.server_seed)) problems.push('server_seed is not 64 lower-case hex digits');
  if (!isHash(proof.server_seed_hash)) problems.push('server_seed_hash is not 64 lower-case hex digits');
  if (!isHash(proof.version_hash)) problems.push('version_hash is not 64 lower-case hex digits');
  if (typeof proof.client_seed !== 'string' || !/^[A-Za-z0-9 _-]{1,64}$/.test(proof.client_seed)) {
    problems.push('client_seed is not 1 to 64 letters, digits, spaces, _ or -');
  }
  if (!isCount(proof.nonce)) problems.push('nonce is not a whole number');
  if (!Array.isArray(proof.units) || proof.units.length === 0) problems.push('units is not a list with at least one unit');
  return [...problems, ...rowProblems(proof.rows)];
}

function handedProblems(proof, published, drawn) {
  if (HANDED_FIELDS.every((field) => published[field] === null)) return [];
  const { handed_row: handedRow, pool_size: poolSize, position, nft_id: nftId } = published;
  const problems = [];
  if (!isCount(handedRow) || handedRow >= proof.rows.length) {
    problems.push('handed_row is not a row of the version');
  } else if (handedRow !== drawn.row) {
    const [handedRank, drawnRank] = [handedRow, drawn.row].map((row) => RARITY_ORDER.indexOf(proof.rows[row].rarity));
    if (handedRank >= drawnRank) problems.push(`handed_row ${handedRow} is not of lower rarity than the drawn row ${drawn.row}`);
  }
  if (!isCount(poolSize, 1)) return [...problems, 'pool_size is not a positive whole number'];
  if (published.start_position !== drawn.start_position) {
    problems.push(`start_position is ${drawn.start_position}, the proof says ${published.start_position}`);
  }
  if (!isCount(position) || position >= poolSize) problems.push('position is not inside the pool');
  if (typeof nftId !== 'string' || nftId === '') problems.push('nft_id is missing');
  return problems;
}

function recomputeUnit(proof, published, unit, weights) {
  const { server_seed: seed, client_seed: clientSeed, nonce } = proof;
  const { attempt, row } = drawRow(seed, clientSeed, nonce, unit, weights);
  const poolSize = published?.pool_size;
  const start = isCount(poolSize, 1) ? startPosition(seed, clientSeed, nonce, unit, poolSize) : null;
  const drawn = { unit, attempt, row, start_position: start };
  if (published === null || typeof published !== 'object') return { drawn, problems: ['is not an object'] };
  const problems = ['unit', 'attempt', 'row']
    .filter((field) => published[field] !== drawn[field])
    .map((field) => `${field} is ${drawn[field]}, the proof says ${published[field]}`);
  return { drawn, problems: [...problems, ...handedProblems(proof, published, drawn)] };
}

// Within one opening no gem and no place of a pool can be handed out twice.
function duplicateProblems(proof) {
  const seen = new Map();
  const problems = [];
  for (const [unit, published] of proof.units.entries()) {
    const pool = proof.rows[published?.handed_row];
    if (!pool) continue;
    for (const key of [`gem ${published.nft_id}`, `position ${published.position} of ${pool.collection_id} ${pool.rarity}`]) {
      if (seen.has(key)) problems.push(`unit ${unit}: ${key} was already handed out for unit ${seen.get(key)}`);
      seen.set(key, unit);
    }
  }
  return problems;
}

export function recompute(proof) {
  const malformed = inputProblems(proof);
  if (malformed.length > 0) return { ok: false, problems: malformed, units: [] };

  const problems = [];
  if (seedHash(proof.server_seed) !== proof.server_seed_hash) problems.push('server_seed does not match server_seed_hash');
  if (versionHash(proof.rows) !== proof.version_hash) problems.push('rows do not match version_hash');
  const weights = proof.rows.map((row) => weightOfRate(row.drop_rate));
  const units = [];
  for (const [unit, published] of proof.units.entries()) {
    const result = recomputeUnit(proof, published, unit, weights);
    units.push(result.drawn);
    problems.push(...result.problems.map((problem) => `unit ${unit}: ${problem}`));
  }
  problems.push(...duplicateProblems(proof));
  return { ok: problems.length === 0, problems, units };
}
