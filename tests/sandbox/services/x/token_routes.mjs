// For tests: what became of the tokens.
import { empty, json } from '../../server/answer.mjs';

const shown = (row) => ({
  token: row.token,
  id: row.account.id,
  username: row.account.username,
  scope: row.scope,
  issued_at: new Date(row.issued_at).toISOString(),
  revoked: row.revoked,
  uses: row.uses,
});

export function createTokenRoutes(grants) {
  function clear() {
    grants.clear();
    return empty(204);
  }

  return [
    { method: 'GET', path: '/control/x/tokens', handle: () => json(200, grants.all().map(shown)) },
    { method: 'DELETE', path: '/control/x/tokens', handle: clear },
  ];
}
