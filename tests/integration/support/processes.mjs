// Accidents: processes of this server and connections of its database, ended without warning.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { environment, sqlAs } from './server.mjs';

function settingsOf(process_) {
  try {
    return readFileSync(`/proc/${process_}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function runs(process_, program) {
  try {
    return readlinkSync(`/proc/${process_}/exe`).replace(/ \(deleted\)$/, '') === path.join(environment.GEM_BUILD, program);
  } catch {
    return false;
  }
}

/** Ids of the processes of this very server that run a program: 'gem-api' or 'gem-worker'. */
export const processesOf = (program) =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && runs(name, program) && settingsOf(name).includes(environment.GEM_CLOCK_FILE)).map(Number);

/** kill -9 for one of them, whichever comes; false when none runs at the moment. */
export function killOne(program) {
  const found = processesOf(program);
  if (found.length === 0) return false;
  try {
    process.kill(found[Math.floor(Math.random() * found.length)], 'SIGKILL');
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false; // it was quicker
    throw error;
  }
}

/** Ends the database connection of one program's process. How many it ended: 0 or 1. */
export async function cutConnection(role) {
  const ended = await sqlAs('SUPERUSER',
    `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE usename = $1 ORDER BY random() LIMIT 1) AS chosen`, [role]);
  return ended.length;
}
