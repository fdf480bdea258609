// How far transactions are confirmed: processed at once, and later, by real time or when a test says so, confirmed and
// finalized. What has been said of a transaction is never taken back.
export const COMMITMENTS = ['processed', 'confirmed', 'finalized'];

const TICK_MS = 50;

export const isAtLeast = (stage, commitment) => COMMITMENTS.indexOf(stage) >= COMMITMENTS.indexOf(commitment);

// `ages_ms` is {confirmed, finalized}: how long after landing.
export function createFinality({ store, slots, ages_ms }) {
  const listeners = [];
  const reached = Object.fromEntries(COMMITMENTS.map((stage) => [stage, 0]));
  let ages = { processed: 0, ...ages_ms };
  let timer;

  const stageOf = (record) => store.find('stage', record.id)?.stage ?? 'processed';
  const waiting = Object.fromEntries(COMMITMENTS.slice(1).map((stage) => [
    stage, store.list('transaction').filter((record) => !isAtLeast(stageOf(record), stage)),
  ]));

  function raise(record, stage) {
    store.save([['stage', { id: record.id, stage }]]);
    if (stage === 'confirmed') listeners.forEach((listener) => listener(record));
  }

  // `isDue` of the record and the stage it waits for. What is finalized was confirmed before.
  function raiseAll(isDue) {
    for (const [stage, records] of Object.entries(waiting)) {
      while (records.length > 0 && isDue(records[0], stage)) raise(records.shift(), stage);
    }
  }

  const isOld = (record, stage) => Date.now() - record.landed_at >= ages[stage];
  const settle = () => raiseAll(isOld);

  // The newest slot of a stage. Like all that is confirmed it never goes back; somebody who lags is behind it.
  function slotAt(stage, lag_ms = 0) {
    const slot = slots.slotAt(Date.now() - ages[stage] - lag_ms);
    if (lag_ms > 0) return slot;
    reached[stage] = Math.max(reached[stage], slot);
    return reached[stage];
  }

  return {
    stageOf,
    settle,
    // All there is until now, and the slots with it.
    finalizeAll() {
      raiseAll(() => true);
      COMMITMENTS.forEach((stage) => { reached[stage] = slots.slotAt(Date.now()); });
    },
    setAges(wanted) {
      COMMITMENTS.forEach((stage) => slotAt(stage));
      ages = { ...ages, ...wanted };
      settle();
    },
    slotAt,
    add(record) {
      Object.values(waiting).forEach((records) => records.push(record));
      settle();
    },
    onConfirmed: (listener) => listeners.push(listener),
    start() {
      timer = setInterval(settle, TICK_MS);
      return 'solana: transactions are confirmed by the clock of the machine';
    },
    stop: () => clearInterval(timer),
  };
}
