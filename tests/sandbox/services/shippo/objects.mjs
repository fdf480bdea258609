// Shippo's objects, made up: addresses and whether they exist, what carriers ask, labels and where a parcel is. Amounts are text.
import { randomBytes, randomInt } from 'node:crypto';

const OWNER = 'sandbox@gem.example';
const COUNTRY_NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const NOT_SERVED = ['CU', 'IR', 'KP', 'SY'];

const newId = () => randomBytes(16).toString('hex');

const timeText = (now) => new Date(now).toISOString();
const stamped = (now) => ({ object_id: newId(), object_created: timeText(now), object_updated: timeText(now), object_owner: OWNER, test: true });

export const isCountry = (code) => /^[A-Z]{2}$/.test(code) && COUNTRY_NAMES.of(code) !== undefined;

const isComplete = (address) => ['name', 'street1', 'city', 'zip'].every((field) => Boolean(address[field])) && (address.country !== 'US' || Boolean(address.state));

// A street with "Nowhere" in its name does not exist, nor does the postal code 00000.
const exists = (address) => !/nowhere/i.test(address.street1 ?? '') && address.zip !== '00000';

function validation(address) {
  if (exists(address) && isComplete(address)) return { is_valid: true, messages: [] };
  const [code, text] = exists(address) ? ['Missing Field', 'The address lacks a part.'] : ['Address Not Found', 'The address as submitted could not be found.'];
  return { is_valid: false, messages: [{ source: 'USPS', code, text, type: 'address_error' }] };
}

const ADDRESS_FIELDS = ['name', 'company', 'street_no', 'street1', 'street2', 'street3', 'city', 'state', 'zip', 'country', 'phone', 'email', 'is_residential', 'metadata'];

// A validated address comes back corrected: the state's letters are large, blanks at the ends are gone.
function corrected(address) {
  const trimmed = Object.fromEntries(Object.entries(address).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]));
  return { ...trimmed, ...(trimmed.country === 'US' && trimmed.state && { state: trimmed.state.toUpperCase() }) };
}

export function newAddress(given, now) {
  const fields = Object.fromEntries(ADDRESS_FIELDS.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
  const address = given.validate ? corrected(fields) : fields;
  return { ...address, ...stamped(now), is_complete: isComplete(address), validation_results: given.validate ? validation(address) : {} };
}

export const validated = (address) => ({ ...corrected(address), validation_results: validation(address) });

const money = (cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
const centsOf = (text) => Number(text.replace('.', ''));

const SERVICES = {
  inland: [
    { cents: 550, days: 2, name: 'Priority Mail', token: 'usps_priority', attributes: ['BESTVALUE', 'CHEAPEST'] },
    { cents: 2635, days: 1, name: 'Priority Mail Express', token: 'usps_priority_express', attributes: ['FASTEST'] },
  ],
  abroad: [
    { cents: 3750, days: 8, name: 'Priority Mail International', token: 'usps_priority_mail_international', attributes: ['BESTVALUE', 'CHEAPEST'] },
    { cents: 6115, days: 4, name: 'Priority Mail Express International', token: 'usps_priority_mail_express_international', attributes: ['FASTEST'] },
  ],
};

const newRate = (shipment, service, now) => ({
  ...stamped(now), amount: money(service.cents), amount_local: money(service.cents), arrives_by: null, attributes: service.attributes,
  carrier_account: '078870331023437cb917f5187429b093', currency: 'USD', currency_local: 'USD',
  duration_terms: `Delivery within ${service.days} days.`, estimated_days: service.days, messages: [], provider: 'USPS',
  servicelevel: { name: service.name, token: service.token, terms: '', extended_token: service.token, parent_servicelevel: null },
  shipment, zone: '1',
});

export function newShipment({ given, address_from, address_to, now }) {
  const stamp = stamped(now);
  const services = address_from.country === address_to.country ? SERVICES.inland : SERVICES.abroad;
  const is_served = !NOT_SERVED.includes(address_to.country);
  return {
    ...stamp, address_from, address_to, address_return: address_from, alternate_address_to: null, carrier_accounts: [],
    customs_declaration: given.customs_declaration ?? null, extra: given.extra ?? {},
    messages: is_served ? [] : [{ source: 'USPS', code: '', text: `No service to ${address_to.country}.` }],
    metadata: given.metadata ?? '', parcels: given.parcels.map((parcel) => (typeof parcel === 'string' ? { object_id: parcel } : { ...stamped(now), ...parcel })),
    rates: is_served ? services.map((service) => newRate(stamp.object_id, service, now)) : [],
    shipment_date: timeText(now), status: 'SUCCESS',
  };
}

const PER_HUNDRED_CENTS = { AUD: 150, CAD: 135, CHF: 90, EUR: 92, GBP: 79, USD: 100 };

export const isCurrency = (code) => Object.hasOwn(PER_HUNDRED_CENTS, code);

export const inCurrency = (rate, currency) => ({
  ...rate, amount_local: money(Math.floor((centsOf(rate.amount) * PER_HUNDRED_CENTS[currency]) / 100)), currency_local: currency,
});

// `problem` null when the label was made.
export function newTransaction({ given, problem, address, now }) {
  const stamp = stamped(now);
  const tracking_number = problem === null ? `92${String(randomInt(10 ** 10)).padStart(10, '0')}${String(randomInt(10 ** 10)).padStart(10, '0')}` : '';
  return {
    ...stamp, commercial_invoice_url: null, eta: null, label_file_type: given.label_file_type ?? 'PDF',
    label_url: problem === null ? `${address}/labels/${stamp.object_id}` : '', messages: problem === null ? [] : [{ source: 'USPS', code: '', text: problem }],
    metadata: given.metadata ?? '', object_state: 'VALID', parcel: newId(), qr_code_url: null, rate: given.rate,
    status: problem === null ? 'SUCCESS' : 'ERROR', tracking_number, tracking_status: 'UNKNOWN',
    tracking_url_provider: problem === null ? `https://tools.usps.com/go/TrackConfirmAction_input?origTrackNum=${tracking_number}` : '',
  };
}

export const newRefund = (transaction, now) => ({ ...stamped(now), status: 'QUEUED', transaction });

export const newWebhook = (given, now) => ({ ...stamped(now), active: true, is_test: true, ...given });

export const STATUSES = {
  UNKNOWN: 'The parcel has not been found yet.',
  PRE_TRANSIT: 'The label was made; the carrier does not have the parcel yet.',
  TRANSIT: 'The parcel is on its way.',
  DELIVERED: 'The parcel was delivered.',
  RETURNED: 'The parcel is on its way back, or back.',
  FAILURE: 'The parcel could not be delivered.',
};

const isUrgent = (status) => status === 'FAILURE' || status === 'RETURNED';

const newTrackingStatus = ({ status, status_date, location, now }) => ({
  object_created: timeText(now), object_id: newId(), object_updated: timeText(now), status, status_details: STATUSES[status],
  status_date: status_date ?? timeText(now), substatus: { code: status.toLowerCase(), text: STATUSES[status], action_required: isUrgent(status) },
  location: location ?? { city: 'Chicago', state: 'IL', zip: '60611', country: 'US' },
});

export const trackId = (carrier, number) => `${carrier}/${number}`;

const placeOf = ({ city, state, zip, country }) => ({ city, state, zip, country });

// Without the member that only the store needs.
export const shownTrack = ({ object_id, ...track }) => track;

// A parcel nobody has seen yet. `shipment`, `transaction`: of a label that was bought here.
export function newTrack({ carrier, tracking_number, metadata = '', transaction = null, shipment = null, service = null }) {
  return {
    object_id: trackId(carrier, tracking_number), carrier, tracking_number, address_from: shipment && placeOf(shipment.address_from),
    address_to: shipment && placeOf(shipment.address_to), eta: null, original_eta: null, servicelevel: service ?? { name: null, token: null },
    metadata, tracking_status: null, tracking_history: [], transaction, messages: [], test: true,
  };
}

// The track after the carrier's next word. The newest by `status_date` is where the parcel is.
export function movedTrack(track, move) {
  const history = [...track.tracking_history, newTrackingStatus(move)].sort((a, b) => a.status_date.localeCompare(b.status_date));
  return { ...track, tracking_history: history, tracking_status: history.at(-1) };
}
