// R3: everybody opens the same pack with credit. The ceiling writes the same rows in one function call, run by pgbench.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { countOpenings, packId, reset, tokenOf } from '../support/data.mjs';
import { pgbench, wrk } from '../support/generators.mjs';
import { takeTurns } from '../support/rounds.mjs';
import { mustAnswerAlike } from '../support/same_answer.mjs';

export const title = 'R3 opening';

export const goals = [
  { of: 'Gem', over: 'pgbench, one function', at_least: 0.7 },
  { of: 'Gem', over: 'Go, pgx', at_least: 1.7 },
  { of: 'Gem', over: 'php-fpm, PDO', at_least: 1.7 },
  { of: 'Gem', over: 'FastAPI, SQLAlchemy', at_least: 6 },
];

export const ours = ['Gem'];
export const ceiling = 'pgbench, one function';

function ceilingScript(folder) {
  const file = path.join(folder, 'opening.pgbench');
  writeFileSync(file, `\\set buyer random(100000000000, 100000009999)
\\set key random(1, 1000000000000000)
SELECT bench_open(('00000000-0000-4000-8000-' || :buyer)::uuid, '${packId}', 'key-' || :key);
`);
  return file;
}

/** Every opening that was answered is there, complete, and the books agree. */
async function mustBeComplete(server, name, measured) {
  const openings = await countOpenings(server);
  if (openings < measured.requests) throw new Error(`${name} answered ${measured.requests} purchases, but there are ${openings} openings`);
}

export async function measure({ server, front, peers, folder, pool, rounds, seconds }) {
  const purchase = `/api/packs/${packId}/purchase`;
  const options = () => ({
    method: 'POST', body: '{"quantity":1,"method":"CREDIT"}',
    headers: { authorization: `Bearer ${tokenOf(7)}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  });
  const targets = [
    { name: 'Gem', url: server.url + purchase, options },
    ...peers.map((peer) => ({ name: peer.name, url: front.urls[peer.key] + purchase, options })),
  ];
  const bytes = await mustAnswerAlike(targets);
  const script = ceilingScript(folder);
  const run = {
    [ceiling]: (duration) => pgbench(server, script, { seconds: duration, clients: pool }),
    ...Object.fromEntries(targets.map(({ name, url }) => [name, (duration) => wrk(url, { script: 'opening', seconds: duration })])),
  };
  const contestants = Object.entries(run).map(([name, generate]) => ({
    name,
    measure: async (duration) => {
      await reset(server);
      const measured = await generate(duration);
      await mustBeComplete(server, name, { requests: 0, ...measured });
      return measured;
    },
  }));
  return { results: await takeTurns(title, contestants, { rounds, seconds }), note: `an answer has ${bytes} bytes` };
}
