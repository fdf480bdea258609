// Runs after everything else: every operation of the API document was exercised by some test of this run.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { document } from './client.mjs';
import { state } from './server.mjs';

test('every operation of the API document was exercised', () => {
  const folder = path.join(state, 'coverage');
  const seen = new Set(readdirSync(folder).flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n')));
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId));
  assert.deepEqual(operations.filter((operation) => !seen.has(operation)), []);
});
