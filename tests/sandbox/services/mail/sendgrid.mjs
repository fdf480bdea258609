// SendGrid's POST /v3/mail/send: 202 with an empty body, or {"errors":[{message, field, help}]}.
import { randomBytes } from 'node:crypto';
import { empty, json } from '../../server/answer.mjs';
import { plainProblems } from './sendgrid_checks.mjs';

const MAXIMUM_BODY = 30 * 1024 * 1024;
const SEND_PATH = '/v3/mail/send';

const errors = (status, problems, headers) => json(status, {
  errors: problems.map(({ field, message }) => ({ message, field: field ?? null, help: null })),
}, headers);

const REFUSALS = {
  rate_limited: () => errors(429, [{ message: 'too many requests' }], {
    'x-ratelimit-limit': '600', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 60),
  }),
  error: () => errors(500, [{ message: 'internal server error' }]),
};

const bearsKey = (call) => /^Bearer \S+$/.test(call.headers.authorization ?? '');
const takesJson = (call) => /application\/json|application\/\*|\*\/\*/.test(call.headers.accept ?? '*/*');
const sendsJson = (call) => /^application\/json\s*(;|$)/i.test(call.headers['content-type'] ?? '');

// In the order the service looks at a request; the first that fails decides the answer.
const CALL_CHECKS = [
  { status: 404, rule: 'path', holds: (call) => call.path === SEND_PATH, message: 'not found' },
  { status: 405, rule: 'method', holds: (call) => call.method === 'POST', message: 'method not allowed' },
  { status: 401, rule: 'authorization', holds: bearsKey, message: 'The provided authorization grant is invalid, expired, or revoked' },
  { status: 406, rule: 'accept', holds: takesJson, message: 'send Accept: application/json' },
  { status: 413, rule: 'size', holds: (call) => call.body !== null, message: `The mail is larger than ${MAXIMUM_BODY} bytes` },
  { status: 400, rule: 'content-type', holds: sendsJson, message: 'Content-Type must be application/json' },
];

function parseJson(body) {
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch (error) {
    return { problem: { field: null, rule: 'json', message: `Bad Request: ${error.message}` } };
  }
}

const addresses = (list = []) => list.map((person) => person.email);
const lowerNames = (headers = {}) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const partOf = (send, type) => send.content.find((part) => part.type.toLowerCase().startsWith(type))?.value ?? null;

// Each personalization is a mail of its own.
function mailsOf(send) {
  return send.personalizations.map((personalization) => ({
    via: 'sendgrid',
    from: (personalization.from ?? send.from).email,
    to: [...addresses(personalization.to), ...addresses(personalization.cc), ...addresses(personalization.bcc)],
    subject: personalization.subject ?? send.subject,
    text: partOf(send, 'text/plain'),
    html: partOf(send, 'text/html'),
    headers: { ...lowerNames(send.headers), ...lowerNames(personalization.headers) },
  }));
}

export function createSendgridEndpoint({ name, mailbox, violations, contract }) {
  const contractProblems = contract ? contract.bodyCheck('post', SEND_PATH) : () => [];

  function refuse(call, status, problems) {
    violations.record({ service: name, method: call.method, path: call.path, status, problems });
    return errors(status, problems);
  }

  function findProblems(body) {
    const parsed = parseJson(body);
    if (parsed.problem) return { problems: [parsed.problem] };
    const broken = contractProblems(parsed.value);
    return { send: parsed.value, problems: broken.length > 0 ? broken : plainProblems(parsed.value) };
  }

  function handle(call) {
    const failed = CALL_CHECKS.find((check) => !check.holds(call));
    if (failed) return refuse(call, failed.status, [{ field: null, rule: failed.rule, message: failed.message }]);
    const { send, problems } = findProblems(call.body);
    if (problems.length > 0) return refuse(call, 400, problems);
    if (send.mail_settings?.sandbox_mode?.enable === true) return empty(200);
    if (!call.lost) mailsOf(send).forEach(mailbox.add);
    return empty(202, { 'x-message-id': randomBytes(16).toString('base64url') });
  }

  return { mount: '/sendgrid', maximum_body: MAXIMUM_BODY, refusals: REFUSALS, handle };
}
