// Operations in the console (D8): webhooks, jobs, schedules, the state of the whole, and what waits.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { assertBooksAgree } from './support/accounting.mjs';
import { newAdmin, page, signInAsAdmin } from './support/admin.mjs';
import { paidTopUp, untilHandled } from './support/cards.mjs';
import { api, expectStatus } from './support/client.mjs';
import { eventually, sql } from './support/server.mjs';
import { balanceOf, newUser } from './support/users.mjs';

const finance = await newAdmin('finance');
const { token } = finance;

const auditOf = (subject) => sql('SELECT actor, action, before, after, remote_address FROM audit_log WHERE subject_id = $1 ORDER BY id', [subject]);
const show = (target) => expectStatus(200, 'GET', target, { token });
const post = (target, body = {}) => api('POST', target, { token, body });

const script = '<script>alert(1)</script>';

async function addJob({ dead = true, kind = `test_${randomUUID().slice(0, 8)}`, subject = randomUUID() } = {}) {
  const id = randomUUID();
  await sql(`INSERT INTO job (id, kind, subject_id, attempt, dead_at, problem, run_at)
    VALUES ($1, $2, $3, 8, CASE WHEN $4 THEN gem_now() END, $5, gem_now() + interval '1 hour')`, [id, kind, subject, dead, `rule_refused: ${script}`]);
  return { id, kind, subject, path: `/api/admin/jobs/${id}` };
}

test('D8: a webhook is handled again safely: twenty at once credit nothing twice', async () => {
  const user = await newUser();
  const deposit = await paidTopUp(user, '12.000000');
  await untilHandled();
  const { items } = await show('/api/admin/webhooks?provider=stripe&status=DONE&limit=100');
  const event = (await Promise.all(items.map(({ id }) => show(`/api/admin/webhooks/${id}`)))).find(({ body }) => body.includes(deposit.session));
  assert.match(event.indented, /^\{\n {4}"/);
  assert.equal(event.body_length, event.body.length);
  assert.deepEqual((await show(`/api/admin/webhooks?event=${event.event_id}`)).items.map(({ id }) => id), [event.id]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(`/api/admin/webhooks/${event.id}/process`)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  await eventually(async () => (await show(`/api/admin/webhooks/${event.id}`)).status === 'DONE', 30000);
  assert.equal(await balanceOf(user.token), '12.000000');
  const rows = await auditOf(event.id);
  assert.deepEqual([rows.length, rows[0].action, rows[0].before.status, rows[0].after.status, rows[0].actor], [20, 'webhook.again', 'DONE', 'QUEUED', finance.admin_id]);
  await assertBooksAgree();
});

test('D8: what nothing here handles, or has not been read, is not queued; a body of markup shows as text', async () => {
  const id = randomUUID();
  await sql(`INSERT INTO webhook_event (id, provider, event_id, body) VALUES ($1, 'shippo', $2, $3)`, [id, `${script}${id}`, `not JSON ${script}`]);
  assert.equal((await post(`/api/admin/webhooks/${id}/process`)).status, 409);
  await expectStatus(404, 'POST', `/api/admin/webhooks/${randomUUID()}/process`, { token, body: {} });
  const { indented, body } = await show(`/api/admin/webhooks/${id}`);
  assert.deepEqual([indented, body], [null, `not JSON ${script}`]);
  for (const target of [`/admin/webhooks/${id}`, '/admin/webhooks']) {
    const html = (await page(target, { token })).text;
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    assert.doesNotMatch(html, /<script>alert/);
  }
  await sql('DELETE FROM webhook_event WHERE id = $1', [id]);
});

test('D8: a dead job gets a new life, or is cancelled with a reason; a living one cannot be', async () => {
  const dead = await addJob();
  const { jobs } = await show('/api/admin/waiting');
  assert.ok(jobs >= 1);
  assert.deepEqual((await show(`/api/admin/jobs?state=DEAD&kind=${dead.kind}&subject=${dead.subject}`)).items.map(({ id }) => id), [dead.id]);
  const html = (await page(`/admin/jobs/${dead.id}`, { token })).text;
  assert.match(html, /rule_refused: &lt;script&gt;/);
  const revived = await post(`${dead.path}/retry`);
  assert.deepEqual([revived.status, revived.body.state, revived.body.attempt, revived.body.problem, revived.body.dead_at], [200, 'WAITING', 0, null, null]);
  assert.equal((await post(`${dead.path}/cancel`, { reason: 'Not needed' })).status, 409, 'it is not dead any more');
  await sql('UPDATE job SET dead_at = gem_now() WHERE id = $1', [dead.id]);
  assert.equal((await post(`${dead.path}/cancel`, { reason: '' })).status, 400);
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(`${dead.path}/cancel`, { reason: 'Not needed' })));
  assert.equal(answers.filter(({ status }) => status === 204).length, 1, JSON.stringify(answers.map(({ status }) => status)));
  await expectStatus(404, 'GET', dead.path, { token });
  const rows = await auditOf(dead.id);
  assert.deepEqual(rows.map(({ action }) => action), ['job.retry', 'job.cancel']);
  assert.equal(rows[1].after.problem, 'cancelled: Not needed');

  const running = await addJob({ dead: false });
  await sql(`UPDATE job SET locked_until = gem_now() + interval '1 hour' WHERE id = $1`, [running.id]);
  assert.equal((await show(running.path)).state, 'RUNNING');
  assert.deepEqual([(await post(`${running.path}/retry`)).status, (await post(`${running.path}/cancel`, { reason: 'Now' })).status], [409, 409]);
  await sql('DELETE FROM job WHERE id = $1', [running.id]);
});

test('D8: a schedule is run when it is asked for', async () => {
  const name = 'forget_webhooks';
  const { schedules } = await show('/api/admin/schedules');
  const before = schedules.find((schedule) => schedule.name === name);
  assert.deepEqual([before.period_seconds, before.overdue], [3600, false]);
  await expectStatus(204, 'POST', `/api/admin/schedules/${name}/run`, { token });
  await eventually(async () => (await show('/api/admin/schedules')).schedules.find((schedule) => schedule.name === name).last_run_at !== before.last_run_at, 30000);
  await expectStatus(404, 'POST', '/api/admin/schedules/no_such_thing/run', { token });
  assert.ok((await auditOf(name)).every(({ action }) => action === 'schedule.run'));
  await expectStatus(403, 'POST', `/api/admin/schedules/${name}/run`, { token: await signInAsAdmin('support') });
});

test('D8: the state of the whole names what a person must look at, each with its page', async () => {
  const dead = await addJob();
  const state = await show('/api/admin/system');
  assert.ok(state.programs.some(({ program, connections }) => program === 'gem-admin' && connections >= 1));
  assert.ok(state.migrations >= 20 && state.database_bytes > 0 && state.prices.length > 0 && state.sweeps.length > 0);
  const alert = state.alerts.find(({ what }) => what === 'Jobs have been given up');
  assert.deepEqual([alert.severity, alert.page], ['bad', '/admin/jobs?state=DEAD']);
  for (const { page: target } of state.alerts) assert.equal((await page(target, { token })).status, 200, target);
  await sql('DELETE FROM job WHERE id = $1', [dead.id]);
});

test('D8: the navigation counts what waits, a hundred at most', async () => {
  const menu = async (name) => (await page('/admin/jobs', { token })).text.match(new RegExp(`data-waiting="${name}">([^<]*)`))[1];
  const { jobs } = await show('/api/admin/waiting');
  const dead = await addJob();
  assert.equal(await menu('jobs'), String(jobs + 1));
  await sql(`INSERT INTO job (id, kind, subject_id, dead_at) SELECT gen_random_uuid(), 'test_many', gen_random_uuid(), gem_now() FROM generate_series(1, 120)`);
  assert.deepEqual([await menu('jobs'), (await show('/api/admin/waiting')).jobs], ['99+', 100]);
  await sql(`DELETE FROM job WHERE kind = 'test_many' OR id = $1`, [dead.id]);
  await expectStatus(401, 'GET', '/api/admin/waiting', {});
});
