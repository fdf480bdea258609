// Stands in for the platform: takes messages, remembers them, and answers as it is told.
import { once } from 'node:events';
import http from 'node:http';

const LIMIT_MS = 20_000;

export async function startPlatform() {
  const received = [];
  const statuses = [];
  const watchers = new Set();
  let open = 0;
  let most_open = 0;
  let gate = Promise.resolve();

  const server = http.createServer(async (request, response) => {
    const pieces = await request.toArray();
    open += 1;
    most_open = Math.max(most_open, open);
    const status = statuses.shift() ?? 200;
    received.push({ path: request.url, method: request.method, headers: request.headers, body: Buffer.concat(pieces).toString('utf8'), status });
    watchers.forEach((look) => look());
    await gate;
    open -= 1;
    if (status === 'cut') response.destroy();
    else response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `http://127.0.0.1:${server.address().port}`,
    received,
    // The next answers in turn, a status or 'cut'; after them it is 200.
    answerWith: (...next) => statuses.push(...next),
    // Ends when `holds` is true of what was received.
    waitUntil: (holds) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not received in time: ${JSON.stringify(received.map((each) => each.body.slice(0, 200)))}`)), LIMIT_MS);
      const look = () => {
        if (!holds(received)) return;
        clearTimeout(timer);
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    }),
    // No answers any more, until what this returns is called.
    holdAnswers() {
      let release;
      gate = new Promise((resolve) => { release = resolve; });
      return release;
    },
    mostAtOnce: () => most_open,
    forget: () => received.splice(0),
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
