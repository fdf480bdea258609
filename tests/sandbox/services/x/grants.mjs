// What people have allowed: codes, which live 30 seconds and work once, and the tokens made of them.
import { createHash, randomBytes } from 'node:crypto';

export const CODE_LIFE_MS = 30_000;
export const TOKEN_LIFE_MS = 7_200_000;
const MAXIMUM_KEPT = 1000;

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

const newSecret = () => randomBytes(48).toString('base64url');
const challengeOf = (verifier) => createHash('sha256').update(verifier).digest('base64url');

function forgetOldest(map) {
  if (map.size > MAXIMUM_KEPT) map.delete(map.keys().next().value);
}

export function createGrants({ now = Date.now } = {}) {
  const codes = new Map();
  const tokens = new Map();

  const isLive = (row) => row !== undefined && !row.revoked && now() < row.expires_at;

  return {
    // `consent` is {account, redirect_uri, challenge, scope}.
    addCode(consent) {
      const code = newSecret();
      codes.set(code, { ...consent, expires_at: now() + CODE_LIFE_MS, spent: false, token: null });
      forgetOldest(codes);
      return code;
    },

    // What is wrong with a code that is shown together with these, or null.
    codeProblem(code, { redirect_uri, verifier }) {
      const row = codes.get(code);
      if (row === undefined) return 'the code is not known';
      if (row.spent) return 'the code was used before';
      if (now() >= row.expires_at) return 'the code has expired';
      if (redirect_uri !== row.redirect_uri) return 'redirect_uri is not the one the code was asked for with';
      if (!VERIFIER.test(verifier)) return 'code_verifier must be 43 to 128 of A-Z a-z 0-9 - . _ ~';
      if (challengeOf(verifier) !== row.challenge) return 'code_verifier does not belong to the code';
      return null;
    },

    // A code that comes a second time was stolen by one of the two: what was made of it ends (RFC 6749 section 4.1.2).
    spendCode(code) {
      const row = codes.get(code);
      if (row === undefined) return;
      row.spent = true;
      if (row.token !== null) row.token.revoked = true;
    },

    // For a code without a problem.
    issueToken(code) {
      const row = codes.get(code);
      row.spent = true;
      row.token = {
        token: newSecret(), account: row.account, scope: row.scope, issued_at: now(), expires_at: now() + TOKEN_LIFE_MS, revoked: false, uses: 0,
      };
      tokens.set(row.token.token, row.token);
      forgetOldest(tokens);
      return row.token;
    },

    // The token's row, counted as used, or null when it is worth nothing.
    useToken(token) {
      const row = tokens.get(token);
      if (!isLive(row)) return null;
      row.uses += 1;
      return row;
    },

    revokeToken(token) {
      if (tokens.has(token)) tokens.get(token).revoked = true;
    },

    all: () => [...tokens.values()],
    clear: () => tokens.clear(),
  };
}
