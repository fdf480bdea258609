// The page where people allow it (RFC 6749 section 4.1.1), or with `auto` the decision at once.
import { newNonce, page, seeOther } from '../../server/answer.mjs';
import { findAccount } from './accounts.mjs';
import { consentPage, refusalPage } from './consent_page.mjs';

const PATH = '/x/i/oauth2/authorize';
const SCOPES = ['tweet.read', 'users.read'];
const DECISION_FIELDS = ['decision', 'account', 'username', 'id'];

function isAddress(text) {
  if (!URL.canParse(text ?? '')) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.hash === '';
}

const scopesOf = (text) => (text ?? '').split(' ').filter(Boolean);

// Nobody is sent to an address that may be a stranger's (RFC 6749 section 4.1.2.1).
const SENDER_CHECKS = [
  { field: 'client_id', says: 'client_id is not that of a known app', holds: (asked, client) => asked.get('client_id') === client.id },
  { field: 'redirect_uri', says: 'redirect_uri must be an http or https address without #', holds: (asked) => isAddress(asked.get('redirect_uri')) },
];

const REQUEST_CHECKS = [
  { field: 'response_type', error: 'unsupported_response_type', says: 'response_type must be code', holds: (asked) => asked.get('response_type') === 'code' },
  { field: 'state', error: 'invalid_request', says: 'state must have 1 to 500 characters', holds: (asked) => /^.{1,500}$/s.test(asked.get('state') ?? '') },
  { field: 'scope', error: 'invalid_scope', says: `scope must be ${SCOPES.join(' and ')}`,
    holds: (asked) => SCOPES.every((scope) => scopesOf(asked.get('scope')).includes(scope)) && scopesOf(asked.get('scope')).length === SCOPES.length },
  { field: 'code_challenge', error: 'invalid_request', says: 'code_challenge must be a SHA-256 in base64url', holds: (asked) => /^[\w-]{43}$/.test(asked.get('code_challenge') ?? '') },
  { field: 'code_challenge_method', error: 'invalid_request', says: 'code_challenge_method must be S256', holds: (asked) => asked.get('code_challenge_method') === 'S256' },
];

function sendBack(asked, answer) {
  const url = new URL(asked.get('redirect_uri'));
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (asked.has('state')) url.searchParams.set('state', asked.get('state'));
  return seeOther(url.href);
}

export function createConsentRoutes({ name, client, grants, violations }) {
  function refusePage(problem) {
    const nonce = newNonce();
    return page(400, refusalPage({ problem, nonce }), nonce);
  }

  function record(method, status, check) {
    violations.record({ service: name, method, path: '/i/oauth2/authorize', status, problems: [{ field: check.field, rule: 'oauth', message: check.says }] });
  }

  // Null, or what is answered when what is asked for is not right.
  function refuse(method, asked) {
    const sender = SENDER_CHECKS.find((check) => !check.holds(asked, client));
    if (sender) {
      record(method, 400, sender);
      return refusePage(sender.says);
    }
    const failed = REQUEST_CHECKS.find((check) => !check.holds(asked));
    if (!failed) return null;
    record(method, 303, failed);
    return sendBack(asked, { error: failed.error, error_description: failed.says });
  }

  function allow(asked, wanted) {
    const { account, problem } = findAccount(wanted);
    if (problem) return refusePage(problem);
    const code = grants.addCode({ account, redirect_uri: asked.get('redirect_uri'), challenge: asked.get('code_challenge'), scope: asked.get('scope') });
    return sendBack(asked, { code });
  }

  function ask({ query }) {
    const refusal = refuse('GET', query);
    if (refusal) return refusal;
    if (query.has('auto')) return allow(query, { username: query.get('auto'), id: query.get('auto_id') });
    const nonce = newNonce();
    const redirect_uri = query.get('redirect_uri');
    return page(200, consentPage({ asked: [...query], redirect_uri, scope: query.get('scope'), nonce }), nonce, { form_target: new URL(redirect_uri).origin });
  }

  function decide({ body }) {
    const form = new URLSearchParams(body.toString('utf8'));
    const asked = new URLSearchParams([...form].filter(([field]) => !DECISION_FIELDS.includes(field)));
    const refusal = refuse('POST', asked);
    if (refusal) return refusal;
    if (form.get('decision') !== 'authorize') return sendBack(asked, { error: 'access_denied' });
    const typed = form.get('username') ?? '';
    return allow(asked, typed === '' ? { username: form.get('account') ?? '' } : { username: typed, id: form.get('id') });
  }

  return [
    { method: 'GET', path: PATH, handle: ask },
    { method: 'POST', path: PATH, handle: decide },
  ];
}
