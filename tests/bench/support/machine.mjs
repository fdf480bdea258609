// One line about what all this ran on.
import os from 'node:os';
import { run } from './server.mjs';

const versions = [
  ['PostgreSQL', 'psql', ['--version']], ['nginx', 'sh', ['-c', 'nginx -v 2>&1']], ['memcached', 'memcached', ['--version']], ['wrk', 'sh', ['-c', 'wrk -v 2>&1 || true']],
  ['Go', 'go', ['version']], ['PHP', 'php', ['--version']], ['FastAPI', '/usr/bin/python3', ['-c', 'import fastapi; print(fastapi.__version__)']],
];

async function version([name, command, words]) {
  const output = await run(command, words).catch(() => '');
  const number = output.match(/\d+\.\d+(\.\d+)*/)?.[0];
  return number ? `${name} ${number}` : null;
}

export async function describeMachine() {
  const found = (await Promise.all(versions.map(version))).filter(Boolean);
  return `${os.availableParallelism()} cores, everything on one machine; ${found.join(', ')}, Node ${process.versions.node}`;
}
