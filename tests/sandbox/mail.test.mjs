// The mail service: SendGrid, SMTP, the mailbox and its pages.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, beforeEach, describe, test } from 'node:test';
import { codeMail, mailTo, SMTP_MAIL } from './testing/mails.mjs';
import { sendBySmtp } from './testing/smtp_client.mjs';
import { newFolder, startSandbox } from './testing/start_sandbox.mjs';

const VENDOR_CONTRACTS = fileURLToPath(new URL('../../../shared/contracts', import.meta.url));

// A contract with one rule that the plain checks do not know.
function writeContract() {
  const folder = newFolder();
  const schema = { type: 'object', required: ['subject'], properties: { subject: { maxLength: 12 }, from: { $ref: '#/components/schemas/person' } } };
  const person = { type: 'object', properties: { email: { format: 'email' } } };
  const post = { requestBody: { content: { 'application/json': { schema } } } };
  fs.writeFileSync(path.join(folder, 'sendgrid.json'), JSON.stringify({
    openapi: '3.1.0', paths: { '/v3/mail/send': { post } }, components: { schemas: { person } },
  }));
  return folder;
}

const plain = await startSandbox({ contracts: newFolder() });
const strict = await startSandbox({ contracts: writeContract(), smtp: false });
after(() => Promise.all([plain.stop(), strict.stop()]));
beforeEach(() => Promise.all([plain.reset(), strict.reset()]));

const mails = (query = '') => plain.getJson(`/mailbox.json${query}`);

describe('SendGrid', () => {
  test('a valid mail is answered 202 and kept, in memory and on disk', async () => {
    const answer = await plain.sendMail(codeMail({ headers: { 'X-Entity-Ref-ID': 'order_9' } }));
    assert.equal(answer.status, 202);
    assert.equal(await answer.text(), '');
    assert.match(answer.headers.get('x-message-id'), /^[\w-]{22}$/);
    const [mail] = await mails();
    assert.deepEqual({ ...mail, id: 0, received_at: '' }, {
      id: 0, received_at: '', from: 'no-reply@gem.example', to: ['ann@example.com'], subject: 'Your code', text: 'Your code is 123456',
      html: '<p>Your code is <b>123456</b></p>', headers: { 'x-entity-ref-id': 'order_9' }, via: 'sendgrid',
    });
    assert.ok(Math.abs(Date.now() - Date.parse(mail.received_at)) < 60_000);
    assert.deepEqual(JSON.parse(fs.readFileSync(path.join(plain.state, 'mailbox', `${mail.id}.json`), 'utf8')), mail);
  });

  test('each personalization is a mail, with all its recipients', async () => {
    await plain.sendMail(codeMail({ personalizations: [
      { to: [{ email: 'a@example.com' }], cc: [{ email: 'b@example.com' }], bcc: [{ email: 'c@example.com' }] },
      { to: [{ email: 'd@example.com' }], subject: 'For D', headers: { 'X-One': '1' } },
    ] }));
    assert.deepEqual((await mails()).map((mail) => [mail.subject, mail.to]), [
      ['For D', ['d@example.com']], ['Your code', ['a@example.com', 'b@example.com', 'c@example.com']],
    ]);
  });

  test('sandbox mode checks and delivers nothing', async () => {
    assert.equal((await plain.sendMail(codeMail({ mail_settings: { sandbox_mode: { enable: true } } }))).status, 200);
    assert.deepEqual(await mails(), []);
  });

  const person = { email: 'a@example.com' };
  const invalid = [
    ['not JSON', '{', null], ['a list', [], null],
    ['no personalizations', codeMail({ personalizations: undefined }), 'personalizations'],
    ['empty personalizations', codeMail({ personalizations: [] }), 'personalizations'],
    ['a personalization that is none', codeMail({ personalizations: [null] }), 'personalizations.0'],
    ['nobody to send to', codeMail({ personalizations: [{ to: [] }] }), 'personalizations.0.to'],
    ['a broken address', mailTo('not an address'), 'personalizations.0.to'],
    ['an address twice', codeMail({ personalizations: [{ to: [person], cc: [{ email: 'A@example.com' }] }] }), 'personalizations'],
    ['too many recipients', codeMail({ personalizations: [{ to: Array.from({ length: 1001 }, (_, n) => ({ email: `${n}@example.com` })) }] }), 'personalizations'],
    ['no sender', codeMail({ from: undefined }), 'from.email'],
    ['no subject', codeMail({ subject: '' }), 'subject'],
    ['no content', codeMail({ content: [] }), 'content'],
    ['an empty text', codeMail({ content: [{ type: 'text/plain', value: '' }] }), 'content.0.value'],
    ['HTML before text', codeMail({ content: codeMail().content.reverse() }), 'content'],
    ['custom_args that are text', codeMail({ custom_args: 'x' }), 'custom_args'],
    ['eleven categories', codeMail({ categories: Array.from({ length: 11 }, (_, n) => `c${n}`) }), 'categories'],
  ];
  for (const [name, mail, field] of invalid) {
    test(`refuses ${name}`, async () => {
      const answer = await plain.sendMail(mail);
      assert.equal(answer.status, 400);
      const { errors } = await answer.json();
      assert.deepEqual(Object.keys(errors[0]), ['message', 'field', 'help']);
      assert.equal(errors[0].field, field);
      assert.equal((await plain.getJson('/control/violations')).length, 1);
      assert.deepEqual(await mails(), []);
    });
  }

  const callers = [
    ['no key', { authorization: '' }, 401], ['another scheme', { authorization: 'Basic x' }, 401],
    ['another content type', { 'content-type': 'text/plain' }, 400], ['no JSON wanted', { accept: 'text/html' }, 406],
  ];
  for (const [name, headers, status] of callers) {
    test(`refuses a request with ${name}`, async () => {
      const answer = await plain.sendMail(codeMail(), headers);
      assert.equal(answer.status, status);
      assert.equal(typeof (await answer.json()).errors[0].message, 'string');
    });
  }

  test('refuses other places and methods, and a mail too large', async () => {
    assert.equal((await plain.request('/sendgrid/v3/scopes')).status, 404);
    assert.equal((await plain.request('/sendgrid/v3/mail/send')).status, 405);
    const huge = codeMail({ content: [{ type: 'text/plain', value: 'x'.repeat(31 * 1024 * 1024) }] });
    assert.equal((await plain.sendMail(huge)).status, 413);
  });
});

describe('contracts', () => {
  test('without a contract the program says so and works', () => {
    assert.match(plain.output.stdout, /no contract sendgrid\.json, requests get the plain checks only/);
    assert.match(strict.output.stdout, /checked against sendgrid\.json/);
  });

  test('what breaks the contract is refused and recorded', async () => {
    const mail = codeMail({ subject: 'Longer than twelve' });
    assert.equal((await plain.sendMail(mail)).status, 202);
    const answer = await strict.sendMail(mail);
    assert.equal(answer.status, 400);
    assert.deepEqual((await answer.json()).errors, [{ message: 'must NOT have more than 12 characters', field: 'subject', help: null }]);
    const [violation, ...others] = await strict.getJson('/control/violations');
    assert.deepEqual({ ...violation, recorded_at: '' }, {
      recorded_at: '', service: 'mail', method: 'POST', path: '/v3/mail/send', status: 400,
      problems: [{ field: 'subject', rule: 'maxLength', message: 'must NOT have more than 12 characters' }],
    });
    assert.deepEqual(others, []);
    assert.match(await strict.getText('/'), /1 recorded/);
    assert.equal((await strict.request('/control/violations', { method: 'DELETE' })).status, 204);
    assert.deepEqual(await strict.getJson('/control/violations'), []);
  });

  test('formats, references and missing members are checked', async () => {
    await strict.sendMail({ from: { email: 'nobody' } });
    const [violation] = await strict.getJson('/control/violations');
    assert.deepEqual(violation.problems.map((problem) => [problem.field, problem.rule]), [['subject', 'required'], ['from.email', 'format']]);
  });

  test('the vendor contract accepts what the vendor library sends', { skip: !fs.existsSync(VENDOR_CONTRACTS) && 'no contracts folder beside the project' }, async () => {
    const vendor = await startSandbox({ contracts: VENDOR_CONTRACTS, smtp: false });
    const { requests } = JSON.parse(fs.readFileSync(path.join(VENDOR_CONTRACTS, 'vectors/sendgrid_wire.json'), 'utf8'));
    for (const { headers, body } of requests) assert.ok([200, 202].includes((await vendor.sendMail(body, headers)).status));
    assert.deepEqual(await vendor.getJson('/control/violations'), []);
    assert.equal((await vendor.sendMail(codeMail({ send_at: 'soon' }))).status, 400);
    assert.equal((await vendor.getJson('/control/violations'))[0].problems[0].field, 'send_at');
    await vendor.stop();
  });
});

describe('SMTP', () => {
  test('a mail with text and HTML is kept', async () => {
    const replies = await sendBySmtp(plain.smtp_port, SMTP_MAIL);
    assert.match(replies.at(-1), /^250 /);
    const [mail] = await mails();
    assert.deepEqual([mail.via, mail.from, mail.to, mail.subject], ['smtp', 'no-reply@gem.example', SMTP_MAIL.to, 'Grüße']);
    assert.equal(mail.text.trim(), 'Code 654321\n.begins with a dot');
    assert.equal(mail.html.trim(), '<p>Code <b>654321</b></p>');
    assert.equal(mail.headers['message-id'], '<1@gem.example>');
    assert.equal(mail.headers['x-folded'], 'first second');
  });

  test('any log-in will do, and text alone is no HTML', async () => {
    const replies = await sendBySmtp(plain.smtp_port, {
      from: 'a@gem.example', to: ['b@example.com'], lines: ['Subject: Plain', '', 'Hello'], login: { user: 'apikey', password: 'anything' },
    });
    assert.match(replies[2], /^235 /);
    assert.match(replies.at(-1), /^250 /);
    const [mail] = await mails();
    assert.deepEqual([mail.from, mail.text.trim(), mail.html], ['a@gem.example', 'Hello', null]);
  });
});

describe('mailbox', () => {
  test('the newest is first, and an address finds its own mails', async () => {
    await plain.sendMail(mailTo('ann@example.com'));
    await plain.sendMail(mailTo('Bob@Example.com'));
    await plain.sendMail(mailTo('ann@example.com', 'eve@example.com'));
    const all = await mails();
    assert.deepEqual(all.map((mail) => mail.id), all.map((mail) => mail.id).sort((a, b) => b - a));
    assert.equal((await mails('?to=ann@example.com')).length, 2);
    assert.equal((await mails('?to=bob%40example.com')).length, 1);
    assert.equal((await mails('?to=example.com')).length, 0);
    assert.match(await plain.getText('/mailbox?to=eve'), /1 mail</);
    assert.match(await plain.getText('/mailbox?to=nobody'), /0 mails</);
  });

  test('emptying it leaves nothing, and numbers are not used again', async () => {
    await plain.sendMail(codeMail());
    const [{ id }] = await mails();
    assert.equal((await plain.request('/mailbox', { method: 'DELETE' })).status, 204);
    assert.deepEqual(await mails(), []);
    assert.deepEqual(fs.readdirSync(path.join(plain.state, 'mailbox')), []);
    await plain.sendMail(codeMail());
    assert.equal((await mails())[0].id, id + 1);
  });

  test('a new start finds the mails of the last', async () => {
    const first = await startSandbox({ smtp: false });
    for (let time = 0; time < 11; time += 1) await first.sendMail(codeMail());
    await first.stop();
    const second = await startSandbox({ state: first.state, smtp: false });
    await second.sendMail(codeMail());
    assert.deepEqual((await second.getJson('/mailbox.json')).slice(0, 3).map((mail) => mail.id), [12, 11, 10]);
    await second.stop();
  });

  test('codes stand out; other numbers do not', async () => {
    const value = 'Code 204060. Order #111111, USD 222222.50, https://gem.example/333333, phone 4444444';
    await plain.sendMail(codeMail({ content: [{ type: 'text/plain', value }] }));
    const shown = [...(await plain.getText('/mailbox')).matchAll(/<output class="code">(\d+)</g)].map((match) => match[1]);
    assert.deepEqual(shown, ['204060']);
  });

  test('everything is escaped, in the list and on the page of a mail', async () => {
    const attack = '<script>alert(1)</script>';
    await plain.sendMail(codeMail({
      subject: attack, headers: { 'X-Attack': attack },
      content: [{ type: 'text/plain', value: attack }, { type: 'text/html', value: `<b title="'">${attack}</b>` }],
    }));
    const [{ id }] = await mails();
    for (const place of ['/mailbox', `/mailbox/${id}`, `/mailbox?to=${encodeURIComponent('"><script>alert(1)</script>')}`]) {
      const answer = await plain.request(place);
      const text = await answer.text();
      assert.ok(!text.includes('<script>alert'), place);
      assert.ok(text.includes('&lt;script&gt;alert(1)'), place);
      assert.match(answer.headers.get('content-security-policy'), /default-src 'none'/);
    }
    const one = await plain.getText(`/mailbox/${id}`);
    assert.match(one, /<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="[^"]*&lt;b title=&quot;&#39;&quot;&gt;/);
  });

  test('an unknown mail is not found', async () => {
    assert.equal((await plain.request('/mailbox/0')).status, 404);
    assert.equal((await plain.request('/mailbox/..%2F1')).status, 404);
  });
});
