import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 20_000;
const PAUSE_MS = 20;

// Asks again and again until `ask` gives something true, which is the result.
export async function waitUntil(ask) {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (performance.now() > end) throw new Error(`in vain: ${ask}`);
    await sleep(PAUSE_MS);
  }
}
