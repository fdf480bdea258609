// A way to Stripe with a gate in it: a test can let a call through and keep its answer back.
import { once } from 'node:events';
import http from 'node:http';
import { sandboxUrl } from './server.mjs';

async function forward(request) {
  const { host, connection, 'content-length': length, ...headers } = request.headers;
  const body = Buffer.concat(await request.toArray());
  const answer = await fetch(`${sandboxUrl}/stripe${request.url}`, { method: request.method, headers, body: body.length ? body : undefined });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

/**
 * startStripeGate(({method, url}) => …): calls for which `stops` holds are done at Stripe, and their answers wait.
 * {url, stopped (comes when the first waits), open(), close()}
 */
export async function startStripeGate(stops) {
  let open;
  let note;
  const opened = new Promise((resolve) => { open = resolve; });
  const stopped = new Promise((resolve) => { note = resolve; });
  const server = http.createServer(async (request, response) => {
    const { status, headers, body } = await forward(request);
    if (stops(request)) {
      note();
      await opened;
    }
    response.writeHead(status, { 'content-type': headers['content-type'], 'request-id': headers['request-id'] }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    open();
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stopped, open, close };
}
