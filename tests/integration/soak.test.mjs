// The short form of script/soak, which see: a server of its own, many payments, and nearly everything that can go wrong.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { environment, root } from './support/server.mjs';

const payments = process.env.GEM_TEST_QUICK ? '60' : '150';
const SEED = '1'; // what fails here can be done again

test('E1 E14 E15 E16 E19 E20 X13: payments while services fail and processes die end where they belong, to the last unit', () => {
  const run = spawnSync(path.join(root, 'script/soak'), ['--payments', payments, '--seed', SEED], {
    env: { ...process.env, GEM_SKIP_BUILD: '1', GEM_BUILD_DIR: environment.GEM_BUILD }, encoding: 'utf8', maxBuffer: 1 << 26,
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.match(run.stdout, /^soak passed$/m);
});
