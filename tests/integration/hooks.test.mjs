// Webhooks at the door: who is let in, what is stored, and that nothing else is. What the worker makes of them: inbox.test.mjs.
import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { stripe } from './support/cards.mjs';
import { api } from './support/client.mjs';
import { startPart, withoutPart } from './support/parts.mjs';
import { assertProblem } from './support/problems.mjs';
import { raw } from './support/raw.mjs';
import { startServer } from './support/second_server.mjs';
import { eventually, secret, sql } from './support/server.mjs';
import { newUser } from './support/users.mjs';

const MEBIBYTE = 1024 * 1024;
const now = () => Math.floor(Date.now() / 1000);

/** Signed by the official library; the other services that sign do it in the same way. */
const sign = (key, payload, timestamp = now()) => stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp });
const signatureOnly = (key, payload, timestamp) => sign(key, payload, timestamp).match(/v1=([0-9a-f]+)/)[1];

/** Of bytes that are no text, which the library does not sign. */
const signBytes = (key, bytes) => `t=${now()},v1=${createHmac('sha256', key).update(`${now()}.`).update(bytes).digest('hex')}`;
const signAny = (key, body) => (Buffer.isBuffer(body) ? signBytes(key, body) : sign(key, body));

/** How each service proves that a message is its own: {path, headers} of a body, under its secret or another. */
const services = {
  stripe: { secret: 'GEM_STRIPE_WEBHOOK_SECRET', named: true, proof: (key, body) => ({ headers: { 'Stripe-Signature': signAny(key, body) } }) },
  activity: { secret: 'GEM_ACTIVITY_SECRET', named: true, proof: (key, body) => ({ headers: { 'Gem-Signature': signAny(key, body) } }) },
  solana: { secret: 'GEM_SOLANA_WEBHOOK_AUTH', named: false, proof: (key) => ({ headers: { Authorization: key } }) },
  shippo: { secret: 'GEM_SHIPPO_WEBHOOK_TOKEN', named: false, proof: (key) => ({ query: `?token=${encodeURIComponent(key)}`, headers: {} }) },
};
const names = Object.keys(services);
const signing = names.filter((name) => services[name].named);

const post = (name, body, { query = '', headers = {} }) =>
  api('POST', `/hooks/${name}${query}`, { raw: body, headers: { 'Content-Type': 'application/json', ...headers } });
const deliver = (name, body, key = secret(services[name].secret)) => post(name, body, services[name].proof(key, body));

// "test.nothing" is an event of a type that nobody handles.
const eventNamed = (id, more = {}) => JSON.stringify({ id, object: 'event', type: 'test.nothing', created: now(), livemode: false, data: { object: { id, object: 'test' } }, ...more });
const newEvent = (name) => (services[name].named ? eventNamed(`evt_${randomUUID()}`) : JSON.stringify([{ test: randomUUID() }]));
const eventIdOf = (name, body) => (services[name].named ? JSON.parse(body).id : createHash('sha256').update(body).digest('hex'));

const stored = (name, body) => sql('SELECT body FROM webhook_event WHERE provider = $1 AND event_id = $2', [name, eventIdOf(name, body)]);
const countAll = async () => (await sql('SELECT count(*)::integer AS events FROM webhook_event'))[0].events;

/** Runs `work`, after which the inbox must hold as many as before. */
async function assertStoresNothing(work) {
  const before = await countAll();
  await work();
  assert.equal(await countAll(), before);
}

for (const name of names) {
  test(`E20: ${name}: what is proven is stored as it came, once, and every repeat is told 200`, async () => {
    const body = newEvent(name);
    const answers = [await deliver(name, body), await deliver(name, body), ...(await Promise.all(Array.from({ length: 10 }, () => deliver(name, body))))];
    for (const answer of answers) assert.deepEqual([answer.status, answer.body], [200, {}], answer.text);
    assert.deepEqual(await stored(name, body), [{ body }]);
  });

  test(`${name}: without the right proof it is 401 and nothing is stored`, () => assertStoresNothing(async () => {
    const body = newEvent(name);
    const right = secret(services[name].secret);
    const wrongKeys = ['', 'x', `${right}x`, right.slice(0, -1), ` ${right}`, right.toUpperCase(), `${right},`, '\u00e9'].filter((key) => name !== 'solana' || /^[!-~]*$/.test(key));
    for (const key of wrongKeys) assertProblem(await deliver(name, body, key), 401, { code: 'webhook_refused', about: JSON.stringify(key) });
    assertProblem(await post(name, body, {}), 401, { code: 'webhook_refused', about: 'none at all' });
    for (const other of names.filter((candidate) => candidate !== name)) {
      // 400: a parameter in the address that this service does not have.
      assertProblem(await post(name, body, services[other].proof(right, body)), [400, 401], { about: `as ${other} does it` });
      assertProblem(await post(name, body, services[name].proof(secret(services[other].secret), body)), 401, { about: `with the secret of ${other}` });
    }
  }));

  test(`${name}: other methods are 405, other paths 404`, () => assertStoresNothing(async () => {
    const body = newEvent(name);
    const { query = '', headers } = services[name].proof(secret(services[name].secret), body);
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await raw(method, `/hooks/${name}${query}`, { headers: { 'Content-Type': 'application/json', ...headers }, body: method === 'GET' ? '' : body });
      assert.equal(answer.status, 405, method);
      assert.equal(answer.headers.get('allow'), 'POST', method);
    }
    for (const path of [`/hooks/${name}/`, `/hooks/${name}/x`, `/hooks/${name.toUpperCase()}`, '/hooks/']) {
      assert.equal((await raw('POST', `${path}${query}`, { headers, body })).status, 404, path);
    }
  }));

  test(`${name}: a body of one mebibyte is taken, of one byte more is 413`, async () => {
    const fill = (size) => {
      const [start, end] = (services[name].named ? eventNamed(`evt_${randomUUID()}`, { padding: '|' }) : `["${randomUUID()}|"]`).split('|');
      return `${start}${'x'.repeat(size - start.length - end.length)}${end}`;
    };
    const largest = fill(MEBIBYTE);
    const answer = await deliver(name, largest);
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await stored(name, largest)).length, 1);
    await assertStoresNothing(async () => assertProblem(await deliver(name, fill(MEBIBYTE + 1)), 413, { code: 'too_large' }));
  });

  test(`${name}: what is no text of JSON is 400, and nothing is stored`, () => assertStoresNothing(async () => {
    const bodies = ['', ' ', '{', 'x', '{"id":"evt_1"', '{"id":"evt_1"}x', '\ufeff{"id":"evt_1"}', Buffer.from('{"id":"evt_\xff"}', 'latin1'), Buffer.from('{"id":"a\0b"}'),
      `{"id":"evt_1","deep":${'['.repeat(100)}${']'.repeat(100)}}`, Buffer.from([0])];
    for (const body of bodies) assertProblem(await deliver(name, body), 400, { code: 'malformed', about: JSON.stringify(body.toString().slice(0, 40)) });
  }));
}

for (const name of signing) {
  const header = { stripe: 'Stripe-Signature', activity: 'Gem-Signature' }[name];
  const key = () => secret(services[name].secret);
  const send = (body, value) => post(name, body, { headers: { [header]: value } });

  test(`${name}: a signature of another time, body or form is 401 and stores nothing`, () => assertStoresNothing(async () => {
    const body = newEvent(name);
    const good = signatureOnly(key(), body, now());
    const refused = [
      ['old', sign(key(), body, now() - 310)], ['future', sign(key(), body, now() + 310)], ['the beginning of time', sign(key(), body, 1)],
      ['another body', sign(key(), `${body} `)], ['a time that was not signed', `t=${now() - 1},v1=${good}`], ['no time', `v1=${good}`],
      ['two times', `t=${now()},t=${now()},v1=${good}`], ['another scheme', `t=${now()},v0=${good}`], ['upper case', `t=${now()},v1=${good.toUpperCase()}`],
      ['cut short', `t=${now()},v1=${good.slice(0, -1)}`], ['blanks', `t=${now()}, v1=${good}`], ['no signature', `t=${now()}`], ['an empty one', `t=${now()},v1=`],
      ['only the secret', key()], ['a time with more to it', `t=${now()}.0,v1=${good}`], ['a negative time', `t=-${now()},v1=${good}`], ['nothing', ''],
      ['a time beyond numbers', `t=99999999999999999999,v1=${good}`],
      ['the digest of the body alone', `t=${now()},v1=${createHmac('sha256', key()).update(body).digest('hex')}`],
    ];
    for (const [about, value] of refused) assertProblem(await send(body, value), 401, { code: 'webhook_refused', about });
  }));

  test(`${name}: one good signature among several is enough, and five minutes either way are`, async () => {
    const accepted = [
      (body) => `t=${now()},v1=${'0'.repeat(64)},v1=${signatureOnly(key(), body, now())},v1=${'f'.repeat(64)}`,
      (body) => `${sign(key(), body)},v0=anything,scheme=other`,
      (body) => `v1=${signatureOnly(key(), body, now())},t=${now()}`,
      (body) => sign(key(), body, now() - 290),
      (body) => sign(key(), body, now() + 290),
    ];
    for (const headerOf of accepted) {
      const body = newEvent(name);
      const answer = await send(body, headerOf(body));
      assert.equal(answer.status, 200, `${headerOf}: ${answer.text}`);
      assert.equal((await stored(name, body)).length, 1);
    }
  });

  test(`${name}: an event without a name of its own is 400; the same name again is the same event, whatever else it says`, async () => {
    await assertStoresNothing(async () => {
      for (const id of [undefined, null, '', 7, {}, ['x'], 'x'.repeat(256)]) {
        assertProblem(await deliver(name, eventNamed(id)), 400, { code: 'malformed', about: JSON.stringify(id) });
      }
    });
    const id = `evt_${randomUUID()}\u{1F48E}`;
    const first = eventNamed(id);
    for (const body of [first, eventNamed(id, { livemode: true })]) assert.equal((await deliver(name, body)).status, 200);
    assert.deepEqual(await stored(name, first), [{ body: first }]);
  });
}

test('the same name at two services is two events', async () => {
  const body = eventNamed(`evt_${randomUUID()}`);
  for (const name of signing) assert.equal((await deliver(name, body)).status, 200);
  assert.equal((await sql('SELECT FROM webhook_event WHERE event_id = $1', [JSON.parse(body).id])).length, 2);
});

test('with the database gone it is 503 and not stored; delivered again later it is', async () => {
  const bodies = Object.fromEntries(names.map((name) => [name, newEvent(name)]));
  await withoutPart('postgres', async () => {
    for (const name of names) {
      assertProblem(await deliver(name, bodies[name]), 503, { code: 'unavailable', about: name });
    }
  });
  for (const name of names) {
    assert.deepEqual(await stored(name, bodies[name]), [], name);
    await eventually(async () => (await deliver(name, bodies[name])).status === 200);
    assert.equal((await stored(name, bodies[name])).length, 1, name);
  }
});

test('E63: 5,000 duplicates and 2,000 distinct events at once: exact counts, and the API answers all along', async () => {
  const { token } = await newUser();
  const repeated = Array.from({ length: 10 }, () => newEvent('stripe'));
  const distinct = Array.from({ length: 2000 }, () => newEvent('stripe'));
  const bodies = [...distinct, ...Array.from({ length: 5000 }, (_, i) => repeated[i % repeated.length])];
  const before = await countAll();
  let flooding = true;
  const reader = (async () => {
    const statuses = new Set();
    while (flooding) statuses.add((await api('GET', '/api/me', { token })).status);
    return [...statuses];
  })();
  const statuses = new Set();
  const senders = Array.from({ length: 32 }, async (_, start) => {
    for (let i = start; i < bodies.length; i += 32) statuses.add((await deliver('stripe', bodies[i])).status);
  });
  await Promise.all(senders);
  flooding = false;
  assert.deepEqual([...statuses], [200]);
  assert.deepEqual(await reader, [200]);
  assert.equal((await countAll()) - before, distinct.length + repeated.length);
  const ids = [...distinct, ...repeated].map((body) => JSON.parse(body).id);
  const isHandled = async () => (await sql(`SELECT FROM webhook_event WHERE event_id = ANY ($1) AND status = 'IGNORED'`, [ids])).length === ids.length;
  await eventually(isHandled, 120000);
  await assertBooksAgree();
});

test('with no process of the pool, nginx says 503', async () => {
  await withoutPart('gem-hooks:*', async () => assertProblem(await deliver('stripe', newEvent('stripe')), 503, { code: 'unavailable' }));
  await startPart('gem-hooks:*');
  assert.equal((await deliver('stripe', newEvent('stripe'))).status, 200);
});

test('while a secret takes the place of another both are good; a service without one is refused', async (context) => {
  const server = await startServer({
    GEM_STRIPE_WEBHOOK_SECRET: 'whsec_old,whsec_new', GEM_SHIPPO_WEBHOOK_TOKEN: 'old-token,new-token', GEM_SHIPPO_WEBHOOK_SECRET: 'shippo-old,shippo-new', GEM_ACTIVITY_SECRET: ',',
    GEM_SOLANA_WEBHOOK_AUTH: 'old-authorization,new-authorization',
  });
  context.after(() => server.stop());
  const statusOf = async (path, headers, body) => (await raw('POST', path, { target: server.url, headers: { 'Content-Type': 'application/json', ...headers }, body })).status;
  const ask = async (name, key) => {
    const body = newEvent(name);
    const { query = '', headers } = services[name].proof(key, body);
    return statusOf(`/hooks/${name}${query}`, headers, body);
  };
  const told = { stripe: ['whsec_old', 'whsec_new', 'whsec_old,whsec_new', 'whsec_other', ''], solana: ['old-authorization', 'new-authorization', 'old-authorization,new-authorization', 'x', ''],
    activity: [',', '', 'x'] };
  const wanted = { stripe: [200, 200, 401, 401, 401], solana: [200, 200, 401, 401, 401], activity: [401, 401, 401] };
  for (const [name, keys] of Object.entries(told)) {
    const statuses = [];
    for (const key of keys) statuses.push(await ask(name, key));
    assert.deepEqual(statuses, wanted[name], name);
  }
  const body = newEvent('shippo');
  assert.equal(await statusOf('/hooks/shippo?token=new-token', {}, body), 401, 'with a secret agreed the token alone is not enough');
  for (const key of ['shippo-old', 'shippo-new']) assert.equal(await statusOf('/hooks/shippo?token=new-token', { 'Shippo-Auth-Signature': sign(key, body) }, body), 200, key);
  assert.equal(await statusOf('/hooks/shippo', { 'Shippo-Auth-Signature': sign('shippo-other', body) }, body), 401);
});
