// Stripe: Checkout with a page to pay on, refunds, disputes, and the events that tell the platform.
import path from 'node:path';
import { openStore } from '../server/store.mjs';
import { openAccount, TABLES } from './stripe/account.mjs';
import { createStripeApi } from './stripe/api.mjs';
import { createCheckoutRoutes } from './stripe/checkout_routes.mjs';
import { createStripeControl } from './stripe/control_routes.mjs';
import { createDisputes } from './stripe/disputes.mjs';
import { createEventSender } from './stripe/event_sender.mjs';
import { createOperations } from './stripe/operations.mjs';
import { createRefunds } from './stripe/refunds.mjs';
import { createSessions } from './stripe/sessions.mjs';

const TICK_MS = 250;

// Time passes without a call, too.
function createTicker(endDue) {
  let timer;
  return {
    start() {
      timer = setInterval(endDue, TICK_MS);
      return 'stripe: sessions expire by the clock';
    },
    stop: () => clearInterval(timer),
  };
}

export function createStripeService({ name, options, clock, deliveries, violations, contracts }) {
  const store = openStore(path.join(options.state_folder, 'stripe', 'journal'), TABLES);
  const events = createEventSender({ name, deliveries, secret: options.stripe_webhook_secret });
  const account = openAccount({ store, clock, send: events.send });
  const sessions = createSessions({ account, clock });
  const refunds = createRefunds(account);
  const disputes = createDisputes(account);
  const operations = createOperations({ account, sessions, refunds, shown: events.shown });
  return {
    endpoints: [createStripeApi({
      name, key: options.stripe_secret_key, contract: contracts.find('stripe.json'), operations, find: account.find, endDue: sessions.endDue, store, clock, violations,
    })],
    routes: [...createCheckoutRoutes({ account, sessions }), ...createStripeControl({ account, sessions, refunds, disputes, events })],
    listeners: [createTicker(sessions.endDue)],
    links: [{ path: '/control/stripe/sessions', title: 'Sessions' }, { path: '/control/stripe/totals', title: 'Totals' }],
  };
}
