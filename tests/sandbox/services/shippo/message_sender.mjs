// Messages on their way to the platform's web-hook: a token in the address and, once Shippo has given a secret, a signature
// like Stripe's.
import { createHmac, randomBytes } from 'node:crypto';
import { shownTrack } from './objects.mjs';

export function createMessageSender({ name, deliveries, token, secret }) {
  const path = `/hooks/shippo?token=${encodeURIComponent(token)}`;

  function sign(body, seconds) {
    if (secret === null) return {};
    const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    return { 'shippo-auth-signature': `t=${seconds},v1=${digest}` };
  }

  const send = (message) => deliveries.send({ service: name, path, sign, body: JSON.stringify(message), id: `shippo_${randomBytes(12).toString('hex')}` });

  return {
    tellOfTrack: (track) => send({ event: 'track_updated', test: true, carrier: track.carrier, data: shownTrack(track) }),
    tellOfTransaction: (event, transaction) => send({ event, test: true, data: transaction }),
  };
}
