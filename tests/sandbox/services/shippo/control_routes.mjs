// For tests and developers: where a parcel is, which labels were bought, and a page in place of a label.
import { json, newNonce, page } from '../../server/answer.mjs';
import { object, withBody } from '../../server/control_body.mjs';
import { layout, markup } from '../../pages/html.mjs';
import { STATUSES } from './objects.mjs';

const MAXIMUM_LISTED = 1000;

const TEXT = { type: 'string' };
const MOVE = object({
  status: { enum: Object.keys(STATUSES) }, status_date: { type: 'string', format: 'date-time' },
  location: object({ city: TEXT, state: TEXT, zip: TEXT, country: TEXT }),
}, ['status']);

function labelPage(transaction) {
  const nonce = newNonce();
  const body = markup`<h1>Label ${transaction.tracking_number}</h1>
<p class="quiet">This page stands in for a label to print. No carrier was paid.</p>
<dl><dt>Metadata</dt><dd>${transaction.metadata}</dd><dt>Status</dt><dd>${transaction.status}</dd></dl>`;
  return page(200, layout({ title: 'Label', body, nonce }), nonce);
}

export function createShippoControl({ store, moveTrack }) {
  const move = ({ parameters: { carrier, number }, body }) => json(200, moveTrack({ carrier, number, ...body }));

  function showLabel({ parameters }) {
    const transaction = store.find('transaction', parameters.id);
    return transaction ? labelPage(transaction) : json(404, { error: `there is no label ${parameters.id}` });
  }

  return [
    { method: 'POST', path: '/control/shippo/tracks/{carrier}/{number}', handle: withBody(MOVE, move) },
    { method: 'GET', path: '/control/shippo/transactions', handle: () => json(200, store.list('transaction').slice(-MAXIMUM_LISTED).reverse()) },
    { method: 'GET', path: '/labels/{id}', handle: showLabel },
  ];
}
