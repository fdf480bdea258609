// X (Twitter): consent by OAuth 2.0 with PKCE, and the account it is about.
import { createXApi } from './x/api.mjs';
import { createConsentRoutes } from './x/consent_routes.mjs';
import { createGrants } from './x/grants.mjs';
import { createTokenRoutes } from './x/token_routes.mjs';

export function createXService({ name, options, violations }) {
  const grants = createGrants();
  const client = { id: options.x_client_id, secret: options.x_client_secret };
  return {
    endpoints: [createXApi({ name, client, grants, violations })],
    routes: [...createConsentRoutes({ name, client, grants, violations }), ...createTokenRoutes(grants)],
    listeners: [],
    links: [{ path: '/control/x/tokens', title: 'Tokens' }],
  };
}
