// Many payments of every kind while nearly everything goes wrong; then all is repaired, and every cent must be where it belongs. Started
// by script/soak, which has set up the server that GEM_TEST_STATE names.
import { audit } from './audit.mjs';
import { restoreParts, settle } from './healing.mjs';
import { readOptions } from './options.mjs';
import { control } from './outside.mjs';
import { pay } from './payers.mjs';
import { gather } from './people.mjs';
import { makePlan } from './plan.mjs';
import { say, sayDiscrepancy, sayProgress, sayResult } from './report.mjs';
import { createTrouble } from './trouble.mjs';
import { readTreasury } from './truth.mjs';

const PAYERS = 8;
const LINES = 20;
const MILLISECONDS_PER_MINUTE = 60_000;
const LAST_JUMP_SECONDS = 600;
const LEAST_BEGUN = 0.5;

const solPriceOf = (prices) => BigInt(Math.round(Number(prices.SOL.usd) * 1_000_000));

async function payAll(plan, { world, trouble, since, limit }) {
  const waiting = [...plan];
  const interval = Math.ceil(plan.length / LINES);
  const payer = async () => {
    while (waiting.length > 0 && Date.now() < limit) {
      const payment = waiting.shift();
      if (payment.index % interval === 0) sayProgress(payment.index, plan.length, since);
      await trouble.reach(payment.index);
      await pay(payment, world);
    }
  };
  await Promise.all(Array.from({ length: PAYERS }, payer));
}

// Those who waited for their time to be over.
async function payLate(later) {
  for (const late of later.splice(0)) await late();
}

async function run({ payments, seed, minutes }) {
  const since = Date.now();
  const { payments: plan, events, regulars } = makePlan({ payments, seed });
  say(`soak --payments ${payments} --seed ${seed}`);
  const treasuryAtFirst = await readTreasury();
  const solPrice = solPriceOf(await control('GET', '/prices'));
  const { users, pack } = await gather({ payments: plan, regulars });
  const world = { users, pack, later: [] };
  const trouble = createTrouble(events, () => payLate(world.later));
  try {
    await payAll(plan, { world, trouble, since, limit: since + minutes * MILLISECONDS_PER_MINUTE });
    await trouble.end();
    await restoreParts();
    await trouble.jump(LAST_JUMP_SECONDS);
    say(`${await settle()} steps until all was quiet`);
    const found = await audit({ users, plan, jumps: trouble.jumps, treasuryAtFirst, solPrice });
    sayResult({ plan, counts: trouble.counts, found, since });
    const begun = plan.filter((payment) => payment.outcome === 'begun').length;
    if (begun < plan.length * LEAST_BEGUN) throw new Error(`only ${begun} of ${plan.length} payments were begun: that proves little`);
    say('soak passed');
    return 0;
  } catch (error) {
    sayDiscrepancy(error, { plan, users, seed });
    say('soak failed');
    return 1;
  }
}

process.exitCode = await run(readOptions(process.argv.slice(2)));
