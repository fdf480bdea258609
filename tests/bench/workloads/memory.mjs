// R7: what a worker of gem-api weighs after a thousand and after a hundred thousand requests of all kinds, and whether 512 connections
// at once meet a single 5xx. For the first part one worker is left alone, so that all the requests are its own.
import { readFileSync, readlinkSync } from 'node:fs';
import { reset } from '../support/data.mjs';
import { wrk } from '../support/generators.mjs';
import { finished, progress } from '../support/progress.mjs';

export const title = 'R7 memory';

const MEBIBYTE = 1024;

function memoryOf(process) {
  const text = readFileSync(`/proc/${process}/smaps_rollup`, 'utf8');
  const kibibytes = (name) => Number(text.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))[1]);
  return { pss: kibibytes('Pss') / MEBIBYTE, own: (kibibytes('Private_Clean') + kibibytes('Private_Dirty')) / MEBIBYTE };
}

async function requestUntil(server, wanted, done) {
  let count = done;
  while (count < wanted) {
    const { requests } = await wrk(server.url, { script: 'mixed', seconds: wanted - count > 20000 ? 5 : 1, connections: 16 });
    count += requests;
    progress(`${title}: ${count} of ${wanted} requests`);
  }
  return count;
}

/** Names of the pool's workers; a process that only keeps the socket open is none. */
async function workersOf(server) {
  const status = await server.supervisor('status', 'gem-api:*');
  const rows = [...status.matchAll(/^(\S+)\s+RUNNING\s+pid (\d+)/gm)].map(([, name, process]) => ({ name, process }));
  return rows.filter(({ process }) => readlinkSync(`/proc/${process}/exe`).includes('/gem-api')).map(({ name }) => name);
}

export async function measure({ server, quick, seconds }) {
  const [alone, ...others] = await workersOf(server);
  await server.supervisor('stop', ...others);
  await server.supervisor('restart', alone);
  const worker = Number(await server.supervisor('pid', alone));
  const first = await requestUntil(server, 1000, 0);
  const early = memoryOf(worker);
  const last = await requestUntil(server, quick ? 20000 : 100000, first);
  const late = memoryOf(worker);
  await server.supervisor('start', ...others);
  await reset(server);
  const crowd = await wrk(server.url, { script: 'mixed', seconds, connections: 512 });
  finished(`${title}: ${last} requests of one worker, ${crowd.requests} over 512 connections`);
  const mebibytes = (value) => `${value.toFixed(2)} MiB`;
  return {
    facts: [
      { what: `a worker after ${first} requests`, value: `${mebibytes(early.pss)} PSS, ${mebibytes(early.own)} its own` },
      { what: `the same after ${last} requests`, value: `${mebibytes(late.pss)} PSS, ${mebibytes(late.own)} its own`, goal: '≤ 4 MiB PSS', met: late.pss <= 4 },
      { what: 'growth between them', value: mebibytes(late.own - early.own), goal: 'none (≤ 0.25 MiB)', met: late.own - early.own <= 0.25 },
      { what: `5xx or unanswered of ${crowd.requests}, 512 connections`, value: String(crowd.faults + crowd.unanswered), goal: '0', met: crowd.faults + crowd.unanswered === 0 },
    ],
    measured: { early, late, crowd },
  };
}
