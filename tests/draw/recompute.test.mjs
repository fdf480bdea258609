// The independent recomputation against the golden vectors, and against every kind of tampering.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as draw from './recompute.mjs';
import { tamperings } from './tamperings.mjs';

const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'));

test('every draw vector', () => {
  assert.ok(vectors.draws.length >= 40);
  assert.ok(vectors.draws.some(({ attempt }) => attempt >= 3), 'some draw is rejected several times');
  for (const one of vectors.draws) {
    assert.equal(draw.seedHash(one.server_seed), one.server_seed_hash);
    const drawn = draw.drawRow(one.server_seed, one.client_seed, one.nonce, one.unit, one.weights.map(BigInt));
    assert.deepEqual(drawn, { attempt: one.attempt, r: BigInt(one.r), row: one.row });
    const start = draw.startPosition(one.server_seed, one.client_seed, one.nonce, one.unit, one.pool_size);
    assert.equal(start, one.start_position);
  }
});

test('every version hash vector', () => {
  for (const { rows, canonical, version_hash: hash } of vectors.version_hashes) {
    assert.equal(draw.canonicalJson(rows), canonical);
    assert.equal(draw.versionHash(rows), hash);
  }
});

test('canonical JSON as in RFC 8785', () => {
  assert.equal(draw.canonicalJson({ b: [1, true, null], a: 'x', '€': 'é\n"\\', '\r': 1e21 }),
    '{"\\r":1e+21,"a":"x","b":[1,true,null],"€":"é\\n\\"\\\\"}');
  assert.throws(() => draw.canonicalJson('\ud800'));
});

test('intervals are half open and empty rows are never drawn', () => {
  const weights = [2n, 0n, 3n];
  assert.deepEqual([0n, 1n, 2n, 4n].map((point) => draw.rowAt(weights, point)), [0, 0, 2, 2]);
  assert.throws(() => draw.rowAt(weights, 5n));
  assert.throws(() => draw.drawRow('00'.repeat(32), 'gem', 0, 0, [0n]));
});

test('the complete proofs hold', () => {
  for (const proof of vectors.proofs) {
    const { ok, problems, units } = draw.recompute(proof);
    assert.deepEqual(problems, []);
    assert.equal(ok, true);
    assert.deepEqual(units, proof.units.map(({ unit, attempt, row, start_position }) => ({ unit, attempt, row, start_position })));
  }
});

for (const { name, proof } of tamperings(vectors.proofs)) {
  test(`tampering is found: ${name}`, () => {
    const { ok, problems } = draw.recompute(proof);
    assert.equal(ok, false);
    assert.notEqual(problems.length, 0);
  });
}
