// R2: one's vault: the token's signature, the session, 20 rows. The ceiling is the list's statement alone, run by pgbench.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tokenOf } from '../support/data.mjs';
import { pgbench, wrk } from '../support/generators.mjs';
import { takeTurns } from '../support/rounds.mjs';
import { mustAnswerAlike } from '../support/same_answer.mjs';
import { queryFolder } from '../support/server.mjs';

export const title = 'R2 vault';

export const goals = [
  { of: 'Gem', over: 'pgbench, the same query', at_least: 0.5 },
  { of: 'Gem', over: 'Go, pgx', at_least: 1.4 },
  { of: 'Gem', over: 'FastAPI, asyncpg', at_least: 3.3 },
  { of: 'Gem', over: 'FastAPI, SQLAlchemy', at_least: 12 },
];

export const ours = ['Gem'];
export const ceiling = 'pgbench, the same query';

/** The statement as the product has it, for a collector drawn by pgbench. */
function ceilingScript(folder) {
  const statement = readFileSync(path.join(queryFolder, 'vault/list_newest.sql'), 'utf8').replace(/^--.*$/gm, '');
  const values = { 1: "('00000000-0000-4000-8000-' || :collector)", 2: 'NULL', 3: 'NULL', 4: 'NULL', 5: '21' };
  const file = path.join(folder, 'vault.pgbench');
  const filled = statement.replace(/\$(\d)/g, (_, number) => values[number]).replace(/\n\s*/g, ' ').trim();
  writeFileSync(file, `\\set collector random(100000000000, 100000002499)\n${filled};\n`);
  return file;
}

export async function measure({ server, front, peers, folder, pool, rounds, seconds }) {
  const options = () => ({ headers: { authorization: `Bearer ${tokenOf(7)}` } });
  const targets = [
    { name: 'Gem', url: `${server.url}/api/vault`, options },
    ...peers.map((peer) => ({ name: peer.name, url: `${front.urls[peer.key]}/api/vault`, options })),
  ];
  const bytes = await mustAnswerAlike(targets);
  const script = ceilingScript(folder);
  const contestants = [
    { name: ceiling, measure: (duration) => pgbench(server, script, { seconds: duration, clients: pool }) },
    ...targets.map(({ name, url }) => ({ name, measure: (duration) => wrk(url, { script: 'vault', seconds: duration }) })),
  ];
  return { results: await takeTurns(title, contestants, { rounds, seconds }), note: `an answer has ${bytes} bytes` };
}
