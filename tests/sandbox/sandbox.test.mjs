// The program itself, its control interface and its faults. Mail is in mail.test.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { after, beforeEach, describe, test } from 'node:test';
import { codeMail, SMTP_MAIL } from './testing/mails.mjs';
import { sendBySmtp } from './testing/smtp_client.mjs';
import { newFolder, runProgram, startSandbox } from './testing/start_sandbox.mjs';

describe('starting and stopping', () => {
  test('--help tells options and services', async () => {
    const run = await runProgram(['--help']);
    assert.equal(run.code, 0);
    for (const word of ['--port', '--state', '--smtp-port', '--contracts', 'mail']) assert.ok(run.stdout.includes(word), word);
  });

  const refused = [
    { name: 'no port', words: ['--state', 'x'], says: /--port is missing/ },
    { name: 'no state', words: ['--port', '0'], says: /--state is missing/ },
    { name: 'a port that is none', words: ['--port', '99999', '--state', 'x'], says: /--port 99999/ },
    { name: 'an unknown option', words: ['--host', '0.0.0.0'], says: /--host/ },
    { name: 'contracts that are not there', words: ['--port', '0', '--state', 'x', '--contracts', '/nowhere'], says: /--contracts \/nowhere/ },
  ];
  for (const row of refused) {
    test(`refuses ${row.name}`, async () => {
      const run = await runProgram(row.words);
      assert.equal(run.code, 2);
      assert.match(run.stderr, row.says);
    });
  }

  test('refuses to run in production', async () => {
    const run = await runProgram(['--port', '0', '--state', newFolder()], { GEM_ENVIRONMENT: 'production' });
    assert.equal(run.code, 1);
    assert.match(run.stderr, /production/);
    assert.equal(run.stdout, '');
  });

  test('says when its port is taken', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { taken.once('listening', resolve); });
    const run = await runProgram(['--port', String(taken.address().port), '--smtp-port', '0', '--state', newFolder()]);
    taken.close();
    assert.equal(run.code, 1);
    assert.match(run.stderr, /EADDRINUSE/);
  });

  for (const signal of ['SIGTERM', 'SIGINT']) {
    test(`stops cleanly on ${signal}, also with clients connected`, async () => {
      const sandbox = await startSandbox();
      const client = net.connect(sandbox.smtp_port, '127.0.0.1');
      client.on('error', () => {});
      await new Promise((resolve) => { client.once('data', resolve); });
      await sandbox.setFault('mail', { mode: 'slow', delay_ms: 60_000 });
      const cut = assert.rejects(sandbox.sendMail(codeMail()));
      await sandbox.getJson('/control/faults');
      assert.deepEqual(await sandbox.stop(signal), { code: 0, signal: null });
      await cut;
      assert.equal(sandbox.output.stderr, '');
      client.destroy();
    });
  }

  test('listens on the loopback address only', async () => {
    const sandbox = await startSandbox();
    const listening = fs.readFileSync('/proc/net/tcp', 'utf8').split('\n').concat(fs.readFileSync('/proc/net/tcp6', 'utf8').split('\n'))
      .map((line) => line.trim().split(/\s+/)).filter((words) => words[3] === '0A').map((words) => words[1]);
    for (const port of [Number(new URL(sandbox.address).port), sandbox.smtp_port]) {
      const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
      assert.deepEqual(listening.filter((each) => each.endsWith(wanted)), [`0100007F${wanted}`]);
    }
    await sandbox.stop();
  });
});

const main = await startSandbox();

describe('control', () => {
  after(() => main.stop());
  beforeEach(() => main.reset());

  test('the home page says what this is and has a form for each service', async () => {
    const text = await main.getText('/');
    assert.match(text, /This is a sandbox/);
    assert.match(text, /Nothing leaves this machine/);
    assert.match(text, /href="\/mailbox"/);
    assert.match(text, /action="\/control\/faults\/mail"/);
    assert.doesNotMatch(text, /(src|href)="(https?:)?\/\//);
  });

  test('the form sets a fault', async () => {
    const answer = await main.request('/control/faults/mail', {
      method: 'POST', redirect: 'manual', body: new URLSearchParams({ mode: 'slow', count: '', delay_ms: '70' }),
    });
    assert.equal(answer.status, 303);
    assert.deepEqual((await main.getJson('/control/faults')).mail, { mode: 'slow', count: null, delay_ms: 70 });
    assert.match(await main.getText('/'), /Fault “slow” is on/);
  });

  const wrong = [
    ['an unknown mode', { mode: 'sideways' }], ['no mode', { count: 1 }], ['a count of nought', { mode: 'down', count: 0 }],
    ['a count as text', { mode: 'down', count: '1' }], ['a negative delay', { mode: 'slow', delay_ms: -1 }],
    ['an unknown field', { mode: 'down', extra: 1 }], ['an inherited name', { mode: 'down', constructor: 1 }], ['a list', []], ['nothing', null],
  ];
  for (const [name, fault] of wrong) {
    test(`refuses a fault with ${name}`, async () => {
      const answer = await main.setFault('mail', fault);
      assert.equal(answer.status, 400);
      assert.equal(typeof (await answer.json()).error, 'string');
      assert.equal((await main.getJson('/control/faults')).mail.mode, 'none');
    });
  }

  test('knows its services, pages and methods', async () => {
    assert.equal((await main.setFault('pigeons', { mode: 'down' })).status, 404);
    assert.equal((await main.request('/nowhere')).status, 404);
    const answer = await main.request('/control/violations', { method: 'POST' });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'GET, DELETE');
    assert.equal((await main.request('/control/faults/mail', { method: 'PUT', body: ' '.repeat(70_000) })).status, 413);
  });

  describe('faults of SendGrid', () => {
    const received = async () => (await main.getJson('/mailbox.json')).length;

    test('down cuts the connection, as often as counted', async () => {
      const set = await main.setFault('mail', { mode: 'down', count: 2 });
      assert.deepEqual(await set.json(), { mode: 'down', count: 2, delay_ms: 2000 });
      await assert.rejects(main.sendMail(codeMail()));
      assert.equal((await main.getJson('/control/faults')).mail.count, 1);
      await assert.rejects(main.sendMail(codeMail()));
      assert.equal((await main.getJson('/control/faults')).mail.mode, 'none');
      assert.equal((await main.sendMail(codeMail())).status, 202);
      assert.equal(await received(), 1);
    });

    test('slow answers late and delivers', async () => {
      await main.setFault('mail', { mode: 'slow', delay_ms: 300, count: 1 });
      const before = performance.now();
      assert.equal((await main.sendMail(codeMail())).status, 202);
      assert.ok(performance.now() - before >= 295);
      assert.equal(await received(), 1);
    });

    test('rate_limited answers 429 in the error form, with its headers', async () => {
      await main.setFault('mail', { mode: 'rate_limited', count: 1 });
      const answer = await main.sendMail(codeMail());
      assert.equal(answer.status, 429);
      assert.equal(answer.headers.get('x-ratelimit-remaining'), '0');
      assert.ok(Number(answer.headers.get('x-ratelimit-reset')) > Date.now() / 1000);
      assert.deepEqual(Object.keys((await answer.json()).errors[0]), ['message', 'field', 'help']);
      assert.equal(await received(), 0);
    });

    test('error answers 500, without a count for ever', async () => {
      await main.setFault('mail', { mode: 'error' });
      for (let time = 0; time < 3; time += 1) assert.equal((await main.sendMail(codeMail())).status, 500);
      assert.deepEqual((await main.getJson('/control/faults')).mail, { mode: 'error', count: null, delay_ms: 2000 });
      await main.setFault('mail', { mode: 'none' });
      assert.equal((await main.sendMail(codeMail())).status, 202);
    });

    test('lost answers 202 and delivers nothing, but still checks', async () => {
      await main.setFault('mail', { mode: 'lost', count: 2 });
      assert.equal((await main.sendMail(codeMail())).status, 202);
      assert.equal((await main.sendMail({})).status, 400);
      assert.equal(await received(), 0);
    });

    test('pages and control are never faulty', async () => {
      await main.setFault('mail', { mode: 'down' });
      assert.equal((await main.request('/mailbox')).status, 200);
      assert.equal((await main.request('/mailbox.json')).status, 200);
      assert.equal((await main.request('/')).status, 200);
    });
  });

  describe('faults of SMTP', () => {
    const send = () => sendBySmtp(main.smtp_port, SMTP_MAIL);
    const outcomes = [
      { mode: 'down', last: /^cut off$/, received: 0 },
      { mode: 'slow', last: /^250 /, received: 1 },
      { mode: 'rate_limited', last: /^451 /, received: 0 },
      { mode: 'error', last: /^554 /, received: 0 },
      { mode: 'lost', last: /^250 /, received: 0 },
    ];
    for (const row of outcomes) {
      test(`${row.mode}, once`, async () => {
        await main.setFault('mail', { mode: row.mode, count: 1, delay_ms: 200 });
        const before = performance.now();
        assert.match((await send()).at(-1), row.last);
        if (row.mode === 'slow') assert.ok(performance.now() - before >= 195);
        assert.equal((await main.getJson('/mailbox.json')).length, row.received);
        assert.match((await send()).at(-1), /^250 /);
        assert.equal((await main.getJson('/mailbox.json')).length, row.received + 1);
      });
    }
  });
});
