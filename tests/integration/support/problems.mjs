// A refusal must be a problem document (RFC 9457), whoever refuses: a program or nginx itself.
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { document } from './client.mjs';

const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', ...document });
const fits = ajv.compile({ $ref: 'api#/components/schemas/Problem' });

/** The answer is a problem document that fits the API document, with this status; `code` and `field` only when given. */
export function assertProblem(answer, status, { code, field, about = '' } = {}) {
  const said = `${about} → ${answer.status} ${answer.text.slice(0, 500)}`;
  const statuses = [status].flat();
  assert.ok(statuses.includes(answer.status), `not ${statuses.join(' or ')}: ${said}`);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json', said);
  assert.ok(fits(answer.body), `${said}: ${JSON.stringify(fits.errors)}`);
  assert.equal(answer.body.status, answer.status, said);
  assert.match(answer.body.code, /^[a-z]+(_[a-z]+)*$/, said);
  assert.equal(answer.body.type, `/docs#${answer.body.code}`, said);
  assert.equal(answer.body.request_id, answer.headers.get('x-request-id'), said);
  assert.ok(answer.body.request_id, said);
  assert.equal(answer.headers.get('cache-control'), 'no-store', said);
  if (code !== undefined) assert.equal(answer.body.code, code, said);
  if (field !== undefined) assert.ok(answer.body.errors?.some((error) => error.field === field), `${field} is not named: ${said}`);
  if ([429, 503].includes(answer.status)) assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/, said);
  if (answer.status === 401) assert.equal(answer.headers.get('www-authenticate'), 'Bearer', said);
}
