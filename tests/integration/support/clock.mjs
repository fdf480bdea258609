// Time for tests that move it: whatever is left in the future would hold up the tests that come after.
import { resetClock, sql } from './server.mjs';

/** For after() hooks. Schedules run again at once, and nobody stays locked out of signing in. */
export async function bringTimeBack() {
  await resetClock();
  await sql('UPDATE schedule SET next_run_at = least(next_run_at, gem_now())');
  await forgetFailures();
}

/** Wrong codes count against the address that all tests share: twenty of them would lock it. */
export const forgetFailures = () => sql(`DELETE FROM sign_in_lock WHERE subject LIKE 'ip:%'`);
