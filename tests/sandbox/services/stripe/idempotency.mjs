// One answer for each Idempotency-Key: whatever came of the first call is answered again for a day.
import { createHash } from 'node:crypto';
import { Refusal } from './refusal.mjs';

const LIFE_MS = 24 * 60 * 60 * 1000;
const LONGEST_KEY = 255;

const fingerprintOf = (call, form) => createHash('sha256').update(JSON.stringify([call.method, call.path, form])).digest('hex');

export function createIdempotency({ store, clock }) {
  const running = new Set();

  function earlierAnswer(key, fingerprint) {
    const earlier = store.find('answer', key);
    if (earlier === null || clock.now() - earlier.answered_at > LIFE_MS) return null;
    if (earlier.fingerprint === fingerprint) return { ...earlier.answer, headers: { ...earlier.answer.headers, 'idempotent-replayed': 'true' } };
    throw new Refusal(400, {
      type: 'idempotency_error', broken: true,
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with: '${key}'`,
    });
  }

  // `run` gives the answer; it is kept whatever it says.
  return async function answerOnce(call, form, run) {
    const key = call.headers['idempotency-key'];
    if (key === undefined) return run();
    if (key.length > LONGEST_KEY) throw new Refusal(400, { message: `Idempotency-Key is longer than ${LONGEST_KEY} characters`, broken: true });
    const fingerprint = fingerprintOf(call, form);
    const earlier = earlierAnswer(key, fingerprint);
    if (earlier) return earlier;
    if (running.has(key)) throw new Refusal(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message: `There is currently another in-progress request using this key: '${key}'` });
    running.add(key);
    try {
      const answer = await run();
      store.save([['answer', { id: key, fingerprint, answer, answered_at: clock.now() }]]);
      return answer;
    } finally {
      running.delete(key);
    }
  };
}
