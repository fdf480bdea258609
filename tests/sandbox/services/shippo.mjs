// Shippo: addresses, what carriers ask, labels, and where parcels are.
import path from 'node:path';
import { openStore } from '../server/store.mjs';
import { createShippoApi } from './shippo/api.mjs';
import { createShippoControl } from './shippo/control_routes.mjs';
import { createMessageSender } from './shippo/message_sender.mjs';
import { createOperations, TABLES } from './shippo/operations.mjs';

export function createShippoService({ name, options, clock, deliveries, violations, contracts }) {
  const store = openStore(path.join(options.state_folder, 'shippo', 'journal'), TABLES, 'object_id');
  const messages = createMessageSender({ name, deliveries, token: options.shippo_webhook_token, secret: options.shippo_webhook_secret });
  const { rows, moveTrack } = createOperations({ store, clock, ...messages });
  return {
    endpoints: [createShippoApi({ name, key: options.shippo_api_key, contract: contracts.find('shippo.json'), operations: rows, violations })],
    routes: createShippoControl({ store, moveTrack }),
    listeners: [],
    links: [{ path: '/control/shippo/transactions', title: 'Labels' }],
  };
}
