// A way to a node of Solana with a gate in it: a test can let a call through and keep its answer back.
import { once } from 'node:events';
import http from 'node:http';
import { sandboxUrl } from './server.mjs';

/**
 * startSolanaGate('sendTransaction'): calls of that method are done by the node, and their answers wait.
 * {url, stopped (comes when the first waits), open(), close()}
 */
export async function startSolanaGate(method) {
  let open;
  let note;
  const opened = new Promise((resolve) => { open = resolve; });
  const stopped = new Promise((resolve) => { note = resolve; });
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const answer = await fetch(`${sandboxUrl}/solana/a`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const text = await answer.text();
    if (JSON.parse(body).method === method) {
      note();
      await opened;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
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
