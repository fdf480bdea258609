// R4: webhooks taken in: signature checked, row committed, answered. The ceiling inserts the same row by pgbench, over as many connections
// as gem-hooks has processes.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reset } from '../support/data.mjs';
import { pgbench } from '../support/generators.mjs';
import { takeTurns } from '../support/rounds.mjs';
import { queryFolder, webhookPool } from '../support/server.mjs';
import { countEvents, deliver, eventText } from '../support/webhooks.mjs';

const DUPLICATES = 100;

export const title = 'R4 webhook intake';
export const ours = ['Gem'];
export const ceiling = 'pgbench, the same row';
export const goals = [{ of: 'Gem', over: ceiling, at_least: 0.6 }];

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** The statement as the product has it, for an event that pgbench numbers. */
function ceilingScript(folder) {
  const statement = readFileSync(path.join(queryFolder, 'inbox/store.sql'), 'utf8').replace(/^--.*$/gm, '').trim();
  const [before, after] = eventText();
  const values = { 1: 'gen_random_uuid()', 2: `'stripe'`, 3: `'evt_' || :number`, 4: `${quoted(before)} || :number || ${quoted(after)}` };
  const file = path.join(folder, 'intake.pgbench');
  writeFileSync(file, `\\set number random(1, 1000000000000000)\n${statement.replace(/\$(\d)/g, (_, number) => values[number])};\n`);
  return file;
}

export async function measure({ server, folder, pool, rounds, seconds }) {
  const script = ceilingScript(folder);
  const insert = (clients) => (duration) => pgbench(server, script, { seconds: duration, clients, role: 'gem_hooks' });
  const contestants = [
    { name: ceiling, generate: insert(webhookPool) },
    { name: `pgbench, ${pool} connections`, generate: insert(pool) },
    { name: 'Gem', generate: (duration) => deliver(server, folder, { seconds: duration }), stored: ({ requests }) => requests },
    { name: 'Gem, duplicates', generate: (duration) => deliver(server, folder, { seconds: duration, distinct: DUPLICATES }), stored: () => DUPLICATES },
  ];
  const turns = contestants.map(({ name, generate, stored }) => ({
    name,
    measure: async (duration) => {
      await reset(server);
      const measured = await generate(duration);
      const count = await countEvents(server);
      if (stored && count < stored(measured)) throw new Error(`${name} answered ${measured.requests} deliveries, but stored ${count}`);
      return measured;
    },
  }));
  return { results: await takeTurns(title, turns, { rounds, seconds }), note: `an event has ${eventText().join('').length} bytes; ${webhookPool} processes` };
}
