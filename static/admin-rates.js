// Drop rates in hundredths of a percent: whole numbers, so that they add up exactly.
export const WHOLE = 10000;

/** "12.34" → 1234; what is no rate is 0. */
export function unitsOf(text) {
  const match = String(text).trim().match(/^(\d{1,3})(?:[.,](\d{0,2}))?$/);
  return match ? Math.min(WHOLE, Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))) : 0;
}

export const textOf = (units) => `${Math.floor(units / 100)}.${String(units % 100).padStart(2, '0')}`;

/** Shares `total` among weights in proportion, whole, none below 1: what rounding leaves goes to the largest remainders. */
function share(total, weights) {
  const sum = weights.reduce((left, right) => left + right, 0);
  const exact = weights.map((weight) => (sum === 0 ? total / weights.length : (total * weight) / sum));
  const shares = exact.map((part) => Math.max(1, Math.floor(part)));
  const order = exact.map((part, index) => ({ index, rest: part - Math.floor(part) })).sort((left, right) => right.rest - left.rest || left.index - right.index);
  let missing = total - shares.reduce((left, right) => left + right, 0);
  for (const { index } of order) {
    if (missing <= 0) break;
    shares[index] += 1;
    missing -= 1;
  }
  // What the least were raised to 1 for comes from the greatest.
  for (; missing < 0; missing += 1) shares[shares.indexOf(Math.max(...shares))] -= 1;
  return shares;
}

/**
 * The rates when the row at `moved` is to have `wanted`: locked rows keep theirs, the others share the rest, at least 0.01 each. A row
 * gets no more than the others can give, and all that is left when there are none.
 */
export function rebalance(rows, moved, wanted) {
  const locked = rows.reduce((sum, row, index) => sum + (row.locked && index !== moved ? row.units : 0), 0);
  const others = rows.map((row, index) => index).filter((index) => index !== moved && !rows[index].locked);
  const most = WHOLE - locked - others.length;
  const own = others.length === 0 ? Math.max(0, WHOLE - locked) : Math.min(Math.max(1, wanted), Math.max(1, most));
  const rates = rows.map((row) => row.units);
  rates[moved] = own;
  if (others.length > 0 && WHOLE - locked - own >= others.length) {
    const shares = share(WHOLE - locked - own, others.map((index) => rows[index].units));
    others.forEach((index, place) => { rates[index] = shares[place]; });
  }
  return rates;
}
