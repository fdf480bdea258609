// People for tests: signed in at once with a session row and a token of our own making, or as a person does it, by mail.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { api, expectStatus } from './client.mjs';
import { eventually, gemctl, mustSucceed, sandboxUrl, secret, sql } from './server.mjs';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs a session token as gem-api does. */
export function signToken(claims, key = secret('GEM_USER_JWT_KEY'), header = { alg: 'HS256', typ: 'JWT' }) {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

export function tokenFor(userId, sessionId, seconds = 86400) {
  const now = Math.floor(Date.now() / 1000);
  return signToken({ aud: 'gem-user', sub: userId, sid: sessionId, iat: now, exp: now + seconds });
}

/** Makes `count` users with a session each and `credit` USD; quick enough for thousands. [{id, email, session, token}] */
export async function newUsers(count, { credit = 0 } = {}) {
  const users = Array.from({ length: count }, () => {
    const id = randomUUID();
    const session = randomUUID();
    return { id, session, email: `${id}@test.example`, seed: randomBytes(32).toString('hex'), token: tokenFor(id, session) };
  });
  const column = (name) => users.map((user) => user[name]);
  await sql(
    `WITH made AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS made (id, email, seed, session)),
     person AS (INSERT INTO app_user (id, handle, email, avatar_seed, referral_code)
       SELECT id, 'test-' || substr(replace(id::text, '-', ''), 1, 20), email, id::text, replace(id::text, '-', '') FROM made),
     account AS (INSERT INTO ledger_account (purpose, owner_id, may_be_negative) SELECT 'user_credit', id, false FROM made),
     seed AS (INSERT INTO fairness_seed (user_id, nonce, server_seed, server_seed_hash, client_seed)
       SELECT id, 0, decode(seed, 'hex'), encode(sha256(decode(seed, 'hex')), 'hex'), 'client' FROM made)
     INSERT INTO user_session (id, user_id, expires_at) SELECT session, id, gem_now() + interval '24 hours' FROM made`,
    [column('id'), column('email'), column('seed'), column('session')],
  );
  if (credit) await grant(column('id'), credit);
  return users;
}

export const newUser = async (options) => (await newUsers(1, options))[0];

/** Credit for many at once, as balanced entries. */
export async function grant(ids, credit) {
  await sql(
    `WITH person AS (SELECT id, gen_random_uuid() AS entry FROM unnest($1::uuid[]) AS id),
     entry AS (INSERT INTO ledger_entry (id, cause_type, cause_id, description)
       SELECT entry, 'adjustment', entry, 'Test credit' FROM person)
     INSERT INTO ledger_posting (entry_id, account_id, amount)
     SELECT person.entry, ledger_account_for(line.purpose, line.owner, 0), line.amount
     FROM person CROSS JOIN LATERAL (VALUES ('user_credit', person.id, $2::numeric), ('adjustment', NULL::uuid, -$2::numeric))
          AS line (purpose, owner, amount)`,
    [ids, String(credit)],
  );
}

export const grantWithGemctl = async (email, amount, reason = 'Test') =>
  mustSucceed(await gemctl('credit', email, String(amount), '--reason', reason));

/** The newest code mailed to an address, once there is one that is not among `seen`. */
export async function mailedCode(email, seen = []) {
  return eventually(async () => {
    const mails = await (await fetch(`${sandboxUrl}/mailbox.json?to=${encodeURIComponent(email)}`)).json();
    const code = mails[0]?.text.match(/\b\d{6}\b/)?.[0];
    return code && !seen.includes(code) ? code : null;
  });
}

/** Signs in as a person does. {token, user, is_new, expires_at} */
export async function signIn(email) {
  await expectStatus(202, 'POST', '/api/auth/email-otp', { body: { email } });
  const code = await mailedCode(email.toLowerCase());
  return expectStatus(200, 'POST', '/api/auth/email-verify', { body: { email, code } });
}

export const balanceOf = async (token) => (await api('GET', '/api/wallet/balance', { token })).body.credit_balance;
