// Shippo's API: who calls, which operation, whether the body fits the contract, and the answer.
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from '../../server/answer.mjs';
import { bodyCheckBy } from '../../server/contract.mjs';
import { Refusal } from './refusal.mjs';

const MOUNT = '/shippo';
const MAXIMUM_BODY = 256 * 1024;
const VERSION = '2018-02-08';

const REFUSALS = {
  rate_limited: () => json(429, { detail: 'Request was throttled.' }),
  error: () => json(500, { detail: 'Internal server error.' }),
};

const sendsJson = (call) => /^application\/json\s*(;|$)/i.test(call.headers['content-type'] ?? '');
const asksForBody = (call) => call.method === 'POST' || call.method === 'PUT';

// In the order Shippo looks at a call; the first that fails decides the answer, and is a violation.
const CALL_CHECKS = [
  { status: 401, field: 'authorization', message: 'Invalid token.', holds: (call, key) => call.headers.authorization === `ShippoToken ${key}` },
  { status: 400, field: 'shippo-api-version', message: `Only version ${VERSION} is known.`, holds: (call) => [undefined, VERSION].includes(call.headers['shippo-api-version']) },
  { status: 413, field: null, message: `The body is larger than ${MAXIMUM_BODY} bytes.`, holds: (call) => call.body !== null },
  { status: 415, field: 'content-type', message: 'Content-Type must be application/json.', holds: (call) => !asksForBody(call) || sendsJson(call) },
];

function compile(operation, contract) {
  const pattern = operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const checks = [];
  if (operation.schema && contract && !operation.is_undocumented) checks.push(contract.bodyCheck(operation.method.toLowerCase(), operation.path));
  if (operation.schema) checks.push(bodyCheckBy(operation.schema));
  return { ...operation, pattern: new RegExp(`^${pattern}/?$`), checks };
}

function parse(body) {
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch (error) {
    return { problem: { field: null, rule: 'json', message: `JSON parse error - ${error.message}` } };
  }
}

const refusalOf = (problems) => (problems[0].field === null ? { detail: problems[0].message }
  : Object.fromEntries(problems.map(({ field, message }) => [field, [message]])));

export function createShippoApi({ name, key, contract, operations, violations }) {
  const rows = operations.map((operation) => compile(operation, contract));

  function refuse(call, status, problems) {
    violations.record({ service: name, method: call.method, path: call.path, status, problems });
    throw new Refusal(status, refusalOf(problems));
  }

  function bodyOf(call, row) {
    if (!row.schema) return null;
    const { value, problem } = parse(call.body);
    if (problem) refuse(call, 400, [problem]);
    const problems = row.checks.flatMap((check) => check(value));
    if (problems.length > 0) refuse(call, 400, problems);
    return value;
  }

  async function answer(call) {
    const failed = CALL_CHECKS.find((check) => !check.holds(call, key));
    if (failed) refuse(call, failed.status, [{ field: failed.field, rule: 'plain', message: failed.message }]);
    const row = rows.find((each) => each.method === call.method && each.pattern.test(call.path));
    if (!row) refuse(call, 404, [{ field: null, rule: 'path', message: 'Not found.' }]);
    const body = bodyOf(call, row);
    await sleep(call.delay_ms ?? 0);
    const parameters = row.pattern.exec(call.path).groups ?? {};
    return json(call.method === 'POST' ? 201 : 200, row.run({ parameters, body, query: call.query, path: `${MOUNT}${call.path}`, address: `http://${call.headers.host}` }));
  }

  async function handle(call) {
    const given = await answer(call).catch((error) => {
      if (error instanceof Refusal) return error.answer();
      throw error;
    });
    return call.lost ? null : given;
  }

  return { mount: MOUNT, maximum_body: MAXIMUM_BODY, refusals: REFUSALS, handle };
}
