// Every operation of the API document, and whatever it does not take: refused, said in what way, and nothing changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPack } from './support/catalogue.mjs';
import { api, document } from './support/client.mjs';
import { assertProblem } from './support/problems.mjs';
import { raw } from './support/raw.mjs';
import { eventually, sql } from './support/server.mjs';
import { assertNothingChanges } from './support/tables.mjs';
import { newUsers } from './support/users.mjs';
import { brokenBodies, example, resolve, wrongBodies, wrongTexts } from './support/wrong_values.mjs';

const pack = await newPack({ price: '1.000000', stones: { COMMON: 5 }, supply: 5 });
const nowhere = '00000000-0000-7000-8000-000000000000';
await eventually(async () => (await sql('SELECT FROM job WHERE dead_at IS NULL')).length === 0, 60000); // what earlier tests left to do

const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    template,
    method: method.toUpperCase(),
    name: `${method.toUpperCase()} ${template}`,
    target: template.replace('/packs/{id}', `/packs/${pack.id}`).replace(/\{\w*id\}/g, nowhere).replace(/\{\w+\}/g, 'x'),
    needsSession: operation.security.length > 0,
    query: operation.parameters.map(resolve).filter((parameter) => parameter.in === 'query'),
    body: operation.requestBody?.content['application/json']?.schema,
    mayBeEmpty: operation.requestBody?.required === false,
    headers: operation.parameters.map(resolve).filter((parameter) => parameter.in === 'header').map((parameter) => parameter.name),
  })),
);
assert.ok(operations.length > 20 && operations.filter((operation) => operation.body).length >= 4);

/** People with money, changed often enough that no limit is met: what is refused must be refused for itself. */
async function* people(operation) {
  for (;;) for (const person of await newUsers(1, { credit: 100 })) for (let i = 0; i < 50; i++) yield operation.needsSession ? person.token : undefined;
}

/** The people are made beforehand, because making them changes tables. */
async function tokensFor(operation, count) {
  const tokens = [];
  for await (const token of people(operation)) if (tokens.push(token) >= count) break;
  return tokens;
}

const short = (value) => (value.length > 200 ? `${value.slice(0, 200)}… (${value.length})` : String(value));

for (const operation of operations.filter(({ body }) => body)) {
  const { method, target, name, body } = operation;

  test(`${name}: a wrong field is named, whatever is wrong with it`, async () => {
    const bodies = wrongBodies(body);
    const tokens = await tokensFor(operation, bodies.length);
    const failures = [];
    await assertNothingChanges(async () => {
      for (const [index, { field, raw: text }] of bodies.entries()) {
        try {
          // Half a surrogate pair makes the text no JSON at all.
          const answer = await api(method, target, { token: tokens[index], raw: text });
          const unreadable = answer.body?.code === 'malformed' && /\\ud[8c]/.test(text);
          assertProblem(answer, 400, { code: unreadable ? 'malformed' : 'invalid_input', field: unreadable ? undefined : field, about: short(text) });
        } catch (error) {
          failures.push(error.message);
        }
      }
      assert.deepEqual(failures, []);
    });
  });

  test(`${name}: a body that is no object is refused`, async () => {
    const bodies = brokenBodies(body).filter((bytes) => bytes.length > 0 || !operation.mayBeEmpty);
    const tokens = await tokensFor(operation, bodies.length);
    const failures = [];
    await assertNothingChanges(async () => {
      for (const [index, bytes] of bodies.entries()) {
        try {
          assertProblem(await api(method, target, { token: tokens[index], raw: bytes }), 400, { about: short(bytes.toString()) });
        } catch (error) {
          failures.push(error.message);
        }
      }
      assert.deepEqual(failures, []);
    });
  });

  test(`${name}: every wrong field is named at once`, async () => {
    const names = Object.keys(resolve(body).properties);
    const [token] = await tokensFor(operation, 1);
    const answer = await api(method, target, { token, body: Object.fromEntries([...names, 'more'].map((field) => [field, [[]]])) });
    assertProblem(answer, 400, { code: 'invalid_input' });
    assert.deepEqual(answer.body.errors.map((error) => error.field).sort(), [...names, 'more'].sort());
  });
}

const wrongQueries = (parameter) => {
  const schema = resolve(parameter.schema);
  const texts = [schema.type].flat().includes('integer')
    ? ['x', '1.5', '1e1', '0x1', ' 1', '1 ', '--1', '9223372036854775808', '-9223372036854775809', '99999999999999999999999', 'null', '\u0661',
      ...(schema.minimum === undefined ? [] : [String(schema.minimum - 1)]), ...(schema.maximum === undefined ? [] : [String(schema.maximum + 1)])]
    : parameter.name === 'cursor' ? ['x', 'null', '1', 'AAAA', 'A'.repeat(4000), '====', '\u00e9', '../..', 'eyJhIjoxfQ'] : wrongTexts(schema).filter((text) => text !== '');
  const key = encodeURIComponent(parameter.name);
  return [
    ...texts.map((text) => ({ query: `${key}=${encodeURIComponent(text)}`, field: parameter.name })),
    ...['%', '%f', '%zz', '%00', 'a%00b', '%ff', '%c0%80', '%ed%a0%80', 'x'.repeat(2000)].map((text) => ({ query: `${key}=${text}`, field: parameter.name })),
    { query: `${key}=${encodeURIComponent(example(schema))}&${key}=${encodeURIComponent(example(schema))}`, field: parameter.name },
  ];
};

for (const operation of operations) {
  const { method, target, name } = operation;
  test(`${name}: a wrong parameter is named, an unknown one too`, async () => {
    const queries = [
      ...operation.query.flatMap(wrongQueries),
      { query: 'unknown=1', field: 'unknown' }, { query: 'unknown', field: 'unknown' }, { query: '__proto__=1', field: '__proto__' }, { query: '%3Cb%3E=1', field: '<b>' },
      { query: '=1', field: '' }, { query: '%ff=1', field: 'query' }, { query: '%=1', field: 'query' }, { query: '%00=1', field: 'query' },
      { query: `${'x'.repeat(2000)}=1`, field: 'x'.repeat(2000) }, { query: 'a[]=1', field: 'a[]' },
    ];
    const tokens = await tokensFor(operation, queries.length);
    const body = operation.body && JSON.stringify(example(operation.body));
    const failures = [];
    await assertNothingChanges(async () => {
      for (const [index, { query, field }] of queries.entries()) {
        const headers = { ...(tokens[index] && { Authorization: `Bearer ${tokens[index]}` }), ...(body && { 'Content-Type': 'application/json' }) };
        try {
          const answer = await raw(method, `${target}?${query}`, { headers, body });
          const isCursor = field === 'cursor' && answer.body?.code === 'invalid_cursor';
          assertProblem(answer, 400, { field: isCursor ? undefined : field, about: short(query) });
        } catch (error) {
          failures.push(error.message);
        }
      }
      assert.deepEqual(failures, []);
    });
  });
}

const strangePaths = ['x', '0', '-1', nowhere.slice(1), `${nowhere}0`, nowhere.replace('7', 'G'), nowhere.replace('7', 'A'), 'a'.repeat(2000), '%2f', 'a%2fb', '%2F..%2Fme', '..', '%2e%2e', '.', '%5c', '%00', `${nowhere}%00`,
  '%0d%0aX:1', '%ff', '%c0%af', '%ed%a0%80', '%', '%zz', '%25', '%20', '%3f', '%23', ';', '*', '~', '%F0%9F%92%8E', '%22', '%27%20OR%201=1', '{id}', 'null', 'undefined', `${nowhere}.json`, `${nowhere};x`];

for (const operation of operations.filter(({ template }) => template.includes('{'))) {
  const { method, template, name } = operation;
  const isText = !/\{\w*id\}/.test(template);
  test(`${name}: a strange path finds nothing`, async () => {
    const body = operation.body && JSON.stringify(example(operation.body));
    const headers = body ? { 'Content-Type': 'application/json' } : {};
    const failures = [];
    await assertNothingChanges(async () => {
      for (const strange of [...strangePaths, 'b'.repeat(9000)]) {
        try {
          const answer = await raw(method, template.replace(/\{\w+\}/, strange), { headers, body });
          if (isText && answer.status === 200) assert.equal(answer.headers.get('content-type'), 'image/svg+xml', strange);
          else assertProblem(answer, [400, 401, 404, 405, 414], { about: short(strange) });
        } catch (error) {
          failures.push(`${short(strange)}: ${error.message}`);
        }
      }
      assert.deepEqual(failures, []);
    });
  });
}

for (const operation of operations.filter(({ headers }) => headers.includes('Idempotency-Key'))) {
  test(`${operation.name}: an Idempotency-Key that is no key is named`, async () => {
    const keys = ['a b', 'x'.repeat(256), '\u00e9', '\x7f', '\x01', 'a\tb'];
    const tokens = await tokensFor(operation, keys.length);
    await assertNothingChanges(async () => {
      for (const [index, key] of keys.entries()) {
        const headers = { Authorization: `Bearer ${tokens[index]}`, 'Content-Type': 'application/json', 'Idempotency-Key': key };
        const answer = await raw(operation.method, operation.target, { headers, body: operation.body && JSON.stringify(example(operation.body)) });
        assertProblem(answer, 400, { field: /[\x01]/.test(key) && answer.body.code === 'malformed' ? undefined : 'Idempotency-Key', about: JSON.stringify(key) });
      }
    });
  });
}
