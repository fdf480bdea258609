// Workers that die while others work.
import { startPart } from './parts.mjs';
import { cutConnection, killOne } from './processes.mjs';
import { pause } from './server.mjs';
import { startWorker } from './workers.mjs';

/** Until `work` is done: kills workers, some of them ours, and cuts their connections. How many deaths there were. */
export async function amidDeaths(work) {
  let working = true;
  let deaths = 0;
  const own = new Set();
  const killer = (async () => {
    while (working) {
      while (own.size < 2) {
        const worker = startWorker();
        own.add(worker);
        worker.ended.then(() => own.delete(worker));
      }
      if (killOne('gem-worker')) deaths += 1;
      deaths += await cutConnection('gem_worker');
      await pause(100 + Math.random() * 300);
    }
  })();
  try {
    await work();
  } finally {
    working = false;
    await killer;
    await Promise.all([...own].map((worker) => worker.end()));
  }
  await startPart('gem-worker:*');
  return deaths;
}
