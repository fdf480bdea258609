// Lists, newest first, page by page; and links that are turned into the objects they name.
import { missing, Refusal } from './refusal.mjs';

const COMPARISONS = { gt: (a, b) => a > b, gte: (a, b) => a >= b, lt: (a, b) => a < b, lte: (a, b) => a <= b };

function wasCreated(object, wanted) {
  if (typeof wanted === 'number') return object.created === wanted;
  return Object.entries(wanted).every(([name, time]) => COMPARISONS[name](object.created, time));
}

// Parameters that filter by another rule than being equal to the member of the same name.
const FILTERS = {
  created: wasCreated,
  types: (object, types) => types.some((type) => type === object.type),
  delivery_success: (object, wanted) => (object.pending_webhooks === 0) === wanted,
};
const holds = (object, [name, wanted]) => (FILTERS[name] ? FILTERS[name](object, wanted) : object[name] === wanted);

function placeOf(objects, id, parameter) {
  const place = objects.findIndex((object) => object.id === id);
  if (place < 0) throw missing('object', id, parameter);
  return place;
}

// `objects` oldest first.
export function listPage(objects, { limit = 10, starting_after, ending_before, ...filters }, url) {
  const newest_first = objects.toReversed();
  const from = starting_after === undefined ? 0 : placeOf(newest_first, starting_after, 'starting_after') + 1;
  const to = ending_before === undefined ? newest_first.length : placeOf(newest_first, ending_before, 'ending_before');
  const matching = newest_first.slice(from, to).filter((object) => Object.entries(filters).every((filter) => holds(object, filter)));
  const data = ending_before === undefined ? matching.slice(0, limit) : matching.slice(-limit);
  return { object: 'list', data, has_more: matching.length > data.length, url };
}

const LINKS = { pi: 'payment_intent', ch: 'charge', re: 'refund', txn: 'balance_transaction', dp: 'dispute' };

function followLink(value, path, find) {
  if (typeof value !== 'string') return value;
  const table = LINKS[value.split('_')[0]];
  if (table === undefined) throw new Refusal(400, { param: 'expand', message: `This property cannot be expanded (${path}).`, broken: true });
  return find(table, value);
}

// `path` as in "data.payment_intent.latest_charge"; what is null stays null.
export function expand(object, path, find) {
  const [name, ...rest] = path.split('.');
  if (!Object.hasOwn(object, name)) throw new Refusal(400, { param: 'expand', message: `There is no ${name} to expand (${path}).`, broken: true });
  const deeper = (value) => (rest.length === 0 || value === null ? value : expand(value, rest.join('.'), find));
  const value = followLink(object[name], path, find);
  return { ...object, [name]: Array.isArray(value) ? value.map(deeper) : deeper(value) };
}
