// R5: pages of the console at 100,000 gems and 100,000 users, one after the other, against the time that PostgreSQL says their own
// statements took. What PostgreSQL says is taken apart from the page's time, since writing it down takes time as well.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { adminToken } from '../support/data.mjs';
import { progress } from '../support/progress.mjs';
import { benchFolder, pause } from '../support/server.mjs';

const PAGES = {
  dashboard: '/admin/dashboard', users: '/admin/users', 'users, searched': '/admin/users?q=visitor-4711', gems: '/admin/nfts',
  'gems, searched': '/admin/nfts?q=pear', packs: '/admin/packs', deposits: '/admin/deposits', ledger: '/admin/ledger/entries', jobs: '/admin/jobs',
};
const MOST_MILLISECONDS = 15;

export const title = 'R5 console';

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

async function open(server, target) {
  const started = performance.now();
  const answer = await fetch(`${server.url}${target}`, { headers: { cookie: `gem-admin=${adminToken()}` }, redirect: 'manual' });
  await answer.text();
  if (answer.status !== 200) throw new Error(`${target} answered ${answer.status}`);
  return performance.now() - started;
}

async function openOften(server, target, times) {
  const taken = [];
  for (let i = 0; i < times; i += 1) taken.push(await open(server, target));
  return median(taken);
}

async function logStatements(server, milliseconds) {
  await server.sql(`ALTER ROLE gem_admin SET log_min_duration_statement = ${milliseconds}`);
  await server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gem_admin'`);
  await pause(200);
}

/** What PostgreSQL needed for one view of a page, in milliseconds: parsing, binding and running its statements. */
async function statementsOf(server, target, times) {
  const log = path.join(server.state, 'log/postgres.log');
  await openOften(server, target, 5); // every process has prepared them
  await pause(100);
  const { size } = statSync(log);
  await openOften(server, target, times);
  await pause(300);
  const said = readFileSync(log).subarray(size).toString();
  const durations = [...said.matchAll(/duration: ([\d.]+) ms/g)].map(([, duration]) => Number(duration));
  return durations.reduce((sum, duration) => sum + duration, 0) / times;
}

export async function measure({ server, quick }) {
  const times = quick ? 15 : 60;
  await server.sql(readFileSync(path.join(benchFolder, 'data/console.sql'), 'utf8'));
  await server.sql(readFileSync(path.join(benchFolder, '../../sql/query/dashboard/count_days.sql'), 'utf8')); // as the schedule does
  await server.sql('VACUUM ANALYZE');
  const pages = {};
  for (const [name, target] of Object.entries(PAGES)) {
    progress(`${title}: ${name}`);
    await openOften(server, target, 5);
    pages[name] = { milliseconds: await openOften(server, target, times) };
  }
  await logStatements(server, 0);
  for (const [name, target] of Object.entries(PAGES)) pages[name].statements = await statementsOf(server, target, times);
  await logStatements(server, -1);
  const facts = Object.entries(pages).map(([name, { milliseconds, statements }]) => ({
    what: name,
    value: `${milliseconds.toFixed(1)} ms, its statements ${statements.toFixed(1)} ms: ${(milliseconds / statements).toFixed(1)} ×`,
    goal: `≤ ${MOST_MILLISECONDS} ms`,
    met: milliseconds <= MOST_MILLISECONDS,
  }));
  return { facts, measured: { pages } };
}
