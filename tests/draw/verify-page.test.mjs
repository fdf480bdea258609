// The verifier page's own arithmetic against the golden vectors, every kind of tampering, its
// shell recipe run for real, and the single file it saves.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as page from '../../static/verify-draw.js';
import { MODULES, fetchStandalonePage } from '../../static/verify-save.js';
import { shellRecipe } from '../../static/verify-shell.js';
import { tamperings } from './tamperings.mjs';

const readStatic = (name) => readFileSync(new URL(`../../static/${name}`, import.meta.url), 'utf8');
const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'));

test('every draw vector', async () => {
  for (const one of vectors.draws) {
    assert.equal(await page.sha256Hex(page.hexToBytes(one.server_seed)), one.server_seed_hash);
    const key = await page.importSeed(one.server_seed);
    const place = { clientSeed: one.client_seed, nonce: one.nonce, unit: one.unit };
    const drawn = await page.drawUnit(key, { ...place, weights: one.weights.map(BigInt) });
    assert.deepEqual([drawn.attempt, drawn.row, String(drawn.number)], [one.attempt, one.row, one.r]);
    assert.deepEqual(drawn.attempts.map(({ rejected }) => rejected), Array.from({ length: one.attempt + 1 }, (_, index) => index < one.attempt));
    assert.equal((await page.gemStart(key, { ...place, poolSize: one.pool_size })).start, one.start_position);
  }
});

test('every version hash vector', async () => {
  for (const { rows, canonical, version_hash: hash } of vectors.version_hashes) {
    assert.equal(page.canonicalRows(rows), canonical);
    assert.equal(await page.versionHash(rows), hash);
  }
});

test('the complete proofs hold, with and without a noted commitment', async () => {
  for (const proof of vectors.proofs) {
    const plain = await page.verifyProof(proof);
    assert.deepEqual(plain.problems, []);
    assert.deepEqual([plain.verdict, plain.noted], ['pass', 'open']);
    const noted = await page.verifyProof(proof, ` ${proof.server_seed_hash.toUpperCase()} `);
    assert.deepEqual([noted.verdict, noted.noted], ['pass', 'pass']);
    const other = await page.verifyProof(proof, proof.version_hash);
    assert.deepEqual([other.verdict, other.noted], ['fail', 'fail']);
  }
});

test('a lower rarity and a refund are told apart', async () => {
  const { claimed, units: [, lowered, refunded] } = await page.verifyProof(vectors.proofs[1]);
  assert.equal(claimed, 2);
  assert.equal(lowered.handed.lower, true);
  assert.equal(refunded.handed.refunded, true);
});

for (const { name, proof } of tamperings(vectors.proofs)) {
  test(`tampering is found: ${name}`, async () => {
    const { verdict, problems } = await page.verifyProof(proof);
    assert.notEqual(verdict, 'pass');
    assert.notEqual(problems.length, 0);
  });
}

const shellTools = ['openssl', 'xxd', 'bc'];
const missingTool = shellTools.find((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);

test('the shell recipe gives what it announces', { skip: missingTool && `${missingTool} is not installed` }, async () => {
  for (const proof of vectors.proofs) {
    const recipe = shellRecipe(proof, await page.verifyProof(proof));
    const expected = [...recipe.matchAll(/expect (\S+)$/gm)].map(([, value]) => value);
    const { stdout, stderr, status } = spawnSync('sh', ['-c', recipe], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
    assert.deepEqual(stdout.trim().split('\n').map((line) => line.replace(/^.*= */, '')), expected);
  }
});

test('the saved page is one file without references', async () => {
  const saved = await fetchStandalonePage(async (name) => readStatic(name));
  const [, script] = /<script type="module">([^]*?)<\/script>/.exec(saved);
  assert.doesNotMatch(script, /^(import|export) /m);
  assert.doesNotMatch(saved.replace(script, ''), /<link|<script[^>]* src=/);
  for (const name of MODULES) {
    const [declared] = /^(?:async )?function \w+/m.exec(readStatic(name).replace(/^export /gm, ''));
    assert.ok(script.includes(declared), name);
  }
  // --check alone would read stdin as CommonJS.
  const parsed = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input: script, encoding: 'utf8' });
  assert.equal(parsed.status, 0, parsed.stderr);
});

test('the page carries no inline script or style', () => {
  const html = readStatic('verify.html');
  assert.doesNotMatch(html, / style=|<style| on[a-z]+=|javascript:|<script(?![^>]* src=)/i);
  assert.doesNotMatch(readStatic('verify-view.js') + readStatic('verify.js'), /innerHTML|insertAdjacentHTML|\beval\(/);
});
