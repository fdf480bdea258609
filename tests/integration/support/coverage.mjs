// Runs after everything else: every operation of the API document was exercised by some test of this run.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { adminDocument, document } from './client.mjs';

test('every operation of the API document was exercised', () => {
  const folders = process.env.GEM_TEST_STATES.split(':').map((state) => path.join(state, 'coverage'));
  const seen = new Set(folders.flatMap((folder) => readdirSync(folder).flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))));
  const operations = [document, adminDocument].flatMap(({ paths }) => Object.values(paths)).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId));
  assert.deepEqual(operations.filter((operation) => !seen.has(operation)), []);
});
