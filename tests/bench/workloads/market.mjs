// Purchases on the market with credit: of gems that many people sell, and of gems that one person sells, whose balance all of them
// change. The ceiling writes the same rows in one function call, run by pgbench.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reset, settle } from '../support/data.mjs';
import { pgbench, wrk } from '../support/generators.mjs';
import { takeTurns } from '../support/rounds.mjs';
import { benchFolder } from '../support/server.mjs';

const WAYS = [{ name: 'many sellers', sellers: 2500, at_least: 0.6 }, { name: 'one seller', sellers: 1, at_least: 0.6 }];
const LISTINGS = 20000;

export const title = 'market';

const textOf = (name) => readFileSync(path.join(benchFolder, name), 'utf8');
const offer = (server, sellers) => server.sql(textOf('data/market.sql').replace(/:sellers/g, String(sellers)));

function ceilingScript(folder) {
  const file = path.join(folder, 'market.pgbench');
  writeFileSync(file, `\\set buyer random(100000002500, 100000009999)
\\set key random(1, 1000000000000000)
SELECT bench_buy(('00000000-0000-4000-8000-' || :buyer)::uuid, ('00000000-0000-4000-e000-' || nextval('bench_listing'))::uuid, 'key-' || :key);
`);
  return file;
}

/** Every purchase that was answered is there, complete, and the books agree. */
async function mustBeComplete(server, name, { requests = 0 }) {
  await settle(server);
  const [counts] = await server.sql(`SELECT (SELECT count(*)::integer FROM trade) AS trades,
    (SELECT count(*)::integer FROM vault_item WHERE source = 'MARKET') AS gems, (SELECT count(*)::integer FROM listing WHERE status = 'SOLD') AS sold,
    (SELECT count(*)::integer FROM ledger_entry WHERE cause_type = 'trade') AS entries, (SELECT count(*)::integer FROM ledger_faults()) AS faults`);
  const { trades, faults, ...others } = counts;
  if (trades < requests || trades === LISTINGS || faults > 0 || Object.values(others).some((count) => count !== trades)) {
    throw new Error(`${name}: ${requests} purchases were answered, and there are ${JSON.stringify(counts)}`);
  }
}

async function measureWay(server, way, script, options) {
  const run = {
    pgbench: (duration) => pgbench(server, script, { seconds: duration, clients: options.pool }),
    Gem: (duration) => wrk(server.url, { script: 'market', seconds: duration }),
  };
  const contestants = Object.entries(run).map(([name, generate]) => ({
    name,
    measure: async (duration) => {
      await reset(server);
      await offer(server, way.sellers);
      await server.sql('VACUUM ANALYZE listing, vault_item');
      const measured = await generate(duration);
      await mustBeComplete(server, `${way.name}, ${name}`, measured);
      return measured;
    },
  }));
  const results = await takeTurns(`${title}, ${way.name}`, contestants, options);
  return Object.fromEntries(results.map((result) => [result.name, result]));
}

export async function measure({ server, folder, pool, rounds, seconds }) {
  const measured = {};
  await server.sql(textOf('ceiling/market.sql'));
  const script = ceilingScript(folder);
  for (const way of WAYS) measured[way.name] = await measureWay(server, way, script, { pool, rounds, seconds });
  await offer(server, 0);
  const facts = WAYS.flatMap((way) => {
    const { Gem, pgbench: best } = measured[way.name];
    const ratio = Gem.rate / best.rate;
    return [
      { what: `${way.name}: pgbench, one function`, value: `${Math.round(best.rate)} /s` },
      { what: `${way.name}: Gem`, value: `${Math.round(Gem.rate)} /s, ${ratio.toFixed(2)} of it${Gem.wrong ? ` (${Gem.wrong} wrong!)` : ''}`, goal: `≥ ${way.at_least}`, met: ratio >= way.at_least && Gem.wrong === 0 },
    ];
  });
  return { facts, measured };
}
