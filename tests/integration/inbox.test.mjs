// From the inbox to the work: every event that was stored is handled once, whatever the number of workers and however they end.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, test } from 'node:test';
import { assertMoneyAgrees, beginTopUp, bringTimeBackIdly, control, depositRow, eventsAbout, pay, setDeliveryFault, setStripeFault, untilDeposit, untilHandled } from './support/cards.mjs';
import { withoutSchedules } from './support/chain.mjs';
import { entriesAbout } from './support/openings.mjs';
import { startPart, withoutPart } from './support/parts.mjs';
import { advanceClock, eventually, gemctl, mustSucceed, sql, sqlAs } from './support/server.mjs';
import { startStripeGate } from './support/stripe_gate.mjs';
import { balanceOf, newUser, newUsers } from './support/users.mjs';
import { startWorker } from './support/workers.mjs';

afterEach(async () => {
  await setStripeFault();
  await setDeliveryFault();
});
after(async () => {
  await bringTimeBackIdly();
  await startPart('gem-worker:*');
});

const untilDelivered = (session) => eventually(async () => (await eventsAbout(session)).length > 0);
const isRead = (call) => call.method === 'GET';

test('E1: what is stored while no worker runs is handled when one does', async () => {
  const user = await newUser();
  const deposit = await withoutPart('gem-worker:*', async () => {
    const begun = await beginTopUp(user);
    await pay(begun.session);
    await untilDelivered(begun.session);
    assert.deepEqual((await eventsAbout(begun.session)).map((event) => event.status), ['RECEIVED']);
    return begun;
  });
  await untilDeposit(deposit.id, 'CONFIRMED');
  assert.deepEqual((await eventsAbout(deposit.session)).map((event) => [event.status, event.outcome]), [['DONE', 'credited']]);
  await assertMoneyAgrees();
});

test('the platform was away: what Stripe sends again later is handled then', async () => {
  const user = await newUser();
  const begun = await beginTopUp(user);
  await withoutPart('gem-hooks:*', () => pay(begun.session));
  await untilDeposit(begun.id, 'CONFIRMED');
  await assertMoneyAgrees();
});

test('E15: Stripe cannot be read when the event comes: it is tried again until it can', async () => {
  const user = await newUser();
  const begun = await beginTopUp(user);
  await setStripeFault({ mode: 'error' });
  await pay(begun.session);
  const failing = await eventually(async () => (await sql(`SELECT problem FROM job WHERE kind = 'handle_stripe_event' AND problem IS NOT NULL`))[0], 30000);
  assert.match(failing.problem, /^unavailable: Stripe answered 500/);
  assert.equal((await depositRow(begun.id)).status, 'PENDING');
  await setStripeFault();
  await untilDeposit(begun.id, 'CONFIRMED');
  await assertMoneyAgrees();
});

test('an event and its job that are there twice over do nothing twice', async () => {
  const user = await newUser();
  const begun = await beginTopUp(user);
  await pay(begun.session);
  await untilDeposit(begun.id, 'CONFIRMED');
  await untilHandled();
  await sql(`INSERT INTO job (id, kind, subject_id)
    SELECT gen_random_uuid(), 'handle_stripe_event', id FROM webhook_event WHERE body::json #>> '{data,object,id}' = $1`, [begun.session]);
  await sql(`INSERT INTO job (id, kind, subject_id) VALUES (gen_random_uuid(), 'handle_stripe_event', $1), (gen_random_uuid(), 'check_card_deposit', $2)`, [randomUUID(), begun.id]);
  await untilHandled();
  assert.equal((await entriesAbout(begun.id)).length, 2);
  await assertMoneyAgrees();
});

test('E11: several workers and many events: each is handled by one of them', async () => {
  const users = await newUsers(10);
  const begun = await Promise.all(users.map((user) => beginTopUp(user)));
  const workers = Array.from({ length: 3 }, () => startWorker());
  try {
    await setDeliveryFault({ mode: 'duplicate' });
    await Promise.all(begun.map(({ session }) => pay(session)));
    await Promise.all(Array.from({ length: 10 }, (_, i) => control('/events', { type: 'test.nothing', object: { id: `nothing ${i}`, object: 'test' } })));
    for (const { id } of begun) await untilDeposit(id, 'CONFIRMED');
    await untilHandled();
  } finally {
    const codes = await Promise.all(workers.map((worker) => worker.end()));
    assert.deepEqual(codes, Array(3).fill({ code: 0, signal: null }));
  }
  for (const [index, { id, session }] of begun.entries()) {
    assert.equal((await eventsAbout(session)).length, 1);
    assert.equal((await entriesAbout(id)).length, 2);
    assert.equal(await balanceOf(users[index].token), '25.000000');
  }
  await assertMoneyAgrees();
});

test('SIGTERM: a worker finishes the job at hand, and takes no other', async () => {
  const user = await newUser();
  const gate = await startStripeGate(isRead);
  try {
    await withoutPart('gem-worker:*', async () => {
      const [first, second] = [await beginTopUp(user, '10.000000'), await beginTopUp(user, '20.000000')];
      const worker = startWorker({ GEM_STRIPE_API_URL: gate.url });
      for (const { session } of [first, second]) await pay(session);
      await gate.stopped;
      const ended = worker.end('SIGTERM');
      await eventually(async () => (await sql(`SELECT FROM webhook_event WHERE status IN ('RECEIVED', 'QUEUED')`)).length > 0);
      gate.open();
      assert.deepEqual(await ended, { code: 0, signal: null });
      const statuses = [await depositRow(first.id), await depositRow(second.id)].map((row) => row.status).sort();
      assert.deepEqual(statuses, ['CONFIRMED', 'PENDING']);
      assert.deepEqual(await sql('SELECT FROM job WHERE locked_until IS NOT NULL'), [], 'and holds none');
    });
  } finally {
    gate.close();
  }
  await untilHandled();
  assert.equal(await balanceOf(user.token), '30.000000');
  await assertMoneyAgrees();
});

test('E1: a worker dies with Stripe\'s answer on its way: after its lease another does the job, once', async () => {
  const user = await newUser();
  const gate = await startStripeGate(isRead);
  const begun = await withoutSchedules(['reconcile_stripe'], async () => { // it would find the payment without the job
    const found = await withoutPart('gem-worker:*', async () => {
      const started = await beginTopUp(user);
      const worker = startWorker({ GEM_STRIPE_API_URL: gate.url });
      await pay(started.session);
      await gate.stopped;
      assert.equal((await worker.end('SIGKILL')).signal, 'SIGKILL');
      return started;
    });
    gate.close();
    assert.equal((await depositRow(found.id)).status, 'PENDING');
    return found;
  });
  await advanceClock(310);
  await untilDeposit(begun.id, 'CONFIRMED');
  await bringTimeBackIdly();
  assert.equal((await entriesAbout(begun.id)).length, 2);
  await assertMoneyAgrees();
});

test('gemctl run-schedule all runs every schedule once, beside the worker that does the same', async () => {
  const runs = await Promise.all([1, 2, 3].map(() => gemctl('run-schedule', 'all')));
  const names = (await sql('SELECT name FROM schedule ORDER BY name')).map((row) => row.name);
  for (const { code, stdout, stderr } of runs) {
    const lines = stdout.trim().split('\n').map((line) => line.split(': '));
    assert.deepEqual(lines.map(([name]) => name).sort(), names);
    assert.equal(code, 0, stdout + stderr);
  }
  assert.notEqual((await gemctl('run-schedule', 'no_such_schedule')).code, 0);
});

test('events are kept for 90 days, those that nobody has handled longer', async () => {
  const kept = async (provider, status, days) => {
    const id = randomUUID();
    await sqlAs('SUPERUSER', `INSERT INTO webhook_event (id, provider, event_id, body, status, received_at)
      VALUES ($1::uuid, $2, $1::uuid::text, '{}', $3, gem_now() - $4 * interval '1 day')`, [id, provider, status, days]);
    mustSucceed(await gemctl('run-schedule', 'forget_webhooks'));
    return (await sql('SELECT FROM webhook_event WHERE id = $1', [id])).length === 1;
  };
  assert.equal(await kept('stripe', 'DONE', 89), true);
  assert.equal(await kept('stripe', 'DONE', 91), false);
  assert.equal(await kept('stripe', 'IGNORED', 91), false);
  assert.equal(await kept('shippo', 'RECEIVED', 91), true, 'nobody handles those yet');
  await sql(`DELETE FROM webhook_event WHERE received_at < gem_now() - interval '80 days'`);
});

test('what has happened is not rewritten: an event\'s body and name stay, and it can only be handled again', async () => {
  const user = await newUser();
  const begun = await beginTopUp(user);
  await pay(begun.session);
  await untilDeposit(begun.id, 'CONFIRMED');
  await untilHandled();
  const [{ event_id }] = await eventsAbout(begun.session);
  for (const change of [`body = '{}'`, `event_id = 'evt_other'`, `provider = 'shippo'`, `received_at = gem_now()`, `status = 'RECEIVED'`, `status = 'IGNORED'`]) {
    await assert.rejects(sql(`UPDATE webhook_event SET ${change} WHERE event_id = $1`, [event_id]), change);
  }
});
