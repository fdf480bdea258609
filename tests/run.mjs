// Runs the test files one after another (they share a server, and some stop parts of it or move its clock), shows a line for each
// and what failed, and ends with a line that counts: N passed, N failed.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const usage = `usage: node tests/run.mjs plain|asan [PATTERN]

Runs every tests/**/*.test.mjs whose path contains PATTERN, against the server whose state is in GEM_TEST_STATE.
With asan, those that look at nothing but files and pages are left out.
`;

// Folders in the order in which they run. `server`: they need the running one, so a sanitizer build has something to say.
const folders = [
  { name: 'lint', server: false },
  { name: 'draw', server: false },
  { name: 'sandbox', server: false },
  { name: 'integration', server: true },
  { name: 'browser', server: false },
];

// They leave a hundred thousand gems behind, which slows down those that compare whole tables: last in their folder.
const bulky = ['import.test.mjs', 'volume.test.mjs'];
const byName = (left, right) => bulky.indexOf(left) - bulky.indexOf(right) || left.localeCompare(right);

const LONGEST_MILLISECONDS = 15 * 60 * 1000;
const root = import.meta.dirname;

function findFiles(mode, pattern) {
  return folders
    .filter((folder) => mode === 'plain' || folder.server)
    .flatMap((folder) => {
      const names = readdirSync(path.join(root, folder.name)).filter((name) => name.endsWith('.test.mjs'));
      return names.sort(byName).map((name) => path.join(folder.name, name));
    })
    .filter((file) => file.includes(pattern));
}

function runFile(file) {
  return new Promise((resolve) => {
    let output = '';
    const started = Date.now();
    const child = spawn(process.execPath, ['--test-reporter=tap', path.join(root, file)], { env: process.env });
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
  if (!['plain', 'asan'].includes(mode)) {
    process.stderr.write(usage);
    return 64;
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  const files = findFiles(mode, pattern);
  if (!pattern) files.push('integration/support/coverage.mjs');
  for (const [index, file] of files.entries()) {
    const result = await runFile(file);
    for (const key of Object.keys(total)) total[key] += result[key];
    const mark = result.failed ? '✗' : '✓';
    console.log(`${mark} ${index + 1}/${files.length} ${file}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${result.seconds.toFixed(1)} s)`);
    if (result.failed) showFailure(result);
  }
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
