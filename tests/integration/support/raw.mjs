// HTTP as bytes, for what fetch() would tidy up first: paths that are not normal, headers that are not allowed, other source addresses.
import net from 'node:net';
import { url } from './server.mjs';

function parse(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`no HTTP answer: ${bytes.toString('latin1').slice(0, 200)}`);
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Headers(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const text = bytes.subarray(end + 4).toString();
  const isJson = /json/.test(headers.get('content-type') ?? '');
  return { status: Number(first.split(' ')[1]), headers, text, body: isJson && text ? JSON.parse(text) : null };
}

/** Sends bytes as they stand to the server and reads until it closes. {status, headers, text, body} */
export function rawBytes(bytes, { target = url, localAddress } = {}) {
  return new Promise((resolve, reject) => {
    const { port } = new URL(target);
    const socket = net.connect({ host: '127.0.0.1', port: Number(port), localAddress });
    const parts = [];
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (data) => parts.push(data));
    socket.on('error', (error) => (parts.length ? undefined : reject(error)));
    socket.on('close', () => {
      try {
        resolve(parse(Buffer.concat(parts)));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** raw('GET', '/a%00b', {headers, body, target, localAddress}): HTTP/1.0, so that an answer is never in chunks. */
export function raw(method, path, { headers = {}, body = '', ...options } = {}) {
  const content = Buffer.from(body);
  const lines = Object.entries({ Host: '127.0.0.1', ...(content.length ? { 'Content-Length': content.length } : {}), ...headers });
  const head = `${method} ${path} HTTP/1.0\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return rawBytes(Buffer.concat([Buffer.from(head, 'latin1'), content]), options);
}
