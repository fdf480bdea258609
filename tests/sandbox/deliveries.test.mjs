// Messages to the platform: tries, faults and the record of them. Stripe sends them here; what it sends is in stripe_events.test.mjs.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';
import { createDeliveries } from './server/deliveries.mjs';
import { createRandom } from './server/random.mjs';
import { startPlatform } from './testing/start_platform.mjs';
import { startSandbox } from './testing/start_sandbox.mjs';
import { waitUntil } from './testing/wait_until.mjs';

const platform = await startPlatform();
const sandbox = await startSandbox({ smtp: false, more_words: ['--platform', platform.address, '--delivery-pause-ms', '10'] });
after(async () => {
  await sandbox.stop();
  await platform.stop();
});

const post = (place, body) => sandbox.request(place, { method: 'POST', body: JSON.stringify(body) });
const put = (place, body) => sandbox.request(place, { method: 'PUT', body: JSON.stringify(body) });
const setFault = (fault) => put('/control/deliveries/faults/stripe', fault);
const find = async (id) => (await sandbox.getJson('/control/deliveries?service=stripe')).find((each) => each.id === id);
const stateOf = async (id) => (await find(id)).state;
const statusesOf = async (id) => (await find(id)).attempts.map((attempt) => attempt.status);
const idsReceived = () => platform.received.map((each) => JSON.parse(each.body).id);

let number = 0;
async function send() {
  number += 1;
  const id = `evt_${number}`;
  await post('/control/stripe/events', { id, type: 'test', object: {} });
  return id;
}
const delivered = (id) => waitUntil(async () => await stateOf(id) === 'delivered');

function isSigned({ headers, body }) {
  const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['stripe-signature']);
  return createHmac('sha256', 'whsec_sandbox').update(`${time}.${body}`).digest('hex') === digest;
}

beforeEach(async () => {
  await setFault({ mode: 'none' });
  platform.forget();
});

describe('deliveries', () => {
  test('a message arrives once, as JSON, signed, and is listed', async () => {
    const id = await send();
    await delivered(id);
    const [{ method, path, headers }, ...more] = platform.received;
    assert.deepEqual([method, path, headers['content-type'], more.length], ['POST', '/hooks/stripe', 'application/json', 0]);
    assert.ok(isSigned(platform.received[0]));
    const row = await find(id);
    assert.deepEqual(Object.keys(row), ['id', 'service', 'path', 'state', 'attempts']);
    assert.ok(Math.abs(Date.parse(row.attempts[0].at) - Date.now()) < 60_000);
    assert.match(await sandbox.getText('/'), new RegExp(`${id} to /hooks/stripe`));
  });

  test('it is tried again after an error, a redirection and a cut connection', async () => {
    platform.answerWith(500, 302, 'cut', 404);
    const id = await send();
    await delivered(id);
    assert.deepEqual(await statusesOf(id), [500, 302, null, 404, 200]);
    assert.ok(platform.received.every(isSigned));
    assert.ok(platform.received.every((each) => each.path === '/hooks/stripe'));
  });

  test('after ten tries it is given up, and can be replayed', async () => {
    platform.answerWith(...Array(10).fill(503));
    const id = await send();
    await waitUntil(async () => await stateOf(id) === 'failed');
    assert.deepEqual(await statusesOf(id), Array(10).fill(503));
    assert.equal((await post(`/control/deliveries/${id}/replay`)).status, 202);
    await delivered(id);
    assert.equal((await statusesOf(id)).length, 11);
    assert.equal((await post('/control/deliveries/evt_nowhere/replay')).status, 404);
  });

  test('lists are by service, the newest first', async () => {
    const ids = [await send(), await send()];
    const listed = (await sandbox.getJson('/control/deliveries?service=stripe')).map((each) => each.id);
    assert.deepEqual(listed.slice(0, 2), ids.reverse());
    assert.deepEqual(await sandbox.getJson('/control/deliveries?service=mail'), []);
    assert.ok((await sandbox.getJson('/control/deliveries')).length >= 2);
  });

  test('without a platform it is recorded and not sent', async () => {
    const alone = await startSandbox({ smtp: false });
    await alone.request('/control/stripe/events', { method: 'POST', body: JSON.stringify({ id: 'evt_1', type: 'test', object: {} }) });
    assert.deepEqual(await alone.getJson('/control/deliveries'), [{ id: 'evt_1', service: 'stripe', path: '/hooks/stripe', state: 'recorded', attempts: [] }]);
    await alone.stop();
  });

  test('stopping drops what is still to be tried', async () => {
    const deaf = await startSandbox({ smtp: false, more_words: ['--platform', 'http://127.0.0.1:1', '--delivery-pause-ms', '60000'] });
    await deaf.request('/control/stripe/events', { method: 'POST', body: JSON.stringify({ type: 'test', object: {} }) });
    assert.deepEqual(await deaf.stop(), { code: 0, signal: null });
    assert.equal(deaf.output.stderr, '');
  });
});

describe('faults of deliveries', () => {
  test('are apart from those of requests, and a service that sends nothing has none', async () => {
    assert.deepEqual(await (await setFault({ mode: 'late', count: 2, delay_ms: 7 })).json(), { mode: 'late', count: 2, delay_ms: 7 });
    assert.equal((await sandbox.getJson('/control/deliveries/faults')).stripe.mode, 'late');
    assert.equal((await sandbox.getJson('/control/faults')).stripe.mode, 'none');
    assert.equal((await put('/control/deliveries/faults/mail', { mode: 'lost' })).status, 404);
    assert.equal((await setFault({ mode: 'down' })).status, 400);
    assert.equal((await setFault({ mode: 'lost', probability: 0 })).status, 400);
  });

  test('the form on the home page sets one', async () => {
    const form = new URLSearchParams({ mode: 'lost', count: '', probability: '0.5', delay_ms: '' });
    assert.equal((await sandbox.request('/control/deliveries/faults/stripe', { method: 'POST', redirect: 'manual', body: form })).status, 303);
    assert.equal((await sandbox.getJson('/control/deliveries/faults')).stripe.probability, 0.5);
  });

  test('lost: never sent, as often as counted', async () => {
    await setFault({ mode: 'lost', count: 1 });
    const [lost, next] = [await send(), await send()];
    await delivered(next);
    assert.equal(await stateOf(lost), 'lost');
    assert.deepEqual(idsReceived(), [next]);
  });

  test('duplicate: two or three times', async () => {
    await setFault({ mode: 'duplicate', count: 1 });
    const id = await send();
    await platform.waitUntil((received) => received.length >= 2);
    const [next] = [await send()];
    await delivered(next);
    const times = idsReceived().filter((each) => each === id).length;
    assert.ok(times === 2 || times === 3, String(times));
  });

  test('reordered: after the next one', async () => {
    await setFault({ mode: 'reordered', count: 1, delay_ms: 60_000 });
    const [first, second] = [await send(), await send()];
    await delivered(first);
    assert.deepEqual(idsReceived(), [second, first]);
  });

  test('reordered: without a next one it comes all the same', async () => {
    await setFault({ mode: 'reordered', count: 1, delay_ms: 10 });
    await delivered(await send());
  });

  test('late: others overtake it', async () => {
    await setFault({ mode: 'late', count: 1, delay_ms: 1000 });
    const [late, next] = [await send(), await send()];
    await delivered(late);
    assert.deepEqual(idsReceived(), [next, late]);
  });

  test('wrong_signature: refused first, then right', async () => {
    await setFault({ mode: 'wrong_signature', count: 1 });
    platform.answerWith(400);
    const id = await send();
    await delivered(id);
    assert.deepEqual(platform.received.map(isSigned), [false, true]);
    assert.deepEqual(await statusesOf(id), [400, 200]);
  });
});

describe('inside', () => {
  const clock = { now: () => 1_700_000_000_000 };
  const make = (changes) => createDeliveries({ services: ['a'], platform: platform.address, first_pause_ms: 1, clock, random: createRandom(1), ...changes });

  test('fixed headers and a token in the path are forged too', async () => {
    const deliveries = make();
    deliveries.faults.set('a', { mode: 'wrong_signature' });
    deliveries.send({ service: 'a', path: '/hooks/a?token=secret', headers: { authorization: 'right' }, body: '{}', id: '1' });
    await platform.waitUntil((received) => received.length === 2);
    assert.deepEqual(platform.received.map((each) => [each.path, each.headers.authorization]), [['/hooks/a?token=secret-forged', 'right-forged'], ['/hooks/a?token=secret', 'right']]);
    deliveries.stop();
  });

  test('at most eight are under way at once, and all arrive', async () => {
    const deliveries = make();
    const release = platform.holdAnswers();
    for (let each = 0; each < 100; each += 1) deliveries.send({ service: 'a', path: '/hooks/a', body: '{}', id: String(each) });
    await platform.waitUntil((received) => received.length === 8);
    release();
    await platform.waitUntil((received) => received.length === 100);
    assert.equal(platform.mostAtOnce(), 8);
    await waitUntil(() => deliveries.list({ service: 'a' }).every((row) => row.state === 'delivered'));
    deliveries.stop();
  });

  test('the newest 20,000 are remembered', () => {
    const deliveries = make({ platform: null });
    for (let each = 0; each < 20_001; each += 1) deliveries.send({ service: 'a', path: '/hooks/a', body: '{}', id: String(each) });
    assert.equal(deliveries.replay('0'), false);
    assert.equal(deliveries.replay('1'), true);
    assert.equal(deliveries.list({ service: null }).length, 1000);
  });

  test('the same seed, the same chance', async () => {
    const states = async () => {
      const deliveries = make();
      deliveries.faults.set('a', { mode: 'lost', probability: 0.5 });
      for (let each = 0; each < 40; each += 1) deliveries.send({ service: 'a', path: '/hooks/a', body: '{}', id: String(each) });
      await waitUntil(() => deliveries.list({ service: 'a' }).every((row) => row.state !== 'waiting'));
      deliveries.stop();
      return deliveries.list({ service: 'a' }).map((row) => row.state);
    };
    const first = await states();
    assert.deepEqual(await states(), first);
    assert.deepEqual([...new Set(first)].sort(), ['delivered', 'lost']);
  });
});
