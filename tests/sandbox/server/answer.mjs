// Answers are plain values, {status, headers, body}, built whole and sent in one place.
import { randomBytes } from 'node:crypto';

export const empty = (status, headers = {}) => ({ status, headers, body: '' });

export const json = (status, value, headers = {}) => ({
  status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value),
});

export const seeOther = (location) => empty(303, { location });

export const newNonce = () => randomBytes(16).toString('base64');

// The policy also rules the mail shown in a frame: its pictures and fonts cannot be fetched from outside. A form's policy
// holds for where its answer redirects to, too: `form_target` is that origin.
export const page = (status, markup, nonce, { form_target = '' } = {}) => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src 'self'; `
      + `img-src data:; form-action 'self' ${form_target}; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
  },
  body: markup,
});

// The page that `write` makes of what it shows.
export function show(status, write, shown) {
  const nonce = newNonce();
  return page(status, write({ ...shown, nonce }), nonce);
}
