// R4: whether a flood of webhooks, 1,000 a second, slows the people who look at their vaults. Both come at a steady pace, below what the
// machine can do: where the load generator always wants more, waiting would say nothing.
import { reset } from '../support/data.mjs';
import { wrk } from '../support/generators.mjs';
import { median, takeTurns } from '../support/rounds.mjs';
import { deliver } from '../support/webhooks.mjs';

// So many connections, resting so long, make about 1,000 requests a second when each takes some milliseconds.
const FLOOD = { connections: 100, pause_ms: 97 };
const LOOKING = { connections: 32, pause_ms: 30 };

export const title = 'R4 webhook flood';

const milliseconds = (value) => `${(value / 1000).toFixed(1)} ms`;

const describe = ({ turns }) => {
  const of = (name) => median(turns.map((turn) => turn[name]));
  return { p50: of('median'), p99: of('p99'), rate: of('rate') };
};

export async function measure({ server, folder, rounds, seconds }) {
  const deliveries = [];
  const vaults = (duration) => wrk(server.url, { script: 'vault', seconds: duration, ...LOOKING });
  async function besideFlood(duration) {
    const [flood, measured] = await Promise.all([deliver(server, folder, { seconds: duration, ...FLOOD }), vaults(duration)]);
    if (flood.unanswered + flood.refused > 0) throw new Error(`${flood.unanswered + flood.refused} webhooks were not taken in`);
    deliveries.push(flood.rate);
    return measured;
  }
  const afresh = (measured) => async (duration) => {
    await reset(server);
    return measured(duration);
  };
  const contestants = [{ name: 'alone', measure: afresh(vaults) }, { name: 'beside a flood', measure: afresh(besideFlood) }];
  const [alone, beside] = (await takeTurns(title, contestants, { rounds, seconds })).map(describe);
  const value = ({ p50, p99, rate }) => `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, ${Math.round(rate)}/s`;
  return {
    facts: [
      { what: 'vaults alone', value: value(alone) },
      { what: `vaults beside ${Math.round(median(deliveries))} webhooks a second`, value: value(beside) },
      { what: 'p99 grows by', value: `× ${(beside.p99 / alone.p99).toFixed(2)}`, goal: '≤ 2 ×', met: beside.p99 <= 2 * alone.p99 },
    ],
    measured: { alone, beside },
  };
}
