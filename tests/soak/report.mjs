// What a run says: how far it is, what it was, and what is known of a payment that does not agree.
import { KINDS } from './kinds.mjs';

const COLUMN = 34;

const big = (_, value) => (typeof value === 'bigint' ? value.toString() : value);
const minutes = (milliseconds) => `${Math.floor(milliseconds / 60_000)}:${String(Math.floor(milliseconds / 1000) % 60).padStart(2, '0')}`;

export const say = (text) => console.log(text);

function countBy(rows, nameOf) {
  const counts = {};
  for (const row of rows) counts[nameOf(row)] = (counts[nameOf(row)] ?? 0) + 1;
  return counts;
}

const cells = (counts) => Object.entries(counts).sort().map(([name, count]) => `${name} ${count}`).join(', ');

function sayTable(title, rows) {
  say(`\n${title}`);
  for (const [name, text] of Object.entries(rows).sort()) say(`  ${name.padEnd(COLUMN)} ${text}`);
}

export function sayProgress(begun, total, since) {
  say(`${String(begun).padStart(6)} of ${total} payments   ${minutes(Date.now() - since)}`);
}

/** `found` is what audit() gives. */
export function sayResult({ plan, counts, found, since }) {
  const kinds = Object.fromEntries(Object.keys(KINDS).map((kind) => [
    kind, cells(countBy(plan.filter((payment) => payment.kind === kind), (payment) => payment.outcome ?? 'not begun')),
  ]));
  sayTable('Payments, and what the first request came to', kinds);
  sayTable('What became of the money', {
    'on chain': cells(countBy(found.arrivals, (arrival) => arrival.outcome)),
    'by card': cells(countBy(found.cards, (card) => card.status)),
    'openings': cells(countBy(found.openings, (opening) => opening.status)),
  });
  sayTable('Trouble', counts);
  say(`\nduration ${minutes(Date.now() - since)}`);
}

/** The first thing that differs, with the payments of the plan that name something of it. */
export function sayDiscrepancy(error, { plan, users, seed }) {
  const known = JSON.stringify(error.about ?? {}, big, 2);
  const concerns = (payment) => payment.steps.some((step) => step.split(' ').some((word) => word.length > 20 && known.includes(word)));
  say(`\n--seed ${seed}: ${error.about ? error.message : error.stack}\n${known}`);
  for (const payment of plan.filter(concerns)) say(JSON.stringify({ ...payment, user: users[payment.user].id }, null, 2));
}
