// Shippo's operations as rows: what they take, and what they do. `run` gets {parameters, body, query, address} and gives what is
// answered, or throws a Refusal.
import {
  inCurrency, isCountry, isCurrency, movedTrack, newAddress, newRefund, newShipment, newTrack, newTransaction, newWebhook, shownTrack, STATUSES, trackId, validated,
} from './objects.mjs';
import { Refusal } from './refusal.mjs';

export const TABLES = ['address', 'shipment', 'rate', 'transaction', 'track', 'webhook', 'refund'];

const RATE_LIFE_MS = 7 * 24 * 60 * 60 * 1000;
const TEST_NUMBER = /^SHIPPO_([A-Z_]+)$/;

const TEXT = { type: 'string', minLength: 1 };
const METADATA = { type: 'string', maxLength: 100 };
const LINE = { type: 'string', maxLength: 35 };
const needs = (required, properties) => ({ type: 'object', required, properties });

const ADDRESS = needs(['country'], { country: TEXT, street1: LINE, street2: LINE });
const PLACE = { anyOf: [TEXT, ADDRESS] };
const MEASURES = needs(['length', 'width', 'height', 'distance_unit', 'weight', 'mass_unit'], {
  ...Object.fromEntries(['length', 'width', 'height', 'weight'].map((name) => [name, { type: 'string', pattern: '^\\d+(\\.\\d+)?$' }])),
  distance_unit: { enum: ['cm', 'in', 'ft', 'm', 'mm', 'yd'] }, mass_unit: { enum: ['g', 'kg', 'lb', 'oz'] },
});
const SHIPMENT = needs(['address_from', 'address_to', 'parcels'], {
  address_from: PLACE, address_to: PLACE, parcels: { type: 'array', minItems: 1, items: { anyOf: [TEXT, MEASURES] } }, metadata: METADATA,
});
const TRANSACTION = needs(['rate'], { rate: TEXT, metadata: METADATA });
const TRACK = needs(['carrier', 'tracking_number'], { carrier: TEXT, tracking_number: TEXT, metadata: METADATA });
const WEBHOOK = needs(['event', 'url'], { event: TEXT, url: { type: 'string', pattern: '^https?://', maxLength: 199 } });
const REFUND = needs(['transaction'], { transaction: TEXT });

function checkCountry({ country }) {
  if (!isCountry(country)) throw new Refusal(400, { country: [`${country} is not a country of ISO 3166-1.`] });
}

export function createOperations({ store, clock, tellOfTrack, tellOfTransaction }) {
  const now = () => clock.now();
  const save = (table, object) => {
    store.save([[table, object]]);
    return object;
  };

  function find(table, id) {
    const object = store.find(table, id);
    if (object === null) throw new Refusal(404, { detail: 'Not found.' });
    return object;
  }
  const finding = (table, parameter) => ({ parameters }) => find(table, parameters[parameter]);

  function page(objects, { query, path }, usual = 25) {
    const [number, size] = ['page', 'results'].map((name) => Number(query.get(name) ?? (name === 'page' ? 1 : usual)));
    if (!Number.isInteger(number) || number < 1 || !Number.isInteger(size) || size < 1 || size > 100) throw new Refusal(400, { detail: 'Invalid page.' });
    const to = (other) => (other >= 1 && (other - 1) * size < objects.length ? `${path}?page=${other}&results=${size}` : null);
    return { next: to(number + 1), previous: to(number - 1), results: objects.toReversed().slice((number - 1) * size, number * size) };
  }
  const listing = (table, usual) => (call) => page(store.list(table), call, usual);

  function createAddress({ body }) {
    checkCountry(body);
    return save('address', newAddress(body, now()));
  }

  const placeOf = (given) => (typeof given === 'string' ? find('address', given) : createAddress({ body: given }));

  function createShipment({ body }) {
    const shipment = newShipment({ given: body, address_from: placeOf(body.address_from), address_to: placeOf(body.address_to), now: now() });
    store.save([['shipment', shipment], ...shipment.rates.map((rate) => ['rate', rate])]);
    return shipment;
  }

  function listRates(call) {
    const { rates } = find('shipment', call.parameters.ShipmentId);
    const currency = call.parameters.CurrencyCode;
    if (currency !== undefined && !isCurrency(currency)) throw new Refusal(400, { detail: `There is no rate of exchange to ${currency}.` });
    return page((currency === undefined ? rates : rates.map((rate) => inCurrency(rate, currency))).toReversed(), call);
  }

  // A street with "Nolabel" in its name gets none.
  function labelProblem(rate, shipment) {
    if (now() - Date.parse(rate.object_created) > RATE_LIFE_MS) return 'The rate has expired.';
    return /nolabel/i.test(shipment.address_to.street1 ?? '') ? 'The carrier refused to make a label.' : null;
  }

  function createTransaction({ body, address }) {
    const rate = store.find('rate', body.rate);
    if (rate === null) throw new Refusal(400, { rate: [`Rate with supplied object_id ${body.rate} not found.`] });
    const shipment = find('shipment', rate.shipment);
    const transaction = newTransaction({ given: body, problem: labelProblem(rate, shipment), address, now: now() });
    const changes = [['transaction', transaction]];
    if (transaction.status === 'SUCCESS') {
      const track = newTrack({ carrier: 'usps', tracking_number: transaction.tracking_number, metadata: transaction.metadata, transaction: transaction.object_id, shipment, service: rate.servicelevel });
      changes.push(['track', movedTrack(track, { status: 'PRE_TRANSIT', now: now() })]);
    }
    store.save(changes);
    tellOfTransaction('transaction_created', transaction);
    return body.async ? { ...transaction, status: 'QUEUED', label_url: '', tracking_number: '', tracking_url_provider: '' } : transaction;
  }

  const ofRate = (call) => store.list('transaction').filter((each) => !call.query.has('rate') || each.rate === call.query.get('rate'));

  // As the carrier's next word on a parcel, which need not be known before.
  function moveTrack({ carrier, number, ...move }) {
    const track = store.find('track', trackId(carrier, number)) ?? newTrack({ carrier, tracking_number: number });
    const moved = save('track', movedTrack(track, { ...move, now: now() }));
    tellOfTrack(moved);
    return shownTrack(moved);
  }

  // Shippo's own test numbers say where the parcel is.
  function createTrack({ body: { carrier, tracking_number, metadata } }) {
    const id = trackId(carrier, tracking_number);
    const track = save('track', { ...(store.find('track', id) ?? newTrack({ carrier, tracking_number })), metadata: metadata ?? '' });
    const status = carrier === 'shippo' ? TEST_NUMBER.exec(tracking_number)?.[1] : undefined;
    return Object.hasOwn(STATUSES, status ?? '') ? moveTrack({ carrier, number: tracking_number, status }) : shownTrack(track);
  }

  function findTrack({ parameters: { Carrier, TrackingNumber } }) {
    return shownTrack(store.find('track', trackId(Carrier, TrackingNumber)) ?? newTrack({ carrier: Carrier, tracking_number: TrackingNumber }));
  }

  function createRefund({ body }) {
    const transaction = store.find('transaction', body.transaction);
    if (transaction?.status !== 'SUCCESS') throw new Refusal(400, { transaction: ['There is no label to refund.'] });
    const refund = newRefund(transaction.object_id, now());
    store.save([['refund', refund], ['transaction', { ...transaction, status: 'REFUNDPENDING' }]]);
    return refund;
  }

  const rows = [
    { method: 'POST', path: '/addresses', schema: ADDRESS, run: createAddress },
    { method: 'GET', path: '/addresses', run: listing('address', 5) },
    { method: 'GET', path: '/addresses/{AddressId}', run: finding('address', 'AddressId') },
    { method: 'GET', path: '/addresses/{AddressId}/validate', run: ({ parameters }) => save('address', validated(find('address', parameters.AddressId))) },
    { method: 'POST', path: '/shipments', schema: SHIPMENT, run: createShipment },
    { method: 'GET', path: '/shipments', run: listing('shipment') },
    { method: 'GET', path: '/shipments/{ShipmentId}', run: finding('shipment', 'ShipmentId') },
    { method: 'GET', path: '/shipments/{ShipmentId}/rates', run: listRates },
    { method: 'GET', path: '/shipments/{ShipmentId}/rates/{CurrencyCode}', run: listRates },
    { method: 'GET', path: '/rates/{RateId}', run: finding('rate', 'RateId') },
    { method: 'POST', path: '/transactions', schema: TRANSACTION, run: createTransaction },
    { method: 'GET', path: '/transactions', run: (call) => page(ofRate(call), call) },
    { method: 'GET', path: '/transactions/{TransactionId}', run: finding('transaction', 'TransactionId') },
    { method: 'POST', path: '/tracks', schema: TRACK, run: createTrack },
    { method: 'GET', path: '/tracks/{Carrier}/{TrackingNumber}', run: findTrack },
    { method: 'POST', path: '/webhooks', schema: WEBHOOK, run: ({ body }) => save('webhook', newWebhook(body, now())) },
    { method: 'GET', path: '/webhooks', run: listing('webhook') },
    { method: 'GET', path: '/webhooks/{WebhookId}', run: finding('webhook', 'WebhookId') },
    { method: 'PUT', path: '/webhooks/{WebhookId}', schema: WEBHOOK, run: ({ parameters, body }) => save('webhook', { ...find('webhook', parameters.WebhookId), ...body }) },
    { method: 'POST', path: '/refunds', schema: REFUND, is_undocumented: true, run: createRefund },
    { method: 'GET', path: '/refunds', run: listing('refund') },
    { method: 'GET', path: '/refunds/{RefundId}', run: finding('refund', 'RefundId') },
  ];
  return { rows, moveTrack };
}
