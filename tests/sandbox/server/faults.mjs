// Faults that a person or a test switches on, one per name, of the modes that name knows. Every call of every service,
// whatever its protocol, goes through apply(): the protocol only says how it destroys, refuses and proceeds.
import { setTimeout as sleep } from 'node:timers/promises';

const MAXIMUM_COUNT = 1_000_000;
const MAXIMUM_DELAY_MS = 600_000;
const NO_FAULT = Object.freeze({ mode: 'none', count: null, delay_ms: 2000 });

export const FAULT_MODES = [
  { mode: 'none', title: 'works', apply: (call) => call.proceed({ lost: false }) },
  { mode: 'down', title: 'connection is cut', apply: (call) => call.destroy() },
  { mode: 'slow', title: 'answers late', apply: (call, fault) => sleep(fault.delay_ms).then(() => call.proceed({ lost: false })) },
  { mode: 'rate_limited', title: 'too many requests', apply: (call) => call.refuse('rate_limited') },
  { mode: 'error', title: 'fails inside', apply: (call) => call.refuse('error') },
  { mode: 'lost', title: 'says yes, does nothing', apply: (call) => call.proceed({ lost: true }) },
];

// For services where it counts what was done: a slow call has begun when others come, a lost one is done and only its answer
// is missing.
const DOING = {
  slow: { mode: 'slow', title: 'begins, and ends late', apply: (call, fault) => call.proceed({ lost: false, delay_ms: fault.delay_ms }) },
  lost: { mode: 'lost', title: 'done, but never answered', apply: (call) => call.proceed({ lost: true, delay_ms: 0 }) },
};
export const DOING_MODES = FAULT_MODES.map((row) => DOING[row.mode] ?? row);

const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const FIELDS = {
  mode: { holds: (value, modes) => modes.some((row) => row.mode === value), says: (modes) => `one of ${modes.map((row) => row.mode).join(', ')}` },
  count: { holds: (value) => value === null || isWhole(value, 1, MAXIMUM_COUNT), says: () => `null or a whole number from 1 to ${MAXIMUM_COUNT}` },
  probability: { holds: (value) => typeof value === 'number' && value > 0 && value <= 1, says: () => 'a number above 0 and at most 1' },
  delay_ms: { holds: (value) => isWhole(value, 0, MAXIMUM_DELAY_MS), says: () => `a whole number from 0 to ${MAXIMUM_DELAY_MS}` },
};

function findProblem(wanted, modes) {
  if (wanted === null || typeof wanted !== 'object' || Array.isArray(wanted)) return 'the body must be a JSON object';
  if (!('mode' in wanted)) return 'mode is missing';
  for (const [name, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(FIELDS, name)) return `${name} is not known`;
    if (!FIELDS[name].holds(value, modes)) return `${name} must be ${FIELDS[name].says(modes)}`;
  }
  return null;
}

// `modes_of` is a Map from each name to the rows of its modes, `random` decides whether a fault with a probability hits.
export function createFaults(modes_of, random) {
  const table = new Map([...modes_of.keys()].map((name) => [name, NO_FAULT]));

  // The fault for one call; a counted fault is used up by taking it.
  function take(name) {
    const fault = table.get(name);
    if (fault.probability !== undefined && random() >= fault.probability) return NO_FAULT;
    if (fault.count === 1) table.set(name, NO_FAULT);
    else if (fault.count !== null) table.set(name, { ...fault, count: fault.count - 1 });
    return fault;
  }

  return {
    has: (name) => table.has(name),
    get: (name) => table.get(name),
    all: () => Object.fromEntries(table),
    modes: (name) => modes_of.get(name),
    // What is wrong with a wanted fault, or null.
    problem: (name, wanted) => findProblem(wanted, modes_of.get(name)),
    set(name, wanted) {
      const fault = wanted.mode === 'none' ? NO_FAULT : { ...NO_FAULT, ...wanted };
      table.set(name, fault);
      return fault;
    },
    apply(name, call) {
      const fault = take(name);
      return modes_of.get(name).find((row) => row.mode === fault.mode).apply(call, fault);
    },
  };
}
