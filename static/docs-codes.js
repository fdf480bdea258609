// The error codes: one row each, under the anchor that problem documents point to (/docs#sold_out).

import { element } from './docs-element.js';
import { methodBadge, refusalsOf } from './docs-operation.js';

const LISTED_MAXIMUM = 12;

// What the web server refuses before the API sees it, so the API's document does not know it.
const EDGE_CODES = [
  { code: 'request_timeout', status: 408, title: 'The request took too long' },
  { code: 'precondition_failed', status: 412, title: 'A condition of the request does not hold' },
  { code: 'uri_too_long', status: 414, title: 'The address is too long' },
  { code: 'range_not_satisfiable', status: 416, title: 'The range lies outside' },
];

// [{code, status, title}] by HTTP status.
export function codesOfDocument(root) {
  const known = root['x-error-codes'] ?? [];
  const missing = EDGE_CODES.filter(({ code }) => known.every((row) => row.code !== code))
    .map((row) => ({ ...row, edge: true }));
  return [...known, ...missing].sort((left, right) => left.status - right.status);
}

function givers(code, operations) {
  const giving = operations.filter(({ operation }) => refusalsOf(operation).some(([, given]) => given === code));
  if (giving.length === 0) return null;
  if (giving.length === operations.length) return element('p', { class: 'limits' }, 'Any operation.');
  if (giving.length > LISTED_MAXIMUM) return element('p', { class: 'limits' }, `${giving.length} of ${operations.length} operations.`);
  return element('ul', { class: 'givers' }, giving.map(({ method, path, anchor }) =>
    element('li', {}, element('a', { href: `#${anchor}` }, methodBadge(method), ' ', element('code', {}, path)))));
}

function codeView({ code, status, title, edge }, operations) {
  return element('div', { class: 'code-row', id: code, tabindex: '-1' },
    element('h3', {}, element('code', {}, code), ' ', element('span', { class: 'status bad' }, String(status))),
    element('p', {}, `${title}.`),
    edge && element('p', { class: 'limits' }, 'Before a request reaches its operation.'),
    givers(code, operations));
}

export function codesView(root, operations) {
  return element('section', { id: 'error-codes', class: 'group', 'aria-labelledby': 'error-codes-title', tabindex: '-1' },
    element('h2', { id: 'error-codes-title' }, 'Error codes'),
    element('p', { class: 'group-lead' }, 'A refusal is an ', element('code', {}, 'application/problem+json'), ' document. Its ',
      element('code', {}, 'code'), ' is one of these and never changes its meaning; decide by it, not by the words.'),
    element('div', { class: 'card codes' }, codesOfDocument(root).map((row) => codeView(row, operations))));
}
