// The platform's time: what the file of its clock does to the times that services tell.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { createClock } from './server/clock.mjs';
import { codeMail } from './testing/mails.mjs';
import { newFolder, startSandbox } from './testing/start_sandbox.mjs';
import { stripeOf } from './testing/stripe.mjs';

const HOUR_MS = 3_600_000;
const file = path.join(newFolder(), 'clock');

function shift(milliseconds) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(milliseconds) * 1000n);
  fs.writeFileSync(file, bytes);
}

// What the clock says, as a distance from the machine's time taken just before and after.
function assertShifted(now, milliseconds) {
  const before = Date.now();
  const said = now();
  assert.ok(said >= before + milliseconds && said <= Date.now() + milliseconds, `${said - before}`);
}

describe('the clock', () => {
  const clock = createClock(file);
  beforeEach(() => fs.rmSync(file, { force: true }));

  test('without a file is the machine\'s', () => {
    assertShifted(createClock(null).now, 0);
    assertShifted(clock.now, 0);
  });

  test('follows the file, forward, back, and when it is gone', () => {
    for (const milliseconds of [72 * HOUR_MS, -HOUR_MS, 0, 1]) {
      shift(milliseconds);
      assertShifted(clock.now, milliseconds);
    }
    fs.rmSync(file);
    assertShifted(clock.now, 0);
  });

  test('a file that is only just made has no shift yet', () => {
    fs.writeFileSync(file, '');
    assertShifted(clock.now, 0);
  });
});

describe('services', () => {
  test('date by it, and end what is over', async () => {
    shift(0);
    const sandbox = await startSandbox({ smtp: false, more_words: ['--clock-file', file] });
    after(() => sandbox.stop());
    const stripe = stripeOf(sandbox);
    const { id } = await stripe.create();
    shift(25 * HOUR_MS);
    assert.equal((await stripe.stripe.checkout.sessions.retrieve(id)).status, 'expired');
    await sandbox.sendMail(codeMail());
    const [mail] = await sandbox.getJson('/mailbox.json');
    assert.ok(Date.parse(mail.received_at) > Date.now() + 24 * HOUR_MS);
  });
});
