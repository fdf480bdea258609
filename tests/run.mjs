// Runs the test files, one at a time for each server there is (files share a server, and some stop parts of it or move its clock), shows
// a line for each and what failed, and ends with a line that counts: N passed, N failed.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const usage = `usage: node tests/run.mjs plain|asan|beside-asan [PATTERN]

Runs every tests/**/*.test.mjs whose path contains PATTERN, against the servers whose states are in GEM_TEST_STATES, colon separated.
With asan, those that look at nothing but files and pages are left out; with beside-asan, those to which the sanitizers make no difference.
`;

// Folders in the order in which they run. `server`: they need the running one, so a sanitizer build has something to say.
const folders = [
  { name: 'lint', server: false },
  { name: 'draw', server: false },
  { name: 'sandbox', server: false },
  { name: 'integration', server: true },
  { name: 'browser', server: false }, // last: what it puts on the pages it looks at stays there
];

// What takes long, in seconds on a quiet machine; the rest is quick. Files are dealt out by it, always in the same way: what one file
// leaves behind for the next should not depend on the weather.
const QUICK_SECONDS = 10;
const seconds = {
  'browser/accessibility.test.mjs': 150, 'browser/admin.test.mjs': 150, 'browser/paying.test.mjs': 30, 'integration/admin-decisions.test.mjs': 30,
  'integration/admin-packs.test.mjs': 20, 'integration/admin-sign-in.test.mjs': 35, 'integration/admin-versions.test.mjs': 25,
  'integration/bad-input.test.mjs': 45, 'integration/buyback-payouts.test.mjs': 20, 'integration/buyback-races.test.mjs': 20,
  'integration/buyback.test.mjs': 40, 'integration/card-deposits.test.mjs': 65, 'integration/card-doubts.test.mjs': 25,
  'integration/card-returns.test.mjs': 65, 'integration/crash.test.mjs': 75, 'integration/fairness.test.mjs': 40,
  'integration/frozen.test.mjs': 20, 'integration/hooks.test.mjs': 60, 'integration/http.test.mjs': 25, 'integration/import.test.mjs': 30,
  'integration/inbox.test.mjs': 45, 'integration/market-chain.test.mjs': 50, 'integration/offers-races.test.mjs': 40,
  'integration/outage.test.mjs': 35, 'integration/payouts-crash.test.mjs': 50, 'integration/payouts.test.mjs': 80,
  'integration/prices.test.mjs': 45, 'integration/soak.test.mjs': 30, 'integration/solana-amounts.test.mjs': 40,
  'integration/solana-deposits.test.mjs': 35, 'integration/solana-openings.test.mjs': 35, 'integration/solana-outage.test.mjs': 40,
  'integration/volume.test.mjs': 120, 'integration/withdrawals.test.mjs': 40, 'integration/worker-crash.test.mjs': 70,
};

/** The files of each of `count` servers: the longest are dealt first, and each server keeps to the order of the list. */
function dealOut(files, count) {
  const hands = Array.from({ length: count }, () => ({ files: new Set(), seconds: 0 }));
  const weight = (file) => seconds[file] ?? QUICK_SECONDS;
  for (const file of files.toSorted((left, right) => weight(right) - weight(left))) {
    const hand = hands.reduce((least, other) => (other.seconds < least.seconds ? other : least));
    hand.files.add(file);
    hand.seconds += weight(file);
  }
  return hands.map((hand) => files.filter((file) => hand.files.has(file)));
}

// They leave a hundred thousand gems behind, which slows down those that compare whole tables: last in their folder.
const bulky = ['import.test.mjs', 'volume.test.mjs'];
const byName = (left, right) => bulky.indexOf(left) - bulky.indexOf(right) || left.localeCompare(right);

// Where size or speed decides what happens, a run with sanitizers does not stand for one without.
const differs = /races|crash|volume|main-job/;
const takes = {
  plain: () => true,
  asan: (folder) => folder.server,
  'beside-asan': (folder, name) => !folder.server || differs.test(name),
};

const LONGEST_MILLISECONDS = 15 * 60 * 1000;
const root = import.meta.dirname;

function findFiles(mode, pattern) {
  return folders
    .flatMap((folder) => {
      const names = readdirSync(path.join(root, folder.name)).filter((name) => name.endsWith('.test.mjs') && takes[mode](folder, name));
      return names.sort(byName).map((name) => path.join(folder.name, name));
    })
    .filter((file) => file.includes(pattern));
}

function runFile(file, state) {
  return new Promise((resolve) => {
    let output = '';
    const started = Date.now();
    const child = spawn(process.execPath, ['--test-reporter=tap', path.join(root, file)], { env: { ...process.env, GEM_TEST_STATE: state } });
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MILLISECONDS);
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('close', (code) => {
      clearTimeout(timer);
      const number = (word) => Number(output.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
      const failed = number('fail') + number('cancelled');
      resolve({ passed: number('pass'), failed: failed || (code === 0 ? 0 : 1), skipped: number('skipped'), output, seconds: (Date.now() - started) / 1000 });
    });
  });
}

function showFailure({ output }) {
  const failures = output.split(/^(?=(?:not ok|# Subtest))/m).filter((part) => part.startsWith('not ok'));
  process.stdout.write(failures.length ? failures.join('').slice(0, 20000) : output.slice(-8000));
}

async function main([mode, pattern = '']) {
  if (!(mode in takes)) {
    process.stderr.write(usage);
    return 64;
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  const states = process.env.GEM_TEST_STATES.split(':');
  const files = findFiles(mode, pattern);
  let done = 0;

  async function runAndShow(file, state) {
    const result = await runFile(file, state);
    for (const key of Object.keys(total)) total[key] += result[key];
    const mark = result.failed ? '✗' : '✓';
    console.log(`${mark} ${++done} ${file}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${result.seconds.toFixed(1)} s)`);
    if (result.failed) showFailure(result);
  }

  const hands = dealOut(files, states.length);
  await Promise.all(states.map(async (state, index) => {
    for (const file of hands[index]) await runAndShow(file, state);
  }));
  if (!pattern && mode !== 'beside-asan') await runAndShow('integration/support/coverage.mjs', states[0]);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
