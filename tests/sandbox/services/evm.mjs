// An EVM chain, as ZetaChain is to us: two nodes that look at one anvil. Only with --evm, because it takes its time to start.
import path from 'node:path';
import { FAULT_MODES } from '../server/faults.mjs';
import { createAnvil } from './evm/anvil.mjs';
import { createEvmControl } from './evm/control_routes.mjs';
import { createNode } from './evm/node.mjs';

export const EVM_MODES = [
  ...FAULT_MODES,
  { mode: 'unanswered', title: 'done, but never answered', apply: (call) => call.proceed({ lost: false, unanswered: true }) },
];

export function createEvmService({ name, options, violations, contracts }) {
  if (!options.evm) return { endpoints: [], routes: [], listeners: [], links: [] };
  const anvil = createAnvil({ folder: path.join(options.state_folder, 'evm'), chain_id: options.evm_chain_id });
  const contract = contracts.find('ethereum-openrpc.json');
  const node = (letter) => createNode({ name, mount: `/evm/${letter}`, fault: `evm_${letter}`, anvil, contract, violations });
  return { endpoints: [node('a'), node('b')], routes: createEvmControl(anvil), listeners: [anvil], links: [] };
}
