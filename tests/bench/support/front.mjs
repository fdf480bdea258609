// One nginx in front of the peers and for the ceilings: the same program as in front of Gem, without Gem's limits and headers.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, pause, start, stop } from './server.mjs';

const fastcgi = (socket, script) => `
      fastcgi_pass "unix:${socket}";
      fastcgi_param SCRIPT_FILENAME "${script}";
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param DOCUMENT_URI $document_uri;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;`;

const bodies = {
  file: ({ file }) => `location = /api/packs { default_type application/json; alias "${file}"; }`,
  memcached: ({ socket, key }) => `location / { default_type application/json; set $memcached_key "${key}"; memcached_pass cache; }`,
  proxy: ({ name }) => `location / { proxy_pass http://${name}; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }`,
  fastcgi: ({ socket, script }) => `location / {${fastcgi(socket, script)}\n    }`,
};

const upstreams = {
  memcached: ({ socket }) => `upstream cache { server "unix:${socket}"; keepalive 64; }`,
  proxy: ({ name, socket }) => `upstream ${name} { server "unix:${socket}"; keepalive 64; }`,
};

/** sites: [{name, kind: file|memcached|proxy|fastcgi, …}] → {urls: {name: url}, stop()} */
export async function startFront(folder, sites) {
  const urls = {};
  const servers = [];
  for (const site of sites) {
    const port = await freePort();
    urls[site.name] = `http://127.0.0.1:${port}`;
    servers.push(`  server {\n    listen 127.0.0.1:${port} backlog=4096;\n    ${bodies[site.kind](site)}\n  }`);
  }
  for (const name of ['body', 'fastcgi', 'proxy', 'scgi', 'uwsgi']) mkdirSync(path.join(folder, 'temporary', name), { recursive: true });
  const temporary = (name, word) => `  ${word}_temp_path "${path.join(folder, 'temporary', name)}";`;
  const configuration = `${process.getuid() === 0 ? 'user root;\n' : ''}daemon off;
worker_processes auto;
worker_rlimit_nofile 16384;
error_log "${folder}/nginx.log" warn;
pid "${folder}/nginx.pid";
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 10000;
  fastcgi_buffers 32 16k;
  fastcgi_buffer_size 16k;
  proxy_buffers 32 16k;
  proxy_buffer_size 16k;
  memcached_buffer_size 16k;
${temporary('body', 'client_body')}
${temporary('fastcgi', 'fastcgi')}
${temporary('proxy', 'proxy')}
${temporary('scgi', 'scgi')}
${temporary('uwsgi', 'uwsgi')}
${sites.map((site) => upstreams[site.kind]?.(site)).filter(Boolean).map((line) => `  ${line}`).join('\n')}
${servers.join('\n')}
}
`;
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, configuration);
  const child = start('nginx', ['-c', file, '-e', path.join(folder, 'nginx.log')]);
  const first = Object.values(urls)[0];
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if (await fetch(first).then(() => true, () => false)) return { urls, stop: () => stop(child) };
    await pause(100);
  }
  throw new Error(`nginx in front of the peers did not start: see ${folder}/nginx.log`);
}
