// Processes that die while others work.
import { startPart } from './parts.mjs';
import { cutConnection, killOne } from './processes.mjs';
import { pause } from './server.mjs';
import { startWorker } from './workers.mjs';

/**
 * Until `work` is done: accident(turn), again and again, `milliseconds` apart on average. It may answer how often something really died.
 * After enough deaths there are two seconds in between: on a busy machine those who still wait would never get through.
 * Starts again what stays dead. How many deaths there were.
 */
export async function amid(accident, work, { milliseconds = 60, isEnough = (deaths) => deaths >= 60 } = {}) {
  let working = true;
  let deaths = 0;
  const storm = (async () => {
    for (let turn = 0; working; turn += 1) {
      deaths += Number(await accident(turn) ?? 0);
      await pause(isEnough(deaths) ? 2000 : milliseconds * (0.5 + Math.random()));
    }
  })();
  try {
    await work();
  } finally {
    working = false;
    await storm;
    for (const part of ['gem-api:*', 'gem-api-outbound:*', 'gem-worker:*']) await startPart(part);
  }
  return deaths;
}

/** Until `work` is done: kills workers, some of them ours, and cuts their connections. How many deaths there were. */
export async function amidDeaths(work) {
  const own = new Set();
  const accident = async () => {
    while (own.size < 2) {
      const worker = startWorker();
      own.add(worker);
      worker.ended.then(() => own.delete(worker));
    }
    return Number(killOne('gem-worker')) + await cutConnection('gem_worker');
  };
  try {
    return await amid(accident, work, { milliseconds: 250, isEnough: (deaths) => deaths >= 200 });
  } finally {
    await Promise.all([...own].map((worker) => worker.end()));
  }
}
