// The parts of the running server, stopped and started as an operator would. Always inside withoutPart(), or with a start in after().
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { environment, eventually, url } from './server.mjs';

const [, socketPath] = readFileSync(environment.GEM_SUPERVISOR_CONFIG, 'utf8').match(/^file=(.*)$/m);

/** Calls supervisord itself (XML-RPC): supervisorctl takes longer to start than most parts. A part that runs already, or no more, is no failure. */
function supervisor(verb, name) {
  const [group, every] = name.split(':');
  const body = `<methodCall><methodName>supervisor.${verb}Process${every ? 'Group' : ''}</methodName>
    <params><param><value><string>${group}</string></value></param></params></methodCall>`;
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath: socketPath.replaceAll('%%', '%'), path: '/RPC2', method: 'POST', headers: { 'content-type': 'text/xml', 'content-length': body.length } });
    request.on('response', (answer) => answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`supervisord answered ${answer.statusCode}`)))));
    request.on('error', reject);
    request.end(body);
  });
}

/** postgres, memcached, sandbox, nginx, gem-api:*, gem-worker:* */
export const stopPart = (name) => supervisor('stop', name);

export const isReady = async () => {
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  return answer?.status === 200 && (await answer.json()).cache;
};

/** Starts a part and waits until the whole server is ready again: database, cache and all. */
export async function startPart(name) {
  await supervisor('start', name);
  await eventually(isReady, 30000);
}

export async function withoutPart(name, work) {
  await stopPart(name);
  try {
    return await work();
  } finally {
    await startPart(name);
  }
}
