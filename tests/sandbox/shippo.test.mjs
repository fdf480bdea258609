// Shippo: addresses, rates, labels, tracking, and what a restart keeps.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';
import { openStore } from './server/store.mjs';
import { createOperations, TABLES } from './services/shippo/operations.mjs';
import { startPlatform } from './testing/start_platform.mjs';
import { newFolder, startSandbox } from './testing/start_sandbox.mjs';

const platform = await startPlatform();
const state = newFolder();
const start = (more = []) => startSandbox({ smtp: false, state, more_words: ['--platform', platform.address, '--delivery-pause-ms', '10', '--shippo-webhook-token', 'tok&en', ...more] });
const sandbox = await start(['--shippo-webhook-secret', 'shippo_hmac_secret']);
after(async () => {
  await sandbox.stop();
  await platform.stop();
});
beforeEach(async () => {
  platform.forget();
  await sandbox.setFault('shippo', { mode: 'none' });
  await sandbox.request('/control/violations', { method: 'DELETE' });
});

const HEADERS = { authorization: 'ShippoToken shippo_test_sandbox', 'shippo-api-version': '2018-02-08' };

const call = (method, place, body, headers = HEADERS) => sandbox.request(`/shippo${place}`, {
  method, headers: { ...headers, ...(body && { 'content-type': 'application/json' }) }, body: body && JSON.stringify(body),
});
async function expectStatus(status, ...words) {
  const answer = await call(...words);
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  return JSON.parse(text);
}
const post = (place, body) => expectStatus(201, 'POST', place, body);
const get = (place) => expectStatus(200, 'GET', place);
const control = (place, body) => sandbox.request(`/control/shippo${place}`, { method: 'POST', body: JSON.stringify(body) });
const violations = async () => (await sandbox.getJson('/control/violations')).flatMap((row) => row.problems.map((problem) => problem.field));

const ANN = { name: 'Ann Lee', street1: '215 Clayton St.', city: 'San Francisco', state: 'ca', zip: '94117', country: 'US', email: 'a@example.com' };
const PARCEL = { length: '5', width: '5', height: '5', distance_unit: 'in', weight: '2', mass_unit: 'lb' };
const shipmentTo = (changes = {}, more = {}) => post('/shipments', { address_from: ANN, address_to: { ...ANN, ...changes }, parcels: [PARCEL], async: false, ...more });

async function buyLabel(changes, metadata = 'order ord_9') {
  const { rates } = await shipmentTo(changes);
  return post('/transactions', { rate: rates[0].object_id, label_file_type: 'PDF_4x6', async: false, metadata });
}

// What the platform was told of the parcel with this number.
async function messageOf(event, tracking_number) {
  const isIt = ({ body }) => JSON.parse(body).event === event && JSON.parse(body).data.tracking_number === tracking_number;
  await platform.waitUntil((received) => received.some(isIt));
  const { path, headers, body } = platform.received.find(isIt);
  return { path, headers, body, message: JSON.parse(body) };
}

describe('addresses', () => {
  test('a good one is valid and comes back corrected', async () => {
    const address = await post('/addresses', { ...ANN, validate: true });
    assert.deepEqual([address.state, address.is_complete, address.validation_results], ['CA', true, { is_valid: true, messages: [] }]);
    assert.deepEqual(await get(`/addresses/${address.object_id}`), address);
    assert.deepEqual(await violations(), []);
  });

  const invalid = [
    { name: 'a street that is not there', changes: { street1: '1 Nowhere Lane' }, code: 'Address Not Found' },
    { name: 'the postal code 00000', changes: { zip: '00000' }, code: 'Address Not Found' },
    { name: 'no city', changes: { city: undefined }, code: 'Missing Field' },
    { name: 'no state in the US', changes: { state: undefined }, code: 'Missing Field' },
  ];
  for (const row of invalid) {
    test(`${row.name} is not valid`, async () => {
      const { validation_results } = await post('/addresses', { ...ANN, ...row.changes, validate: true });
      assert.deepEqual([validation_results.is_valid, validation_results.messages[0].code], [false, row.code]);
    });
  }

  test('one is checked later, too', async () => {
    const address = await post('/addresses', { ...ANN, street1: 'Nowhere 1' });
    assert.deepEqual(address.validation_results, {});
    assert.equal((await get(`/addresses/${address.object_id}/validate`)).validation_results.is_valid, false);
  });

  test('no country, an unknown one, and a line too long are refused', async () => {
    await expectStatus(400, 'POST', '/addresses', { ...ANN, country: undefined });
    assert.deepEqual(await violations(), ['country', 'country']);
    assert.deepEqual(Object.keys(await expectStatus(400, 'POST', '/addresses', { ...ANN, country: 'XX' })), ['country']);
    assert.deepEqual(Object.keys(await expectStatus(400, 'POST', '/addresses', { ...ANN, street1: 'x'.repeat(36) })), ['street1']);
  });

  test('lists come in pages', async () => {
    const first = await get('/addresses?results=2');
    assert.equal(first.results.length, 2);
    assert.equal(first.previous, null);
    const next = await expectStatus(200, 'GET', first.next.replace('/shippo', ''));
    assert.notEqual(next.results[0].object_id, first.results[0].object_id);
    await expectStatus(400, 'GET', '/addresses?results=101');
  });
});

describe('rates and labels', () => {
  test('inland and abroad have other rates, in other currencies too', async () => {
    const inland = await shipmentTo();
    const abroad = await shipmentTo({ country: 'DE', zip: '10115', city: 'Berlin', state: undefined });
    assert.deepEqual([inland.status, inland.rates.map((rate) => rate.amount)], ['SUCCESS', ['5.50', '26.35']]);
    assert.deepEqual(abroad.rates.map((rate) => rate.amount), ['37.50', '61.15']);
    assert.deepEqual(inland.rates[0].attributes, ['BESTVALUE', 'CHEAPEST']);
    const { results } = await get(`/shipments/${inland.object_id}/rates/EUR?page=1&results=25`);
    assert.deepEqual(results.map((rate) => [rate.amount, rate.amount_local, rate.currency_local]), [['5.50', '5.06', 'EUR'], ['26.35', '24.24', 'EUR']]);
    assert.equal((await get(`/rates/${inland.rates[0].object_id}`)).shipment, inland.object_id);
    await expectStatus(400, 'GET', `/shipments/${inland.object_id}/rates/XAU`);
    assert.deepEqual(await violations(), []);
  });

  test('addresses may be named; a country that is not served has no rates, and a word why', async () => {
    const { object_id } = await post('/addresses', ANN);
    const shipment = await post('/shipments', { address_from: object_id, address_to: { ...ANN, country: 'KP' }, parcels: [PARCEL] });
    assert.deepEqual([shipment.rates, shipment.messages.length, shipment.address_from.object_id], [[], 1, object_id]);
    await expectStatus(404, 'POST', '/shipments', { address_from: 'nowhere', address_to: ANN, parcels: [PARCEL] });
  });

  test('measures are text', async () => {
    await expectStatus(400, 'POST', '/shipments', { address_from: ANN, address_to: ANN, parcels: [{ ...PARCEL, weight: 2 }] });
    assert.ok((await violations()).length > 0);
  });

  test('a label is bought, found by its metadata, and has a page', async () => {
    const label = await buyLabel({}, 'order ord_1');
    assert.deepEqual([label.status, label.metadata], ['SUCCESS', 'order ord_1']);
    assert.match(label.tracking_number, /^92\d{20}$/);
    assert.deepEqual((await messageOf('transaction_created', label.tracking_number)).message.data, label);
    assert.equal((await get('/transactions?results=1')).results[0].metadata, 'order ord_1');
    assert.equal((await get(`/transactions?rate=${label.rate}`)).results.length, 1);
    assert.match(await (await fetch(label.label_url)).text(), new RegExp(label.tracking_number));
    assert.equal((await get(`/tracks/usps/${label.tracking_number}`)).tracking_status.status, 'PRE_TRANSIT');
    await expectStatus(400, 'POST', '/transactions', { rate: 'nowhere' });
    await expectStatus(400, 'POST', '/transactions', { rate: label.rate, metadata: 'x'.repeat(101) });
  });

  test('a carrier may refuse; an answer that does not wait says QUEUED', async () => {
    const refused = await buyLabel({ street1: '1 Nolabel Street' });
    assert.deepEqual([refused.status, refused.label_url, refused.messages.length], ['ERROR', '', 1]);
    const { rates } = await shipmentTo();
    const queued = await post('/transactions', { rate: rates[0].object_id, async: true });
    assert.deepEqual([queued.status, queued.tracking_number], ['QUEUED', '']);
    assert.equal((await get(`/transactions/${queued.object_id}`)).status, 'SUCCESS');
  });

  test('a rate ends after seven days', () => {
    const clock = { time: Date.now(), now: () => clock.time };
    const { rows } = createOperations({ store: openStore(`${newFolder()}/journal`, TABLES, 'object_id'), clock, tellOfTrack() {}, tellOfTransaction() {} });
    const run = (path, body) => rows.find((row) => row.method === 'POST' && row.path === path).run({ body });
    const { rates } = run('/shipments', { address_from: ANN, address_to: ANN, parcels: [PARCEL] });
    clock.time += 7 * 86_400_000;
    assert.equal(run('/transactions', { rate: rates[0].object_id }).status, 'SUCCESS');
    clock.time += 1;
    assert.equal(run('/transactions', { rate: rates[0].object_id }).status, 'ERROR');
  });

  test('a label is given back', async () => {
    const { object_id } = await buyLabel();
    const refund = await post('/refunds', { transaction: object_id });
    assert.equal(refund.status, 'QUEUED');
    assert.equal((await get(`/refunds/${refund.object_id}`)).transaction, object_id);
    assert.equal((await get(`/transactions/${object_id}`)).status, 'REFUNDPENDING');
    await expectStatus(400, 'POST', '/refunds', { transaction: object_id });
  });
});

describe('tracking', () => {
  test('a parcel moves, and each move is told, signed and with the token', async () => {
    const { tracking_number } = await buyLabel();
    await control(`/tracks/usps/${tracking_number}`, { status: 'TRANSIT' });
    const { path, headers, body, message } = await messageOf('track_updated', tracking_number);
    assert.deepEqual([message.carrier, message.test, message.data.tracking_status.status, message.data.metadata], ['usps', true, 'TRANSIT', 'order ord_9']);
    assert.deepEqual(message.data.tracking_history.map((each) => each.status), ['PRE_TRANSIT', 'TRANSIT']);
    assert.equal(path, '/hooks/shippo?token=tok%26en');
    const [, time, digest] = /^t=(\d+),v1=(\w+)$/.exec(headers['shippo-auth-signature']);
    assert.equal(digest, createHmac('sha256', 'shippo_hmac_secret').update(`${time}.${body}`).digest('hex'));
    assert.deepEqual(await get(`/tracks/usps/${tracking_number}`), message.data);
  });

  test('Shippo’s test numbers say where the parcel is, when they are registered', async () => {
    await post('/tracks', { carrier: 'shippo', tracking_number: 'SHIPPO_DELIVERED', metadata: 'ord_9' });
    const { message } = await messageOf('track_updated', 'SHIPPO_DELIVERED');
    assert.deepEqual([message.data.tracking_status.status, message.data.metadata], ['DELIVERED', 'ord_9']);
    const unknown = await post('/tracks', { carrier: 'usps', tracking_number: '42' });
    assert.deepEqual([unknown.tracking_status, unknown.tracking_history], [null, []]);
  });

  test('an unknown status is refused', async () => {
    assert.equal((await control('/tracks/usps/1', { status: 'LOST' })).status, 400);
  });

  test('without a secret nothing is signed', async () => {
    const other = await startSandbox({ smtp: false, more_words: ['--platform', platform.address] });
    await other.request('/control/shippo/tracks/usps/1', { method: 'POST', body: '{"status":"TRANSIT"}' });
    const { path, headers } = await messageOf('track_updated', '1');
    assert.equal(headers['shippo-auth-signature'], undefined);
    assert.equal(path, '/hooks/shippo?token=sandbox-shippo-token');
    await other.stop();
  });

  test('web-hooks are registered and changed', async () => {
    const { object_id } = await post('/webhooks', { event: 'track_updated', url: 'https://gem.example/hooks/shippo?token=t', active: true, is_test: true });
    await expectStatus(200, 'PUT', `/webhooks/${object_id}`, { event: 'all', url: 'https://gem.example/hooks/shippo', active: false });
    const { results } = await get('/webhooks');
    assert.deepEqual([results.length, results[0].event, results[0].active], [1, 'all', false]);
    await expectStatus(400, 'POST', '/webhooks', { event: 'nothing', url: 'https://gem.example' });
  });
});

describe('calls', () => {
  test('another key, another version, a form, nonsense and unknown addresses are refused', async () => {
    await expectStatus(401, 'GET', '/addresses', undefined, { authorization: 'Bearer shippo_test_sandbox' });
    await expectStatus(400, 'GET', '/addresses', undefined, { ...HEADERS, 'shippo-api-version': '2014-02-11' });
    assert.equal((await sandbox.request('/shippo/addresses', { method: 'POST', headers: HEADERS, body: 'country=US' })).status, 415);
    assert.equal((await sandbox.request('/shippo/addresses', { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/json' }, body: '{' })).status, 400);
    await expectStatus(404, 'GET', '/nothing');
    await expectStatus(404, 'GET', '/addresses/nowhere');
    assert.deepEqual(await violations(), ['authorization', 'shippo-api-version', 'content-type', null, null]);
  });

  test('faults: a lost label was bought all the same', async () => {
    const { rates } = await shipmentTo();
    await sandbox.setFault('shippo', { mode: 'lost', count: 1 });
    await assert.rejects(call('POST', '/transactions', { rate: rates[0].object_id, metadata: 'order lost' }));
    assert.equal((await sandbox.getJson('/control/shippo/transactions'))[0].metadata, 'order lost');
    await sandbox.setFault('shippo', { mode: 'rate_limited', count: 1 });
    await expectStatus(429, 'GET', '/addresses');
    await sandbox.setFault('shippo', { mode: 'error', count: 1 });
    await expectStatus(500, 'GET', '/addresses');
  });
});

test('a restart keeps labels and tracks', async () => {
  const folder = newFolder();
  const first = await startSandbox({ smtp: false, state: folder });
  await first.request('/control/shippo/tracks/usps/7', { method: 'POST', body: '{"status":"DELIVERED"}' });
  await first.stop('SIGKILL');
  const second = await startSandbox({ smtp: false, state: folder });
  const track = await (await second.request('/shippo/tracks/usps/7', { headers: HEADERS })).json();
  assert.equal(track.tracking_status.status, 'DELIVERED');
  await second.stop();
});
