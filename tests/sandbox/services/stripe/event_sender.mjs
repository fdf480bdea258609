// Events on their way to the platform's web-hook, signed as Stripe signs: t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">.
import { createHmac } from 'node:crypto';

const PATH = '/hooks/stripe';

export function createEventSender({ name, deliveries, secret }) {
  function sign(body, seconds) {
    const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    return { 'stripe-signature': `t=${seconds},v1=${digest}` };
  }

  return {
    send: (event) => deliveries.send({ service: name, path: PATH, sign, body: JSON.stringify(event), id: event.id }),
    // An event as the API shows it now; other objects as they are.
    shown: (object) => (object.object === 'event' ? { ...object, pending_webhooks: deliveries.isDelivered(object.id) ? 0 : 1 } : object),
  };
}
