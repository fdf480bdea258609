// memcached spoken to by hand, through its socket: what nginx and the programs find there.
import net from 'node:net';
import { environment } from './server.mjs';

function ask(bytes, isComplete) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(environment.GEM_MEMCACHED_SERVERS);
    let answer = Buffer.alloc(0);
    socket.on('connect', () => socket.write(bytes));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('memcached closed the connection')));
    socket.on('data', (data) => {
      answer = Buffer.concat([answer, data]);
      if (!isComplete(answer.toString('latin1'))) return;
      socket.removeAllListeners('close').destroy();
      resolve(answer.toString());
    });
  });
}

/** The text under a key, or null. */
export async function cacheGet(key) {
  const answer = await ask(`get ${key}\r\n`, (text) => text.endsWith('END\r\n'));
  return answer.startsWith('VALUE') ? answer.slice(answer.indexOf('\r\n') + 2, -'\r\nEND\r\n'.length) : null;
}

export async function cacheSet(key, value, seconds) {
  const bytes = Buffer.from(value);
  const answer = await ask(Buffer.concat([Buffer.from(`set ${key} 0 ${seconds} ${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]),
    (text) => text.endsWith('\r\n'));
  if (answer !== 'STORED\r\n') throw new Error(`memcached answered ${answer}`);
}

export const cacheRemove = (key) => ask(`delete ${key}\r\n`, (text) => text.endsWith('\r\n'));
