// The official client, pointed at a sandbox, which keeps Stripe's paths under /stripe.
import Stripe from 'stripe';

export const SECRET_KEY = 'sk_test_sandbox';

function underStripe(client) {
  const makeRequest = client.makeRequest.bind(client);
  return Object.assign(client, { makeRequest: (host, port, path, ...rest) => makeRequest(host, port, `/stripe${path}`, ...rest) });
}

export function stripeClient(address, { key = SECRET_KEY, ...options } = {}) {
  const { hostname, port } = new URL(address);
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, httpClient: underStripe(Stripe.createNodeHttpClient()), telemetry: false, ...options });
}

export const DEPOSIT = Object.freeze({
  mode: 'payment',
  client_reference_id: 'dep_1',
  customer_email: 'a+b@example.com',
  success_url: 'http://127.0.0.1:8080/topup/done?session_id={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://127.0.0.1:8080/topup',
  line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'GEM credit $20.00' } } }],
  metadata: { deposit_id: 'dep_1' },
  payment_intent_data: { metadata: { deposit_id: 'dep_1' } },
});

// A sandbox's Stripe as tests use it.
export function stripeOf(sandbox) {
  const post = (place, body = {}) => sandbox.request(`/control/stripe${place}`, { method: 'POST', body: JSON.stringify(body) });
  const stripe = stripeClient(sandbox.address);
  const create = (changes = {}, options = {}) => stripe.checkout.sessions.create({ ...DEPOSIT, ...changes }, options);
  const control = async (place, body) => (await post(place, body)).json();
  const pay = (id, body = { outcome: 'paid' }) => control(`/sessions/${id}/pay`, body);
  return {
    stripe,
    post,
    control,
    create,
    pay,
    paid: async (changes) => pay((await create(changes)).id),
    totals: async () => (await sandbox.getJson('/control/stripe/totals')).usd,
  };
}
