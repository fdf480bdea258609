// What makes the load: wrk for those who answer over HTTP, pgbench for the database alone.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BUYERS, COLLECTORS, packId } from './data.mjs';
import { benchFolder, run } from './server.mjs';

const THREADS = 2;
const wrkFolder = path.join(benchFolder, 'wrk');
let runs = 0;

/** The tokens' file, once for all runs. */
let tokens = '';
export const useTokens = (file) => (tokens = file);

/** {rate, requests, median, p99, unanswered, refused}: requests a second, microseconds, and what went wrong. */
export async function wrk(url, { script = 'report', seconds = 3, connections = 32, pause_ms, environment = {} } = {}) {
  const settings = {
    BENCH_WRK: wrkFolder, BENCH_TOKENS: tokens, BENCH_THREADS: String(THREADS), BENCH_COLLECTORS: String(COLLECTORS), BENCH_BUYERS: String(BUYERS),
    BENCH_PACK: packId, BENCH_RUN: `run-${process.pid}-${(runs += 1)}`, ...(pause_ms && { BENCH_PAUSE: String(pause_ms) }), ...environment,
  };
  const words = ['--threads', String(THREADS), '--connections', String(connections), '--duration', `${seconds}s`, '--timeout', '20s'];
  const output = await run('wrk', [...words, '--script', path.join(wrkFolder, `${script}.lua`), url], { environment: settings });
  const report = JSON.parse(output.match(/^REPORT (.*)$/m)[1]);
  return { ...report, rate: (report.requests / report.microseconds) * 1e6 };
}

function pgbenchProgram() {
  for (const version of readdirSync('/usr/lib/postgresql').sort((left, right) => right - left)) {
    const program = `/usr/lib/postgresql/${version}/bin/pgbench`;
    if (existsSync(program)) return program;
  }
  return 'pgbench';
}

/** Transactions a second of a script, each statement prepared once, as the role of gem-api or another. */
export async function pgbench(server, script, { seconds = 3, clients = 8, role = 'gem_api' } = {}) {
  const words = ['-n', '-M', 'prepared', '-h', server.databaseSocket, '-U', role, '-c', String(clients), '-j', String(THREADS), '-T', String(seconds), '-f', script, 'gem'];
  const output = await run(pgbenchProgram(), words);
  const failed = Number(output.match(/failed transactions: (\d+)/)?.[1] ?? 0);
  return { rate: Number(output.match(/tps = ([\d.]+)/)[1]), unanswered: 0, refused: failed };
}
