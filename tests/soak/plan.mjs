// What a run does, all of it drawn from its seed: who pays for what and how, what goes wrong meanwhile, and when time jumps. Everything
// happens after a number of payments and not after a time, so that a slow machine runs the same plan.
import { createRandom } from '../sandbox/server/random.mjs';
import { KINDS } from './kinds.mjs';
import { ACCIDENTS, FAULTS } from './trouble.mjs';

const PAYMENTS_PER_USER = 3;
const PAYMENTS_PER_TROUBLE = 5;
const JUMPS_AT = [0.2, 0.4, 0.6, 0.8, 0.95];
const SHORTEST_JUMP_SECONDS = 120;
const LONGEST_JUMP_SECONDS = 480;
// In every run, also a short one, by the part of the payments that was begun.
const CERTAIN = [
  { at: 0.1, does: 'fault', target: '/deliveries/faults', name: 'solana', fault: { mode: 'lost' } },
  { at: 0.3, does: 'fault', target: '/deliveries/faults', name: 'solana', fault: { mode: 'none' } },
  { at: 0.35, does: 'accident', part: 'postgres' },
  { at: 0.45, does: 'fault', target: '/deliveries/faults', name: 'stripe', fault: { mode: 'lost' } },
  { at: 0.6, does: 'fault', target: '/deliveries/faults', name: 'stripe', fault: { mode: 'none' } },
  { at: 0.65, does: 'accident', part: 'sandbox' },
];

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function createDice(seed) {
  const random = createRandom(seed);
  const whole = (least, most) => least + Math.floor(random() * (most - least + 1));
  return {
    whole,
    chance: (share) => random() < share,
    oneOf: (list) => list[whole(0, list.length - 1)],
    // A row by its weight.
    draw(rows) {
      let left = random() * sum(rows.map((row) => row.weight));
      return rows.find((row) => (left -= row.weight) < 0) ?? rows.at(-1);
    },
  };
}

const kindRows = Object.entries(KINDS).map(([name, kind]) => ({ name, ...kind }));

function planPayment(dice, index, regulars) {
  const kind = dice.draw(kindRows);
  return {
    index,
    kind: kind.name,
    alone: Boolean(kind.alone),
    user: dice.whole(0, regulars - 1),
    purpose: dice.oneOf(['OPENING', 'OPENING', 'DEPOSIT']),
    asset: dice.oneOf(['SOL', 'USDC']),
    quantity: dice.whole(1, 3),
    dollars: dice.whole(2, 60),
    part: dice.whole(0, 1000),
    names: dice.chance(0.4),
    steps: [],
  };
}

// A dispute freezes its account, so whoever disputes buys nothing else.
function giveOwnUsers(payments, regulars) {
  payments.filter((payment) => payment.alone).forEach((payment, place) => {
    payment.user = regulars + place;
  });
}

function planTrouble(dice, at) {
  if (dice.chance(0.3)) return [{ at, does: 'accident', ...dice.draw(ACCIDENTS) }];
  const { target, name, modes } = dice.oneOf(FAULTS);
  const fault = { mode: dice.oneOf(modes), probability: dice.oneOf([0.3, 0.6, 1]), delay_ms: dice.whole(200, 2500) };
  return [{ at, does: 'fault', target, name, fault }, { at: at + dice.whole(5, 25), does: 'fault', target, name, fault: { mode: 'none' } }];
}

/** {payments: […], events: [{at, does, …}] in order, regulars: how many users may pay more than once} */
export function makePlan({ payments: count, seed }) {
  const dice = createDice(seed);
  const regulars = Math.ceil(count / PAYMENTS_PER_USER);
  const payments = Array.from({ length: count }, (_, index) => planPayment(dice, index, regulars));
  giveOwnUsers(payments, regulars);
  const troubleCount = Math.floor(count / PAYMENTS_PER_TROUBLE);
  const troubles = Array.from({ length: troubleCount }, (_, index) => planTrouble(dice, index * PAYMENTS_PER_TROUBLE));
  const jumps = JUMPS_AT.map((share) => ({
    at: Math.floor(count * share), does: 'jump', seconds: dice.whole(SHORTEST_JUMP_SECONDS, LONGEST_JUMP_SECONDS),
  }));
  const certain = CERTAIN.map((event) => ({ ...event, at: Math.floor(count * event.at) }));
  const events = [...troubles.flat(), ...jumps, ...certain].sort((left, right) => left.at - right.at);
  return { payments, events, regulars };
}
