// The sandbox, from the side of payers, banks and of the chain itself. It may be killed at any moment and comes back: whoever asks
// waits for it. So what it was asked to do may happen twice, which is no fault: the truth is read from it in the end.
import { Connection } from '@solana/web3.js';
import { eventually, sandboxUrl } from '../integration/support/server.mjs';
import { stripeClient } from '../sandbox/testing/stripe.mjs';

const RETURN_LIMIT_MS = 60_000;

export const stripe = stripeClient(sandboxUrl);
export const chain = new Connection(`${sandboxUrl}/solana/a`, 'finalized');

async function ask(method, place, body) {
  const answer = await fetch(`${sandboxUrl}/control${place}`, { method, body: body && JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

const unlessGone = (error) => {
  if (error instanceof TypeError) return null; // fetch() found nobody
  throw error;
};

/** What the sandbox answers under /control, whatever that is: {status, body}. */
export const tryControl = (method, place, body) => eventually(() => ask(method, place, body).catch(unlessGone), RETURN_LIMIT_MS);

/** The same, and it must be done. */
export async function control(method, place, body) {
  const answer = await tryControl(method, place, body);
  if (answer.status !== 200) throw new Error(`the sandbox answers ${answer.status} to ${method} ${place}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
