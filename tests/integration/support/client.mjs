// Calls the API as a client would, holds every answer against the OpenAPI document, and notes which operations were exercised.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { state, url } from './server.mjs';

const document = await (await fetch(`${url}/api/openapi.json`)).json();
const adminDocument = await (await fetch(`${url}/api/admin/openapi.json`)).json();
const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', ...document });
ajv.addSchema({ $id: 'admin', ...adminDocument });

const coverageFolder = path.join(state, 'coverage');
mkdirSync(coverageFolder, { recursive: true });
const coverageFile = path.join(coverageFolder, `${process.pid}.txt`);

const operationsOf = (id, { paths }) => Object.entries(paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    fixed: !template.includes('{'),
    operation,
    pointer: `${id}#/paths/${template.replace(/~/g, '~0').replace(/\//g, '~1').replace(/[{}]/g, encodeURIComponent)}/${method}`,
  })),
);
const operations = [...operationsOf('api', document), ...operationsOf('admin', adminDocument)];
operations.sort((left, right) => Number(right.fixed) - Number(left.fixed));

export { adminDocument, document };

export function findOperation(method, pathname) {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return operations.find((candidate) => candidate.method === wanted && candidate.pattern.test(pathname));
}

function checkAnswer(found, answer) {
  const described = found.operation.responses[String(answer.status)];
  const name = `${found.operation.operationId} ${answer.status}`;
  assert.ok(described, `the API document does not know ${name}: ${JSON.stringify(answer.body)}`);
  if (!described.content) return;
  const sent = answer.headers.get('content-type') ?? '';
  const type = sent in described.content ? sent : sent.split(';')[0];
  assert.ok(described.content[type], `${name} came as ${type}, not ${Object.keys(described.content)}`);
  if (!type.endsWith('json')) return;
  const pointer = `${found.pointer}/responses/${answer.status}/content/${type.replace('/', '~1').replace('+', '%2B')}/schema`;
  const validate = ajv.getSchema(pointer) ?? ajv.compile({ $ref: pointer });
  assert.ok(validate(answer.body), `${name} does not fit its schema: ${JSON.stringify(validate.errors)} ${JSON.stringify(answer.body)}`);
}

/**
 * api('POST', '/api/packs/…', {token, body, headers, raw, key}) → {status, headers, body, text}
 * `raw` is sent as it stands instead of JSON; `key` is an Idempotency-Key. The answer is checked against the API document.
 */
export async function api(method, target, { token, body, headers = {}, raw, key } = {}) {
  const sent = { ...headers };
  if (token) sent.authorization = `Bearer ${token}`;
  if (key) sent['idempotency-key'] = key;
  if (body !== undefined || raw !== undefined) sent['content-type'] ??= 'application/json';
  const response = await fetch(url + target, { method, headers: sent, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)) });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const answer = { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : null };
  const found = findOperation(method, new URL(url + target).pathname);
  if (found) {
    appendFileSync(coverageFile, `${found.operation.operationId}\n`);
    checkAnswer(found, answer);
  }
  return answer;
}

/** As api(), and the status must be the one expected. Gives the body back. */
export async function expectStatus(status, method, target, options) {
  const answer = await api(method, target, options);
  assert.equal(answer.status, status, `${method} ${target}: ${answer.text}`);
  return answer.body;
}
