// Every row of the console: who may, who may not, and what each write leaves behind (D9, E57, E58, E65).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { formToken, newAdmin, page, putCurrent, ROLES, signInAsAdmin } from './support/admin.mjs';
import { adminDocument, api, expectStatus } from './support/client.mjs';
import { gemctl, sql, sqlAs } from './support/server.mjs';
import { newUser } from './support/users.mjs';

// Said again here, so that a slip in the program's table is seen.
const rights = {
  viewer: ['view'], support: ['view', 'support'], catalogue: ['view', 'catalogue'], finance: ['view', 'finance'],
  owner: ['view', 'support', 'catalogue', 'finance', 'own'],
};

const operations = Object.entries(adminDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path: path.replace(/\{[^}]+\}/g, () => randomUUID()), method: method.toUpperCase(), ...operation })));
const guarded = operations.filter(({ security }) => security.length > 0);
// Ends the session that asks, so the others could not go on with it.
const repeatable = guarded.filter(({ operationId }) => operationId !== 'admin_logout');

test('D9: each row is refused to each role without the right, and only to those', async () => {
  assert.ok(repeatable.length >= 12);
  for (const role of ROLES) {
    const token = await signInAsAdmin(role);
    for (const { method, path, operationId, 'x-rights': needed } of repeatable) {
      const { status } = await api(method, path, { token, headers: { 'if-match': '"1"' }, body: method === 'GET' ? undefined : {} });
      const may = needed.every((right) => rights[role].includes(right));
      assert.equal(status === 403, !may, `${operationId} as ${role}: ${status}`);
      assert.ok(status < 500, `${operationId} as ${role}: ${status}`);
    }
  }
  const named = new Set(guarded.flatMap((operation) => operation['x-rights']));
  assert.ok(guarded.every((operation) => operation['x-rights'].length > 0), 'a row that needs no right');
  assert.ok([...named].every((right) => rights.owner.includes(right)));
});

test('E58: no row answers without a session, and none writes with a cookie alone', async () => {
  const token = await signInAsAdmin('owner');
  for (const { method, path, operationId } of guarded) {
    const body = method === 'GET' ? undefined : {};
    assert.equal((await api(method, path, { body })).status, 401, operationId);
    if (method !== 'GET') assert.equal((await api(method, path, { body, headers: { cookie: `gem-admin=${token}` } })).status, 403, operationId);
  }
});

test('D9: a page that the role may not open is not in its navigation', async () => {
  const viewer = await page('/admin/users', { token: await signInAsAdmin('viewer') });
  assert.doesNotMatch(viewer.text, /href="\/admin\/admins"/);
  assert.match((await page('/admin/users', { token: await signInAsAdmin('owner') })).text, /href="\/admin\/admins"/);
  assert.equal((await page('/admin/admins', { token: await signInAsAdmin('viewer') })).status, 403);
});

async function auditOf(subject) {
  return sql('SELECT actor, action, before, after, remote_address FROM audit_log WHERE subject_id = $1 ORDER BY id', [subject]);
}

test('D4: freezing and unfreezing needs a reason and is told with before and after', async () => {
  const admin = await newAdmin('support');
  const { token } = admin;
  const user = await newUser();
  const show = `/api/admin/users/${user.id}`;
  await expectStatus(400, 'PUT', `${show}/freeze`, { token, body: {}, headers: { 'if-match': '"1"' } });
  const frozen = await putCurrent(token, show, `${show}/freeze`, { reason: 'Looks odd' });
  assert.deepEqual([frozen.status, frozen.body.status, frozen.body.frozen_reason, frozen.body.version], [200, 'FROZEN', 'Looks odd', 2]);
  await expectStatus(403, 'PATCH', '/api/me', { token: user.token, body: { handle: 'changed' } });
  assert.equal((await putCurrent(token, show, `${show}/freeze`, { reason: 'Again' })).status, 409);
  assert.equal((await putCurrent(token, show, `${show}/unfreeze`, { reason: 'A mistake' })).status, 200);
  const rows = await auditOf(user.id);
  assert.deepEqual(rows.map(({ action }) => action), ['user.freeze', 'user.unfreeze']);
  assert.equal(rows[0].actor, admin.admin_id);
  assert.equal(rows[0].remote_address, '127.0.0.1');
  assert.deepEqual([rows[0].before.status, rows[0].after.status, rows[0].after.frozen_reason], ['ACTIVE', 'FROZEN', 'Looks odd']);
  assert.deepEqual([rows[1].before.status, rows[1].after.status, rows[1].after.reason], ['FROZEN', 'ACTIVE', 'A mistake']);
  await expectStatus(204, 'POST', `${show}/end-sessions`, { token });
  await expectStatus(401, 'GET', '/api/me', { token: user.token });
});

test('D4: users are found by handle, e-mail, wallet and id, page by page', async () => {
  const token = await signInAsAdmin('viewer');
  const user = await newUser();
  const [{ handle, email }] = await sql('UPDATE app_user SET solana_address = $2 WHERE id = $1 RETURNING handle, email', [user.id, `So${user.id}`]);
  const find = async (q) => (await expectStatus(200, 'GET', `/api/admin/users?q=${encodeURIComponent(q)}`, { token })).items.map(({ id }) => id);
  for (const q of [handle, handle.slice(5).toUpperCase(), email, user.id, `So${user.id}`]) assert.deepEqual(await find(q), [user.id], q);
  for (const q of ['%', '_', '\\', '%%%', '\'; DROP TABLE app_user; --']) assert.deepEqual(await find(q), [], q);
  const first = await expectStatus(200, 'GET', '/api/admin/users?limit=1', { token });
  const second = await expectStatus(200, 'GET', `/api/admin/users?limit=1&cursor=${encodeURIComponent(first.next_cursor)}`, { token });
  assert.notEqual(first.items[0].id, second.items[0].id);
  assert.match((await page('/admin/users?limit=1', { token })).text, /rel="next"/);
  await expectStatus(400, 'GET', '/api/admin/users?cursor=x', { token });
  await expectStatus(404, 'GET', `/api/admin/users/${randomUUID()}`, { token });
});

test('E57: a PUT names the version it has seen; a stale one gets what is there now and changes nothing', async () => {
  const token = await signInAsAdmin('owner');
  const { admin_id: id, name } = await newAdmin('viewer');
  const target = `/api/admin/admins/${id}`;
  const seen = await api('GET', target, { token });
  assert.equal(seen.headers.get('etag'), '"1"');
  const body = { name, role: 'support', active: true };
  await expectStatus(428, 'PUT', target, { token, body });
  const saved = await api('PUT', target, { token, body, headers: { 'if-match': '"1"' } });
  assert.deepEqual([saved.status, saved.body.version, saved.body.role], [200, 2, 'support']);
  const stale = await api('PUT', target, { token, body: { ...body, role: 'owner' }, headers: { 'if-match': '"1"' } });
  assert.equal(stale.status, 412);
  assert.equal(stale.body.code, 'version_changed');
  assert.deepEqual([stale.body.current.role, stale.body.current.version], ['support', 2]);
  assert.equal((await expectStatus(200, 'GET', target, { token })).role, 'support');
  assert.equal((await auditOf(id)).length, 1, 'what was refused left no row');
});

test('E57: of fifty who save the same version at once, one does', async () => {
  const token = await signInAsAdmin('owner');
  const { admin_id: id, name } = await newAdmin('viewer');
  const save = (role) => api('PUT', `/api/admin/admins/${id}`, { token, body: { name, role, active: true }, headers: { 'if-match': '"1"' } });
  const statuses = (await Promise.all(Array.from({ length: 50 }, (_, i) => save(ROLES[i % 4])))).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, ...Array(49).fill(412)]);
});

test('E57: a stale form shows both versions side by side and keeps what was typed', async () => {
  const token = await signInAsAdmin('owner');
  const { admin_id: id, name } = await newAdmin('viewer');
  const form = { _token: await formToken(token), _method: 'PUT', _version: '1', name, active: 'true' };
  assert.equal((await page(`/admin/admins/${id}`, { token, form: { ...form, role: 'finance' } })).status, 303);
  const stale = await page(`/admin/admins/${id}`, { token, form: { ...form, role: 'catalogue' } });
  assert.equal(stale.status, 412);
  assert.match(stale.text, /<th scope="row">Role<\/th><td>catalogue<\/td><td>finance<\/td>/);
  assert.match(stale.text, /<option value="catalogue" selected>/);
  assert.match(stale.text, /name="_version" value="2"/, 'saving again is about what is there now');
  const over = await page(`/admin/admins/${id}`, { token, form: { ...form, _version: '2', role: 'catalogue' } });
  assert.deepEqual([over.status, over.location], [303, `/admin/admins/${id}`]);
});

test('a form that is refused names the field beside it and keeps what was typed', async () => {
  const token = await signInAsAdmin('owner');
  const form = { _token: await formToken(token), name: 'Grace', role: 'viewer', chain: 'evm', address: '0x123' };
  const refused = await page('/admin/admins', { token, form });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /id="admin_admins_add-address" name="address" value="0x123"[^>]*aria-invalid="true" aria-describedby="admin_admins_add-address-error"/);
  assert.match(refused.text, /id="admin_admins_add-address-error">Address is not an address of evm/);
  assert.match(refused.text, /name="name" value="Grace"/);
  assert.deepEqual(await sql(`SELECT FROM admin WHERE name = 'Grace'`), []);
});

test('D9: one active owner is always left, also when two take each other\'s role at once', async () => {
  const token = await signInAsAdmin('owner');
  const { items } = await expectStatus(200, 'GET', '/api/admin/admins', { token });
  const owners = items.filter(({ role, active }) => role === 'owner' && active);
  assert.ok(owners.length >= 1);
  const [left, right] = [await newAdmin('owner'), await newAdmin('owner')];
  await sql(`UPDATE admin SET active = false WHERE role = 'owner' AND id NOT IN ($1, $2)`, [left.admin_id, right.admin_id]);
  try {
    const demote = async (by, whom) => putCurrent(by.token, `/api/admin/admins/${whom.admin_id}`, `/api/admin/admins/${whom.admin_id}`, { name: whom.name, role: 'viewer', active: true });
    await Promise.all([demote(left, right), demote(right, left)]);
    const [{ count }] = await sql(`SELECT count(*)::int AS count FROM admin WHERE role = 'owner' AND active`);
    assert.equal(count, 1);
    const [{ name }] = await sql(`SELECT name FROM admin WHERE role = 'owner' AND active`);
    assert.notEqual((await gemctl('admin', 'remove', name)).code, 0);
  } finally {
    await sql('UPDATE admin SET active = true WHERE id = ANY ($1)', [owners.map(({ id }) => id)]);
  }
});

test('E65: a script in a name is text on every page', async () => {
  const token = await signInAsAdmin('owner');
  const script = '<script>alert(1)</script>';
  const user = await newUser();
  await sql(`UPDATE app_user SET handle = $2, email = $3, status = 'FROZEN', frozen_reason = $2, twitter_handle = $2 WHERE id = $1`, [user.id, script, `${script}@x.example`]);
  await expectStatus(201, 'POST', '/api/admin/admins', { token, body: { name: `"'>${script}`, role: 'viewer' } });
  const targets = [`/admin/users/${user.id}`, `/admin/users?q=${encodeURIComponent(script)}`, '/admin/admins', `/admin/audit?actor=${encodeURIComponent(script)}`, `/admin/sign-in?next=${encodeURIComponent(`">${script}`)}`];
  for (const target of targets) {
    const { status, text } = await page(target, { token });
    assert.equal(status, 200, target);
    assert.ok(text.includes('&lt;script&gt;alert(1)'), target);
    assert.ok(!text.includes('<script>alert'), target);
  }
});

test('D9: the audit log is read by who, what and when; its rows by their differences', async () => {
  const admin = await newAdmin('support');
  const token = await signInAsAdmin('viewer');
  const user = await newUser();
  const show = `/api/admin/users/${user.id}`;
  await putCurrent(admin.token, show, `${show}/freeze`, { reason: 'To be read' });
  const today = new Date().toISOString().slice(0, 10);
  const list = async (query) => (await expectStatus(200, 'GET', `/api/admin/audit?${new URLSearchParams(query)}`, { token })).items;
  const [row] = await list({ actor: admin.name, action: 'user', subject_type: 'user', subject_id: user.id, since: today });
  assert.deepEqual([row.action, row.actor, row.actor_name], ['user.freeze', admin.admin_id, admin.name]);
  assert.equal((await list({ actor: admin.admin_id })).length, 2, 'and signing in');
  assert.deepEqual(await list({ subject_id: user.id, until: today }), []);
  await expectStatus(400, 'GET', '/api/admin/audit?since=2026-13-45', { token });
  const { changes } = await expectStatus(200, 'GET', `/api/admin/audit/${row.id}`, { token });
  assert.deepEqual(changes.find(({ member }) => member === 'status'), { member: 'status', before: 'ACTIVE', after: 'FROZEN', differs: true });
  await expectStatus(404, 'GET', '/api/admin/audit/999999999', { token });
  await expectStatus(404, 'GET', '/api/admin/audit/x', { token });
});

test('E58: a superuser who edits a row of the audit log, or takes one out, is found by its number', async () => {
  const token = await signInAsAdmin('viewer');
  const check = () => expectStatus(200, 'GET', '/api/admin/audit/check', { token });
  const whole = await check();
  assert.deepEqual([whole.intact, whole.faults], [true, []]);
  const [entry] = await sql('SELECT * FROM audit_log ORDER BY id DESC OFFSET 1 LIMIT 1');
  const tamper = async (text, values) => {
    await sqlAs('SUPERUSER', `DO $$ BEGIN SET LOCAL session_replication_role = replica; EXECUTE ${text}; END $$`, values);
  };
  await tamper(`$sql$UPDATE audit_log SET action = action || 'x' WHERE id = ${entry.id}$sql$`);
  try {
    const edited = await check();
    assert.deepEqual([edited.intact, edited.faults], [false, [{ id: Number(entry.id), fault: 'changed' }]]);
    assert.match((await page('/admin/audit/check', { token })).text, /Broken/);
  } finally {
    await tamper(`$sql$UPDATE audit_log SET action = left(action, -1) WHERE id = ${entry.id}$sql$`);
  }
  assert.equal((await check()).intact, true);
});

test('the dashboard counts what is there', async () => {
  const token = await signInAsAdmin('viewer');
  const before = await expectStatus(200, 'GET', '/api/admin/dashboard?days=7', { token });
  assert.equal(before.days.length, 7);
  await newUser({ credit: 5 });
  const after = await expectStatus(200, 'GET', '/api/admin/dashboard?days=7', { token });
  assert.ok(after.users > before.users && after.new_users > before.new_users);
  const [{ revenue }] = await sql(`SELECT coalesce(sum(balance), 0)::numeric(20, 6)::text AS revenue FROM ledger_account WHERE purpose = 'pack_sales'`);
  assert.equal((await expectStatus(200, 'GET', '/api/admin/dashboard?days=90', { token })).revenue_usd, revenue);
  await expectStatus(400, 'GET', '/api/admin/dashboard?days=8', { token });
});

test('the console\'s API document is served, and lists no page', async () => {
  const document = await expectStatus(200, 'GET', '/api/admin/openapi.json');
  assert.ok(Object.keys(document.paths).every((path) => path.startsWith('/api/admin/')));
});
