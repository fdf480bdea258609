// One HTTP server for all: rows of our own routes, and the endpoints of the services behind their faults.
import http from 'node:http';
import { json } from './answer.mjs';

const ADDRESS = '127.0.0.1';
const MAXIMUM_CONTROL_BODY = 64 * 1024;

const REFUSALS = {
  rate_limited: () => json(429, { error: 'too many requests' }),
  error: () => json(500, { error: 'internal error' }),
};

// Gives null when the body is larger than allowed; what is too much is read and dropped, so that the answer arrives.
async function readBody(request, maximum) {
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size <= maximum) pieces.push(piece);
  }
  return size <= maximum ? Buffer.concat(pieces) : null;
}

function compile(route) {
  const pattern = route.path.split('/').map((part) => (part.startsWith('{') ? `(?<${part.slice(1, -1)}>[^/]+)` : part.replaceAll('.', '\\.')));
  return { ...route, pattern: new RegExp(`^${pattern.join('/')}$`) };
}

function send(response, answer) {
  if (response.destroyed) return;
  response.writeHead(answer.status, {
    'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...answer.headers, 'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

export function createHttpServer({ routes, endpoints, faults }) {
  const rows = routes.map(compile);

  async function answerRoute(request, url) {
    const here = rows.filter((row) => row.pattern.test(url.pathname));
    if (here.length === 0) return json(404, { error: 'no such page in the sandbox' });
    const row = here.find((each) => each.method === request.method);
    if (!row) return json(405, { error: 'method not allowed' }, { allow: here.map((each) => each.method).join(', ') });
    const body = await readBody(request, MAXIMUM_CONTROL_BODY);
    if (body === null) return json(413, { error: 'body too large' });
    return row.handle({ parameters: row.pattern.exec(url.pathname).groups ?? {}, query: url.searchParams, body });
  }

  async function answerEndpoint(endpoint, request, response, url) {
    const body = await readBody(request, endpoint.maximum_body);
    const call = { method: request.method, path: url.pathname.slice(endpoint.mount.length), query: url.searchParams, headers: request.headers, body };
    // A client that reuses a connection repeats a request by itself when that connection is cut, which would hide a fault.
    response.setHeader('connection', 'close');
    return faults.apply(endpoint.fault, {
      destroy: () => response.destroy(),
      refuse: (mode) => (endpoint.refusals?.[mode] ?? REFUSALS[mode])(),
      proceed: (manner) => endpoint.handle({ ...call, ...manner }),
    });
  }

  async function serve(request, response) {
    const url = new URL(request.url, `http://${ADDRESS}`);
    const endpoint = endpoints.find((each) => url.pathname === each.mount || url.pathname.startsWith(`${each.mount}/`));
    const answer = endpoint ? await answerEndpoint(endpoint, request, response, url) : await answerRoute(request, url);
    if (answer === null) response.destroy();
    if (!response.destroyed) send(response, answer);
  }

  const server = http.createServer((request, response) => {
    serve(request, response).catch((error) => {
      if (error.code === 'ECONNRESET') return;
      console.error(`sandbox: ${request.method} ${request.url}: ${error.stack}`);
      if (!response.headersSent) send(response, json(500, { error: 'the sandbox itself failed, see its output' }));
    });
  });

  return {
    start: (port) => new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, ADDRESS, () => resolve(`http://${ADDRESS}:${server.address().port}`));
    }),
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
