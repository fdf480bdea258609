// Administrators for tests: signed in with a one-time link, as whoever runs the platform does it the first time.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { api, expectStatus } from './client.mjs';
import { gemctl, mustSucceed, url } from './server.mjs';

export const ROLES = ['viewer', 'support', 'catalogue', 'finance', 'owner'];

/** A fresh link's token for an administrator, who is made when there is none of that name. */
export async function newLink(role = 'owner', name = `${role}-${randomUUID()}`) {
  const address = mustSucceed(await gemctl('admin-link', '--role', role, '--name', name)).trim();
  assert.ok(address.startsWith(`${url}/admin/sign-in?token=`), address);
  return new URL(address).searchParams.get('token');
}

/** Signs in: {token, expires_at, admin_id, name, role} */
export const signInByLink = (token) => expectStatus(200, 'POST', '/api/admin/auth/link', { body: { token } });

/** A new administrator with a session. */
export const newAdmin = async (role, name) => signInByLink(await newLink(role, name));

const known = new Map();

/** One administrator of the role for the whole file; its token. */
export async function signInAsAdmin(role = 'owner') {
  if (!known.has(role)) known.set(role, newAdmin(role));
  return (await known.get(role)).token;
}

/** What a browser does: a page with the session's cookie, redirects not followed. {status, text, location, cookies} */
export async function page(target, { token, form, headers = {}, method = form ? 'POST' : 'GET' } = {}) {
  const answer = await fetch(url + target, {
    method, redirect: 'manual', body: form && new URLSearchParams(form).toString(),
    headers: { ...(token && { cookie: `gem-admin=${token}` }), ...(form && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
  });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location'), headers: answer.headers, cookies: answer.headers.getSetCookie() };
}

/** The hidden field of every form of this session. */
export async function formToken(token, target = '/admin/users') {
  const { text } = await page(target, { token });
  return text.match(/name="_token" value="([0-9a-f]{64})"/)[1];
}

/** The current representation with its version, and a PUT that names it. */
export async function putCurrent(token, show, target, body) {
  const seen = await api('GET', show, { token });
  return api('PUT', target, { token, body, headers: { 'if-match': seen.headers.get('etag') } });
}
