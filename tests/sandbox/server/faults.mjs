// Faults that a person or a test switches on, one per service. Every call of every service, whatever its
// protocol, goes through apply(): the protocol only says how it destroys, refuses and proceeds.
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
const MODE_BY_NAME = new Map(FAULT_MODES.map((row) => [row.mode, row]));

const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const FIELDS = {
  mode: { holds: (value) => MODE_BY_NAME.has(value), says: `one of ${[...MODE_BY_NAME.keys()].join(', ')}` },
  count: { holds: (value) => value === null || isWhole(value, 1, MAXIMUM_COUNT), says: `null or a whole number from 1 to ${MAXIMUM_COUNT}` },
  delay_ms: { holds: (value) => isWhole(value, 0, MAXIMUM_DELAY_MS), says: `a whole number from 0 to ${MAXIMUM_DELAY_MS}` },
};

// Returns what is wrong with a wanted fault, or null.
export function faultProblem(wanted) {
  if (wanted === null || typeof wanted !== 'object' || Array.isArray(wanted)) return 'the body must be a JSON object';
  if (!('mode' in wanted)) return 'mode is missing';
  for (const [name, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(FIELDS, name)) return `${name} is not known`;
    if (!FIELDS[name].holds(value)) return `${name} must be ${FIELDS[name].says}`;
  }
  return null;
}

export function createFaults(names) {
  const table = new Map(names.map((name) => [name, NO_FAULT]));

  // The fault for one call; a counted fault is used up by taking it.
  function take(name) {
    const fault = table.get(name);
    if (fault.count === 1) table.set(name, NO_FAULT);
    else if (fault.count !== null) table.set(name, { ...fault, count: fault.count - 1 });
    return fault;
  }

  return {
    has: (name) => table.has(name),
    get: (name) => table.get(name),
    all: () => Object.fromEntries(table),
    set(name, wanted) {
      const fault = wanted.mode === 'none' ? NO_FAULT : { ...NO_FAULT, ...wanted };
      table.set(name, fault);
      return fault;
    },
    apply(name, call) {
      const fault = take(name);
      return MODE_BY_NAME.get(fault.mode).apply(call, fault);
    },
  };
}
