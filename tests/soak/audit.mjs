// The truth outside against the platform's records, to the last unit. Throws a Discrepancy with the first thing that differs.
import { assertBooksAgree } from '../integration/support/accounting.mjs';
import { gemctl, sql } from '../integration/support/server.mjs';
import { MINTS } from '../sandbox/services/solana/genesis.mjs';
import { creditOf, expectArrivals, expectCard, mustBePaid } from './expectations.mjs';
import { control } from './outside.mjs';
import { CREDIT_AT_FIRST } from './people.mjs';
import { readRecords } from './records.mjs';
import { readChain, readStripe, readTreasury } from './truth.mjs';

const MICROS = 1_000_000n;
const CENT = 10_000n;

export class Discrepancy extends Error {
  /** `about` holds all that is known of it. */
  constructor(problem, about) {
    super(problem);
    this.about = about;
  }
}

const show = (value) => (typeof value === 'bigint' ? value.toString() : value);

function expect(isRight, problem, about) {
  if (!isRight) throw new Discrepancy(problem, about);
}

function expectSame(actual, expected, problem, about) {
  expect(actual === expected, `${problem}: ${show(actual)} and not ${show(expected)}`, about);
}

const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0n);
const groupBy = (rows, keyOf) => rows.reduce((groups, row) => groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]), new Map());

// A token that is worth nothing need not be noticed, but what is noticed is there.
function checkArrival(arrival, rows) {
  const about = { arrival, rows };
  if (arrival.asset === null && rows.length === 0) return;
  expectSame(rows.length, 1, 'a change of the treasury is recorded so many times', about);
  const [row] = rows;
  expectSame(row.amount, arrival.amount, 'another amount came', about);
  expectSame(row.asset, arrival.asset, 'another asset came', about);
  expectSame(row.usd, arrival.value, 'it was worth something else', about);
  expectSame(row.user, arrival.user, 'it was booked for somebody else', about);
  expect(arrival.outcomes.includes(row.outcome), `it came to ${row.outcome}, which is none of ${arrival.outcomes}`, about);
}

function checkArrivals(arrivals, payments) {
  const keyOf = (signature, mint) => `${signature} ${mint}`;
  const rowsOf = groupBy(payments, (row) => keyOf(row.signature, row.mint));
  for (const arrival of arrivals) {
    const key = keyOf(arrival.transaction.signature, arrival.mint);
    checkArrival(arrival, rowsOf.get(key) ?? []);
    arrival.outcome = rowsOf.get(key)?.[0].outcome ?? 'UNMATCHED';
    rowsOf.delete(key);
  }
  expectSame(rowsOf.size, 0, 'payments are recorded that the chain does not know', { rows: [...rowsOf.values()].flat() });
}

const ENDS = { OPENING: { true: ['OPENED', 'REFUNDED'], false: ['CANCELLED'] }, DEPOSIT: { true: ['CONFIRMED'], false: ['EXPIRED'] } };

function checkQuote(quote, arrivals, subject, jumps) {
  const about = { quote, arrivals, subject };
  const paid = arrivals.filter((arrival) => arrival.outcome === quote.purpose).length;
  expect(paid <= 1, `a quote was paid ${paid} times`, about);
  expect(paid === 1 || !mustBePaid(quote, arrivals, jumps), 'the money came, and what it was for did not happen', about);
  expectSame(quote.status, paid ? 'PAID' : 'EXPIRED', 'the quote ended otherwise', about);
  expect(ENDS[quote.purpose][Boolean(paid)].includes(subject.status), `what was paid for is ${subject.status}`, about);
}

function checkQuotes(quotes, arrivals, subjects, jumps) {
  const arrivalsOf = groupBy(arrivals.filter((arrival) => arrival.quote !== null), (arrival) => arrival.quote.id);
  for (const quote of quotes) checkQuote(quote, arrivalsOf.get(quote.id) ?? [], subjects.get(quote.id), jumps);
}

function checkCards(deposits, sessions) {
  const sessionsOf = groupBy(sessions, (session) => session.client_reference_id);
  const byCard = deposits.filter((deposit) => deposit.method === 'STRIPE');
  const ids = new Set(byCard.map((deposit) => deposit.id));
  const strange = sessions.filter((session) => !ids.has(session.client_reference_id));
  expectSame(strange.length, 0, 'sessions at Stripe are for no deposit', { sessions: strange });
  return byCard.map((deposit) => {
    const found = sessionsOf.get(deposit.id) ?? [];
    const card = expectCard(deposit, found[0]);
    const about = { deposit, sessions: found, card };
    expect(found.length <= 1, 'a deposit has several sessions', about);
    expect(card.statuses.includes(deposit.status), `a card deposit is ${deposit.status} and not ${card.statuses.join(' or ')}`, about);
    expectSame(deposit.credited ?? 0n, card.credited, 'a card deposit was credited with something else', about);
    return { ...card, user: deposit.user, status: deposit.status };
  });
}

// Credit at first, all that came, less what was bought with it.
function checkUsers(users, { balances, openings }, arrivals, cards) {
  const credits = new Map(users.map((user) => [user.id, BigInt(CREDIT_AT_FIRST) * MICROS]));
  const add = (user, amount) => credits.set(user, credits.get(user) + amount);
  arrivals.filter((arrival) => arrival.user !== null).forEach((arrival) => add(arrival.user, creditOf(arrival, arrival.outcome)));
  cards.forEach(({ user, credited, returned, disputed }) => add(user, credited - returned - disputed));
  openings.filter((opening) => opening.method === 'CREDIT').forEach((opening) => add(opening.user, -opening.cost));
  for (const [user, credit] of credits) {
    const own = (rows) => rows.filter((row) => row.user === user);
    const about = { user, arrivals: own(arrivals), cards: own(cards), openings: own(openings) };
    expectSame(balances.get(user), credit, 'a user has something else', about);
  }
}

// Each was answered 201, or its answer was lost.
function checkCreditPurchases(openings, plan, users) {
  const boughtBy = groupBy(openings.filter((opening) => opening.method === 'CREDIT'), (opening) => opening.user);
  const plannedBy = groupBy(plan.filter((payment) => payment.kind === 'credit'), (payment) => users[payment.user].id);
  for (const [user, planned] of plannedBy) {
    const bought = boughtBy.get(user)?.length ?? 0;
    const answered = planned.filter((payment) => payment.outcome === 'begun').length;
    const unanswered = planned.filter((payment) => payment.outcome === 'refused: no answer').length;
    const isRight = bought >= answered && bought <= answered + unanswered;
    expect(isRight, `bought ${bought} times with credit, and was told so ${answered} times`, { user, planned });
  }
}

async function checkTotals({ accounts, payments }, arrivals, cards, atFirst) {
  const held = await readTreasury();
  for (const asset of ['SOL', 'USDC']) {
    const recorded = sum(payments.filter((row) => row.asset === asset).map((row) => row.amount));
    expectSame(recorded, held[asset] - atFirst[asset], `${asset} of the treasury`, { asset });
  }
  const valueOf = (asset) => sum(arrivals.filter((arrival) => arrival.asset === asset).map((arrival) => arrival.value));
  expectSame(accounts.solana_usdc, -(held.USDC - atFirst.USDC), 'the account solana_usdc', {});
  expectSame(accounts.solana_sol, -valueOf('SOL'), 'the account solana_sol', {});
  const unmatched = arrivals.filter((arrival) => arrival.outcome === 'UNMATCHED' && arrival.value !== null);
  expectSame(accounts.unmatched_payments, sum(unmatched.map((arrival) => arrival.value)), 'the account unmatched_payments', { unmatched });
  await checkStripeTotal(accounts, cards);
}

// What is credited nowhere, because a person has to look at it, is at Stripe all the same.
async function checkStripeTotal(accounts, cards) {
  const { usd } = await control('GET', '/stripe/totals');
  const atStripe = BigInt(usd.charge + usd.refund + usd.refund_failure + usd.dispute + usd.dispute_reversal) * CENT;
  const doubtful = sum(cards.filter((card) => card.status === 'REVIEW').map((card) => card.charged));
  expectSame(-(accounts.stripe + accounts.refunds_due), atStripe - doubtful, 'the account stripe', { usd, doubtful });
}

async function checkQuiet() {
  const dead = await sql('SELECT kind, subject_id, attempt, problem FROM job WHERE dead_at IS NOT NULL LIMIT 5');
  expectSame(dead.length, 0, 'jobs are dead', { dead });
  const violations = await control('GET', '/violations');
  expectSame(violations.length, 0, 'requests broke the rules of a service', { violations: violations.slice(0, 5) });
  const ledger = await gemctl('ledger', 'check');
  expectSame(ledger.code, 0, 'gemctl ledger check', { said: ledger.stdout + ledger.stderr });
  await assertBooksAgree();
}

/** What became of what came: {arrivals, cards, openings}. `world` is {users, plan, jumps, treasuryAtFirst, solPrice}. */
export async function audit({ users, plan, jumps, treasuryAtFirst, solPrice }) {
  const [records, transactions, sessions] = await Promise.all([readRecords(), readChain(), readStripe()]);
  const { quotes, payments, openings, deposits, wallets } = records;
  const assets = new Map([['SOL', 'SOL'], [MINTS.usdc, 'USDC']]);
  const arrivals = expectArrivals({ transactions, quotes, assets, wallets, solPrice });
  checkArrivals(arrivals, payments);
  checkQuotes(quotes, arrivals, new Map([...openings, ...deposits].map((row) => [row.id, row])), jumps);
  const cards = checkCards(deposits, sessions);
  checkUsers(users, records, arrivals, cards);
  checkCreditPurchases(openings, plan, users);
  await checkTotals(records, arrivals, cards, treasuryAtFirst);
  await checkQuiet();
  return { arrivals, cards, openings };
}
