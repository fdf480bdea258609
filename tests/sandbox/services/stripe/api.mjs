// Stripe's API: who calls, what is asked, once for each Idempotency-Key, and the answer or the error in Stripe's form.
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from '../../server/answer.mjs';
import { formCheckBy } from '../../server/contract.mjs';
import { nestedForm } from '../../server/form.mjs';
import { createIdempotency } from './idempotency.mjs';
import { expand } from './lists.mjs';
import { API_VERSION, newId } from './objects.mjs';
import { Refusal } from './refusal.mjs';

const MOUNT = '/stripe';
const MAXIMUM_BODY = 256 * 1024;

const REFUSALS = {
  rate_limited: () => new Refusal(429, { code: 'rate_limit', message: 'Too many requests hit the API too quickly.' }).answer(),
  error: () => new Refusal(500, { type: 'api_error', message: 'An unknown error occurred.' }).answer(),
};

const sendsForm = (call) => /^application\/x-www-form-urlencoded\s*(;|$)/i.test(call.headers['content-type'] ?? '');

function keyOf(call) {
  const [scheme, value = ''] = (call.headers.authorization ?? '').split(' ');
  return scheme === 'Basic' ? Buffer.from(value, 'base64').toString('utf8').replace(/:$/, '') : value;
}

// In the order Stripe looks at a call; the first that fails decides the answer.
const CALL_CHECKS = [
  { status: 401, message: 'Invalid API Key provided', holds: (call, key) => keyOf(call) === key },
  { status: 413, message: `The body is larger than ${MAXIMUM_BODY} bytes`, holds: (call) => call.body !== null },
  { status: 400, message: 'Content-Type must be application/x-www-form-urlencoded', holds: (call) => call.method !== 'POST' || call.body.length === 0 || sendsForm(call) },
];

function compile(operation, contract) {
  const pattern = operation.path.replaceAll(/\{\w+\}/g, '([^/]+)');
  const kind = operation.method === 'POST' ? 'formCheck' : 'queryCheck';
  const byContract = contract?.[kind](operation.method.toLowerCase(), operation.path);
  return { ...operation, pattern: new RegExp(`^${pattern}$`), checks: [byContract, formCheckBy(operation.form)].filter(Boolean) };
}

export function createStripeApi({ name, key, contract, operations, find, endDue, store, clock, violations }) {
  const rows = operations.map((operation) => compile(operation, contract));
  const answerOnce = createIdempotency({ store, clock });

  function record(call, status, problems) {
    violations.record({ service: name, method: call.method, path: call.path, status, problems });
  }

  function operationOf(call) {
    const row = rows.find((each) => each.method === call.method && each.pattern.test(call.path));
    if (!row) throw new Refusal(404, { message: `Unrecognized request URL (${call.method}: ${call.path}).`, broken: true });
    return row;
  }

  function formOf(call, row) {
    const form = nestedForm(call.method === 'POST' ? new URLSearchParams(call.body.toString('utf8')) : call.query);
    const checked = row.checks.map((check) => check(form));
    const broken = checked.flatMap((each) => each.problems);
    const problems = broken.length > 0 ? broken : row.problems(checked.at(-1).value);
    if (problems.length === 0) return checked.at(-1).value;
    record(call, 400, problems);
    const [{ field, rule, message }] = problems;
    throw new Refusal(400, { code: rule === 'additionalProperties' ? 'parameter_unknown' : undefined, param: field, message: `${field}: ${message}` });
  }

  // The answer of an operation that has begun; also a refusal by it is one.
  async function perform(call, row, form, caused_by) {
    try {
      await sleep(call.delay_ms ?? 0);
      const object = row.run({ id: row.pattern.exec(call.path)[1], form, address: `http://${call.headers.host}`, caused_by });
      return json(200, (form.expand ?? []).reduce((value, path) => expand(value, path, find), object));
    } catch (error) {
      if (error instanceof Refusal) return error.answer();
      throw error;
    }
  }

  async function answer(call, request_id) {
    const failed = CALL_CHECKS.find((check) => !check.holds(call, key));
    if (failed) throw new Refusal(failed.status, { message: failed.message, broken: true });
    if (call.headers['stripe-version'] !== API_VERSION) record(call, 200, [{ field: 'stripe-version', rule: 'version', message: `Stripe-Version must be ${API_VERSION}` }]);
    const row = operationOf(call);
    const form = formOf(call, row);
    endDue();
    const caused_by = { id: request_id, idempotency_key: call.headers['idempotency-key'] ?? null };
    const run = () => perform(call, row, form, caused_by);
    return call.method === 'POST' ? answerOnce(call, form, run) : run();
  }

  async function handle(asked) {
    const call = { ...asked, path: asked.path.replace(/\/$/, '') };
    const request_id = newId('req');
    const given = await answer(call, request_id).catch((error) => {
      if (!(error instanceof Refusal)) throw error;
      if (error.broken) record(call, error.status, [{ field: error.body.error.param ?? null, rule: 'plain', message: error.message }]);
      return error.answer();
    });
    return call.lost ? null : { ...given, headers: { ...given.headers, 'request-id': request_id, 'stripe-version': API_VERSION } };
  }

  return { mount: `${MOUNT}/v1`, maximum_body: MAXIMUM_BODY, refusals: REFUSALS, handle: (call) => handle({ ...call, path: `/v1${call.path}` }) };
}
