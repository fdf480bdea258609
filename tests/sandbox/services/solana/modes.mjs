// What can be wrong with a node of the chain. A node that lags knows nothing newer than `delay_ms`.
import { FAULT_MODES } from '../../server/faults.mjs';

export const NODE_MODES = [
  ...FAULT_MODES,
  { mode: 'unanswered', title: 'done, but never answered', apply: (call) => call.proceed({ unanswered: true }) },
  { mode: 'lagging', title: 'is behind, and says so every other time', apply: (call, fault) => call.proceed({ lag_ms: fault.delay_ms }) },
  { mode: 'unconfirmed', title: 'confirms nothing', apply: (call) => call.proceed({ unconfirmed: true }) },
  { mode: 'blind', title: 'lists transactions and does not have them', apply: (call) => call.proceed({ blind: true }) },
];
