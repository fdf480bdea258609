// What must have become of each payment, worked out from what the outside world knows and what was asked for; another program than the
// one under test, by the rules of the requirements (E13, E14, E16, E20, X13). Money is in millionths of a dollar, as big integers.
const MILLE = 1000n;
const LEAST = 995n;
const MOST = 1005n;
const LAMPORTS_PER_SOL = 1_000_000_000n;
const MICROS_PER_CENT = 10_000n;
// A quote ends when the treasury was read this long after its time.
const READING_MS = 15_000;

const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0n);

const isInTime = (transaction, quote) => transaction.paidAt <= quote.expiresAt;

/** Would it pay for the quote, if it were the first to do so? */
function maySettle({ transaction, asset, amount, quote }) {
  if (quote === null || quote.asset !== asset) return false;
  if (quote.purpose === 'DEPOSIT') return true;
  return isInTime(transaction, quote) && amount >= quote.amount * LEAST / MILLE;
}

// Null: we give nothing for it.
function valueOf({ transaction, asset, amount, quote }, solPrice) {
  if (asset === null) return null;
  if (asset === 'USDC') return amount;
  if (quote?.asset === 'SOL' && isInTime(transaction, quote)) return quote.usd * amount / quote.amount;
  return solPrice * amount / LAMPORTS_PER_SOL;
}

/**
 * Every change of the treasury's balances with what it may have come to: [{transaction, mint, asset, amount, quote, user, value,
 * outcomes}]. `assets` names the mints we know, `wallets` the users of bound addresses.
 */
export function expectArrivals({ transactions, quotes, assets, wallets, solPrice }) {
  const byReference = new Map(quotes.map((quote) => [quote.reference, quote]));
  return transactions.flatMap((transaction) => transaction.changes.map(({ mint, amount }) => {
    const quote = transaction.accounts.map((account) => byReference.get(account)).find(Boolean) ?? null;
    const arrival = { transaction, mint, amount, asset: assets.get(mint) ?? null, quote };
    const user = quote?.user ?? wallets.get(transaction.accounts[0]) ?? null;
    const known = arrival.asset !== null && user !== null;
    const outcomes = known ? [...(maySettle(arrival) ? [quote.purpose] : []), 'CREDIT'] : ['UNMATCHED'];
    return { ...arrival, user: known ? user : null, value: valueOf(arrival, solPrice), outcomes };
  }));
}

/** What an arrival that came to `outcome` adds to its user's credit. */
export function creditOf({ amount, quote, value }, outcome) {
  if (outcome === 'UNMATCHED') return 0n;
  if (outcome !== 'OPENING') return value;
  return amount > quote.amount * MOST / MILLE ? value - quote.usd : 0n;
}

/**
 * Must something of a quote's arrivals have paid for it? One that came in its time need not when time jumped over the quote's end
 * before all nodes told of it: then it is credited. `jumps` are [{from, until}].
 */
export function mustBePaid(quote, arrivals, jumps) {
  const wasJumped = jumps.some(({ from, until }) => from <= quote.expiresAt + READING_MS && until >= quote.expiresAt);
  return arrivals.some((arrival) => arrival.outcomes[0] === quote.purpose) && (quote.purpose === 'DEPOSIT' || !wasJumped);
}

const isPaid = (session) => session.status === 'complete' && session.payment_status === 'paid';
const cents = (rows) => sum(rows.map((row) => BigInt(row.amount))) * MICROS_PER_CENT;

const NOTHING = { charged: 0n, credited: 0n, returned: 0n, disputed: 0n };

function cardStatus({ amount, returned, disputed }) {
  if (disputed > 0n) return 'DISPUTED';
  return returned >= amount ? 'REFUNDED' : 'CONFIRMED';
}

/**
 * What must have become of a card deposit: {statuses, charged, credited, returned, disputed} by its session at Stripe, or undefined.
 * Something else than was asked for is credited to nobody.
 */
export function expectCard({ amount }, session) {
  if (session === undefined || !isPaid(session)) return { ...NOTHING, statuses: ['EXPIRED', 'FAILED'] };
  const charged = BigInt(session.amount_total) * MICROS_PER_CENT;
  if (session.currency !== 'usd' || charged !== amount) return { ...NOTHING, statuses: ['REVIEW'], charged };
  const returned = cents(session.refunds.filter((refund) => refund.status !== 'failed'));
  const disputed = cents(session.disputes.filter((dispute) => dispute.status !== 'won'));
  return { statuses: [cardStatus({ amount, returned, disputed })], charged, credited: amount, returned, disputed };
}
