// R1: the list of packs, about 4 KB. Ours through memcached (hit) and through the pool (miss: a query string always goes there).
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { wrk } from '../support/generators.mjs';
import { takeTurns } from '../support/rounds.mjs';
import { mustAnswerAlike } from '../support/same_answer.mjs';

const key = 'bench:catalogue';

export const title = 'R1 catalogue';

export const goals = [
  { of: 'Gem, hit', over: 'nginx memcached_pass', at_least: 0.9 },
  { of: 'Gem, miss', over: 'Go, pgx', at_least: 1.4 },
  { of: 'Gem, miss', over: 'Fastify, pg', at_least: 1.7 },
  { of: 'Gem, miss', over: 'FastAPI, asyncpg', at_least: 5 },
];

export const ours = ['Gem, miss'];
export const ceiling = 'nginx memcached_pass';

const storeInCache = (socket, body) => new Promise((resolve, reject) => {
  const connection = net.createConnection(socket, () => connection.write(`set ${key} 0 0 ${Buffer.byteLength(body)}\r\n${body}\r\n`));
  connection.on('data', (data) => {
    connection.destroy();
    if (data.toString().startsWith('STORED')) resolve();
    else reject(new Error(`memcached says ${data}`));
  });
  connection.on('error', reject);
});

/** What the front has to serve besides the peers. */
export async function sites({ server, folder }) {
  const body = await (await fetch(`${server.url}/api/packs?limit=20`)).text();
  const file = path.join(folder, 'packs.json');
  writeFileSync(file, body);
  await storeInCache(server.environment.GEM_MEMCACHED_SERVERS, body);
  return [
    { name: 'nginx static file', kind: 'file', file },
    { name: 'nginx memcached_pass', kind: 'memcached', socket: server.environment.GEM_MEMCACHED_SERVERS, key },
  ];
}

export async function measure({ server, front, peers, rounds, seconds }) {
  const targets = [
    { name: 'nginx static file', url: `${front.urls['nginx static file']}/api/packs` },
    { name: 'nginx memcached_pass', url: `${front.urls['nginx memcached_pass']}/api/packs` },
    { name: 'Gem, hit', url: `${server.url}/api/packs` },
    { name: 'Gem, miss', url: `${server.url}/api/packs?limit=20` },
    ...peers.map((peer) => ({ name: peer.name, url: `${front.urls[peer.key]}/api/packs?limit=20` })),
  ];
  const bytes = await mustAnswerAlike(targets);
  const contestants = targets.map(({ name, url }) => ({ name, measure: (duration) => wrk(url, { seconds: duration }) }));
  return { results: await takeTurns(title, contestants, { rounds, seconds }), note: `an answer has ${bytes} bytes` };
}
