// What Stripe says when somebody has paid, in the shape and at the length it has there. The load generator numbers and signs each.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { newEvent, newSession } from '../../sandbox/services/stripe/objects.mjs';
import { settle } from './data.mjs';
import { wrk } from './generators.mjs';
import { webhookSecret } from './server.mjs';

const form = {
  line_items: [{ price_data: { currency: 'usd', unit_amount: 2500 }, quantity: 1 }], client_reference_id: '00000000-0000-4000-8000-100000000001',
  success_url: 'http://localhost/top-up/success', cancel_url: 'http://localhost/top-up/cancelled',
};

/** The text before the number of an event and the text after it, indented as Stripe does. */
export function eventText() {
  const now = Math.floor(Date.now() / 1000);
  const event = newEvent({ type: 'checkout.session.completed', object: newSession({ form, now, address: 'http://localhost' }), now });
  return JSON.stringify({ ...event, id: 'evt_@' }, null, 2).split('@');
}

/** Delivers signed events by wrk: `distinct` of them for each thread, again and again; none comes twice when that is not said. */
export function deliver(server, folder, { distinct = 1e9, ...pace }) {
  const file = path.join(folder, 'event');
  writeFileSync(file, eventText().join('@'));
  const environment = { BENCH_EVENT: file, BENCH_SECRET: webhookSecret, BENCH_DISTINCT: String(distinct) };
  return wrk(server.url, { script: 'webhooks', ...pace, environment });
}

/** How many events are stored once all who asked were served. */
export async function countEvents(server) {
  await settle(server);
  const [{ count }] = await server.sql('SELECT count(*)::integer AS count FROM webhook_event');
  return count;
}
