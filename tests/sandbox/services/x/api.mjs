// X's API as far as it is needed: a code for a token, whose token it is, and the end of a token.
import { randomBytes } from 'node:crypto';
import { json } from '../../server/answer.mjs';

const MAXIMUM_BODY = 64 * 1024;
const USER_FIELDS = ['created_at', 'description', 'id', 'name', 'profile_image_url', 'protected', 'url', 'username', 'verified'];

// Errors of the API are problem documents, those of OAuth are RFC 6749 section 5.2.
const problem = (status, title, headers) => json(status, { title, type: 'about:blank', status, detail: title }, headers);
const oauthError = (status, error, error_description, headers) => json(status, { error, error_description }, headers);

const REFUSALS = {
  rate_limited: () => problem(429, 'Too Many Requests', {
    'x-rate-limit-limit': '500', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + 900),
  }),
  error: () => problem(500, 'Internal Server Error'),
};

const sendsForm = (call) => /^application\/x-www-form-urlencoded\s*(;|$)/i.test(call.headers['content-type'] ?? '');

function basicPair(header) {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header ?? '')?.[1];
  return encoded && Buffer.from(encoded, 'base64').toString('utf8');
}

// A client with a secret shows it by HTTP Basic; one without says only its id, in the form.
function isClient(call, form, client) {
  if (client.secret !== '') return basicPair(call.headers.authorization) === `${client.id}:${client.secret}`;
  return call.headers.authorization === undefined && form.get('client_id') === client.id;
}

const FORM_CHECKS = [
  { field: null, status: 400, error: 'invalid_request', says: `the body is larger than ${MAXIMUM_BODY} bytes`, holds: ({ call }) => call.body !== null },
  { field: 'content-type', status: 400, error: 'invalid_request', says: 'Content-Type must be application/x-www-form-urlencoded', holds: ({ call }) => sendsForm(call) },
  { field: 'authorization', status: 401, error: 'invalid_client', says: 'the client is not known or has another secret',
    holds: ({ call, form, client }) => isClient(call, form, client) },
  { field: null, status: 400, error: 'invalid_request', says: 'a parameter is given twice', holds: ({ form }) => new Set(form.keys()).size === [...form.keys()].length },
];

const given = (field) => ({ field, status: 400, error: 'invalid_request', says: `${field} is missing`, holds: ({ form }) => Boolean(form.get(field)) });

const TOKEN_CHECKS = [
  ...FORM_CHECKS,
  given('grant_type'),
  { field: 'grant_type', status: 400, error: 'unsupported_grant_type', says: 'grant_type must be authorization_code', holds: ({ form }) => form.get('grant_type') === 'authorization_code' },
  ...['code', 'redirect_uri', 'code_verifier'].map(given),
];
const REVOKE_CHECKS = [...FORM_CHECKS, given('token')];

export function createXApi({ name, client, grants, violations }) {
  function refuse(call, check) {
    violations.record({ service: name, method: call.method, path: `/2${call.path}`, status: check.status, problems: [{ field: check.field, rule: 'oauth', message: check.says }] });
    return oauthError(check.status, check.error, check.says, check.status === 401 ? { 'www-authenticate': 'Basic realm="X"' } : {});
  }

  // With a form that passes the checks, `answer` of it.
  function withForm(checks, answer) {
    return (call) => {
      const form = new URLSearchParams((call.body ?? '').toString('utf8'));
      const failed = checks.find((check) => !check.holds({ call, form, client }));
      return failed ? refuse(call, failed) : answer(form, call);
    };
  }

  // A code that is not good any more is nobody's fault, so it is no violation.
  function tradeCode(form, { lost }) {
    const code = form.get('code');
    const wrong = grants.codeProblem(code, { redirect_uri: form.get('redirect_uri'), verifier: form.get('code_verifier') });
    if (wrong) {
      if (!lost) grants.spendCode(code);
      return oauthError(400, 'invalid_grant', wrong);
    }
    const { token, scope } = lost ? { token: randomBytes(48).toString('base64url'), scope: '' } : grants.issueToken(code);
    return json(200, { token_type: 'bearer', expires_in: 7200, access_token: token, scope }, { 'cache-control': 'no-store' });
  }

  function revoke(form, { lost }) {
    if (!lost) grants.revokeToken(form.get('token'));
    return json(200, { revoked: true });
  }

  function showMe(call) {
    const fields = (call.query.get('user.fields') ?? '').split(',').filter(Boolean);
    if (!fields.every((field) => USER_FIELDS.includes(field))) {
      violations.record({ service: name, method: call.method, path: `/2${call.path}`, status: 400, problems: [{ field: 'user.fields', rule: 'enum', message: 'a field is not known' }] });
      return problem(400, 'Invalid Request');
    }
    const row = grants.useToken(/^Bearer ([\w.~+/=-]+)$/.exec(call.headers.authorization ?? '')?.[1]);
    if (!row) return problem(401, 'Unauthorized');
    const picture = fields.includes('profile_image_url') ? { profile_image_url: `https://pictures.example/${row.account.username}_normal.jpg` } : {};
    return json(200, { data: { ...row.account, ...picture } });
  }

  const OPERATIONS = [
    { method: 'POST', path: '/oauth2/token', handle: withForm(TOKEN_CHECKS, tradeCode) },
    { method: 'POST', path: '/oauth2/revoke', handle: withForm(REVOKE_CHECKS, revoke) },
    { method: 'GET', path: '/users/me', handle: showMe },
  ];

  function handle(call) {
    const here = OPERATIONS.filter((operation) => operation.path === call.path);
    if (here.length === 0) return problem(404, 'Not Found');
    return here.find((operation) => operation.method === call.method)?.handle(call) ?? problem(405, 'Method Not Allowed', { allow: here[0].method });
  }

  return { mount: '/x/2', maximum_body: MAXIMUM_BODY, refusals: REFUSALS, handle };
}
