// The draw, recomputed from its public proof with WebCrypto alone. Nothing here touches the page
// or the network, so the same file runs in a browser and in Node. It shares no code with the
// server; both are held to the same golden vectors.

const ROW_FIELDS = ['collection_id', 'drop_rate', 'fmv_max', 'fmv_min', 'rarity'];
const RANK = { COMMON: 0, UNCOMMON: 1, RARE: 2, EPIC: 3, LEGENDARY: 4 };
const encoder = new TextEncoder();

export function hexToBytes(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function bytesToHex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function sha256Hex(bytes) {
  return bytesToHex(await globalThis.crypto.subtle.digest('SHA-256', bytes));
}

export function importSeed(serverSeedHex) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return globalThis.crypto.subtle.importKey('raw', hexToBytes(serverSeedHex), algorithm, false, ['sign']);
}

// One keyed hash and the number in its first eight bytes, big-endian.
export async function keyedNumber(key, message) {
  const mac = await globalThis.crypto.subtle.sign('HMAC', key, encoder.encode(message));
  return { message, mac: bytesToHex(mac), number: new DataView(mac).getBigUint64(0) };
}

// RFC 8785 for rows: fields in order of their names, strings escaped as JSON.stringify does.
export function canonicalRows(rows) {
  const texts = rows.map((row) => {
    const fields = ROW_FIELDS.map((field) => `"${field}":${JSON.stringify(row[field])}`);
    return `{${fields.join(',')}}`;
  });
  return `[${texts.join(',')}]`;
}

export function versionHash(rows) {
  return sha256Hex(encoder.encode(canonicalRows(rows)));
}

export function rateToWeight(rate) {
  return /^(0|[1-9][0-9]{0,2})\.[0-9]{2}$/.test(rate) ? BigInt(rate.replace('.', '')) : null;
}

export function makeIntervals(weights) {
  let from = 0n;
  return weights.map((weight, row) => {
    const interval = { row, from, to: from + weight };
    from = interval.to;
    return interval;
  });
}

export async function drawUnit(key, { clientSeed, nonce, unit, weights }) {
  const intervals = makeIntervals(weights);
  const total = intervals[intervals.length - 1].to;
  // Numbers in the last, incomplete stretch of 2^64 would favour the first rows: draw again.
  const limit = 2n ** 64n - (2n ** 64n % total);
  const attempts = [];
  let accepted;
  do {
    accepted = await keyedNumber(key, `${clientSeed}:${nonce}:${unit}:${attempts.length}`);
    attempts.push({ ...accepted, rejected: accepted.number >= limit });
  } while (accepted.number >= limit);
  const point = accepted.number % total;
  const { row } = intervals.find(({ from, to }) => from <= point && point < to);
  return { attempts, attempt: attempts.length - 1, number: accepted.number, total, point, row, intervals };
}

export async function gemStart(key, { clientSeed, nonce, unit, poolSize }) {
  const drawn = await keyedNumber(key, `${clientSeed}:${nonce}:${unit}:gem`);
  return { ...drawn, poolSize, start: Number(drawn.number % BigInt(poolSize)) };
}

function isWhole(value, from = 0) {
  return Number.isSafeInteger(value) && value >= from;
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isHash(value) {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

// What makes a proof impossible to recompute at all, in words for the reader of the page.
export function unreadable(proof) {
  if (!isObject(proof)) return ['This is not a proof: a JSON object is needed.'];
  if (proof.server_seed === null) return ['The server seed has not been revealed yet. It is published when the pack is opened.'];
  const problems = [];
  const need = (holds, problem) => { if (!holds) problems.push(problem); };
  need(isHash(proof.server_seed), 'The server seed must be 64 lower-case hexadecimal digits.');
  need(isHash(proof.server_seed_hash), 'The seed hash must be 64 lower-case hexadecimal digits.');
  need(isHash(proof.version_hash), 'The version hash must be 64 lower-case hexadecimal digits.');
  need(typeof proof.client_seed === 'string' && /^[A-Za-z0-9 _-]{1,64}$/.test(proof.client_seed),
    'The client seed must be 1 to 64 letters, digits, spaces, _ or -.');
  need(isWhole(proof.nonce), 'The nonce must be a whole number.');
  need(Array.isArray(proof.units) && proof.units.length > 0 && proof.units.every(isObject), 'The list of units is missing or broken.');
  const rows = Array.isArray(proof.rows) ? proof.rows : [];
  need(rows.length > 0, 'The list of drop rows is missing.');
  rows.forEach((row, index) => {
    const complete = isObject(row) && Object.keys(row).sort().join() === ROW_FIELDS.join()
      && ROW_FIELDS.every((field) => typeof row[field] === 'string');
    need(complete, `Drop row ${index} must have exactly these text fields: ${ROW_FIELDS.join(', ')}.`);
    need(!complete || Object.hasOwn(RANK, row.rarity), `Drop row ${index} has an unknown rarity.`);
    need(!complete || rateToWeight(row.drop_rate) !== null, `Drop row ${index} has a drop rate that is not like 12.34.`);
  });
  if (problems.length === 0) {
    need(rows.some((row) => rateToWeight(row.drop_rate) > 0n), 'All drop rates are zero.');
  }
  return problems;
}

function check(passed, good, bad, facts = []) {
  return { state: passed ? 'pass' : 'fail', title: passed ? good : bad, facts };
}

function checkNoted(proof, noted) {
  const wanted = noted.trim().toLowerCase();
  if (wanted === '') {
    return { state: 'open', title: 'Not compared with a commitment you noted before buying', facts: [] };
  }
  return check(wanted === proof.server_seed_hash, 'The commitment is the one you noted before buying',
    'The commitment is not the one you noted before buying', [['You noted', wanted], ['The proof says', proof.server_seed_hash]]);
}

function checkGiven(proof) {
  const seen = new Set();
  const repeated = proof.units.some((unit) => {
    const pool = proof.rows[unit.handed_row];
    if (!pool) return false;
    const keys = [`gem ${unit.nft_id}`, `place ${pool.collection_id} ${pool.rarity} ${unit.position}`];
    const known = keys.some((key) => seen.has(key));
    keys.forEach((key) => seen.add(key));
    return known;
  });
  return check(!repeated, 'No gem was handed out twice', 'A gem was handed out twice');
}

async function checkCommon(proof, noted) {
  const seedHash = await sha256Hex(hexToBytes(proof.server_seed));
  const rowsHash = await versionHash(proof.rows);
  const total = proof.rows.reduce((sum, row) => sum + rateToWeight(row.drop_rate), 0n);
  return [
    check(seedHash === proof.server_seed_hash, 'The revealed seed is the one committed to',
      'The revealed seed is not the one committed to',
      [['SHA-256 of the revealed seed', seedHash], ['Commitment in the proof', proof.server_seed_hash]]),
    checkNoted(proof, noted),
    check(rowsHash === proof.version_hash, 'The drop rates are those of the published version',
      'The drop rates are not those of the published version',
      [['SHA-256 of the rows below', rowsHash], ['Version hash in the proof', proof.version_hash]]),
    check(total === 10000n, 'The drop rates add up to 100.00\u00a0%', 'The drop rates do not add up to 100.00\u00a0%'),
    checkGiven(proof),
  ];
}

const HANDED_FIELDS = ['handed_row', 'pool_size', 'start_position', 'position', 'nft_id'];

async function checkHanded(key, proof, published, drawn, unit) {
  if (HANDED_FIELDS.every((field) => published[field] === null)) {
    return { refunded: true, start: null, checks: [{ state: 'open', title: 'The proof says that nothing was left to hand out, so this gem was refunded', facts: [] }] };
  }
  const { handed_row: handedRow, pool_size: poolSize, position } = published;
  const handed = isWhole(handedRow) ? proof.rows[handedRow] : undefined;
  const drawnRow = proof.rows[drawn.row];
  const lower = handed !== undefined && RANK[handed.rarity] < RANK[drawnRow.rarity];
  const checks = [check(handedRow === drawn.row || lower,
    lower ? 'The gem came from a lower rarity, which is allowed only when the drawn pool was empty' : 'The gem came from the drawn row',
    'The gem came from a row that the rules do not allow',
    handedRow === drawn.row ? [] : [['Drawn row', drawn.row], ['Handed from row', handedRow]])];

  if (!isWhole(poolSize, 1)) {
    checks.push({ state: 'fail', title: 'The size of the pool is missing', facts: [] });
    return { refunded: false, lower, start: null, checks };
  }
  const { client_seed: clientSeed, nonce } = proof;
  const start = await gemStart(key, { clientSeed, nonce, unit, poolSize });
  checks.push(check(start.start === published.start_position, `The search for a gem starts at position ${start.start}`,
    `The search for a gem must start at position ${start.start}, not ${published.start_position}`));
  const inside = isWhole(position) && position < poolSize;
  const steps = (position - start.start + poolSize) % poolSize;
  const after = steps === 0 ? 'right at the start' : `${steps} ${steps === 1 ? 'place' : 'places'} after the start`;
  checks.push(check(inside, `The gem handed out is at position ${position}, ${after}`,
    `Position ${position} is outside of the pool of ${poolSize}`));
  const named = typeof published.nft_id === 'string' && published.nft_id !== '';
  if (!named) checks.push({ state: 'fail', title: 'The gem handed out is not named', facts: [] });
  return { refunded: false, lower, start, checks };
}

async function checkUnit(key, proof, unit) {
  const published = proof.units[unit];
  const weights = proof.rows.map((row) => rateToWeight(row.drop_rate));
  const drawn = await drawUnit(key, { clientSeed: proof.client_seed, nonce: proof.nonce, unit, weights });
  const drawChecks = [
    check(published.unit === unit, `This is gem ${unit + 1} in the order of the draw`, `Unit ${unit} is missing or out of order`),
    check(published.attempt === drawn.attempt, `The seeds give the number ${drawn.point}${drawn.attempt > 0 ? `, at attempt ${drawn.attempt}` : ''}`,
      `Attempt ${drawn.attempt} is the one that counts, not attempt ${published.attempt}`),
    check(published.row === drawn.row, `${drawn.point} lies in row ${drawn.row}, ${proof.rows[drawn.row].rarity.toLowerCase()}`,
      `${drawn.point} lies in row ${drawn.row}, not in row ${published.row} as the proof says`),
  ];
  const handed = await checkHanded(key, proof, published, drawn, unit);
  const passed = [...drawChecks, ...handed.checks].every(({ state }) => state !== 'fail');
  return { unit, published, drawn, drawChecks, handed, passed };
}

// verdict: 'unreadable', 'fail', or 'pass'; noted: 'open', 'pass' or 'fail'; claimed: how many gems rest
// on the claim that a pool was empty, which no proof can show.
export async function verifyProof(proof, noted = '') {
  const unreadableBecause = unreadable(proof);
  if (unreadableBecause.length > 0) {
    return { verdict: 'unreadable', noted: 'open', claimed: 0, problems: unreadableBecause, checks: [], units: [] };
  }
  const key = await importSeed(proof.server_seed);
  const checks = await checkCommon(proof, noted);
  const units = [];
  for (let unit = 0; unit < proof.units.length; unit += 1) units.push(await checkUnit(key, proof, unit));
  const failed = (list) => list.filter(({ state }) => state === 'fail').map(({ title }) => title);
  const problems = [
    ...failed(checks),
    ...units.flatMap(({ unit, drawChecks, handed }) =>
      failed([...drawChecks, ...handed.checks]).map((title) => `Gem ${unit + 1}: ${title}`)),
  ];
  const claimed = units.filter(({ handed }) => handed.refunded || handed.lower).length;
  return { verdict: problems.length === 0 ? 'pass' : 'fail', noted: checks[1].state, claimed, problems, checks, units };
}
