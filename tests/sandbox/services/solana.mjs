// Solana: the real virtual machine under a chain that confirms as a chain does, three nodes that look at it, wallets that pay,
// and Helius, which tells the platform.
import path from 'node:path';
import { openStore } from '../server/store.mjs';
import { createChain, TABLES } from './solana/chain.mjs';
import { createSolanaControl } from './solana/control_routes.mjs';
import { createExplorerRoutes } from './solana/explorer_routes.mjs';
import { createFaucet } from './solana/faucet.mjs';
import { createMachine } from './solana/machine.mjs';
import { NODE_MODES } from './solana/modes.mjs';
import { createNode } from './solana/node.mjs';
import { createPayments } from './solana/payments.mjs';
import { createSigner } from './solana/signing.mjs';
import { createSlots } from './solana/slots.mjs';
import { createWalletRoutes } from './solana/wallet_routes.mjs';
import { createWallets } from './solana/wallets.mjs';
import { createWatcher } from './solana/watcher.mjs';

const LETTERS = ['a', 'b', 'c'];

export const SOLANA_FAULTS = Object.fromEntries(LETTERS.map((letter) => [`solana_${letter}`, NODE_MODES]));

export function createSolanaService({ name, options, clock, deliveries, violations, contracts }) {
  const store = openStore(path.join(options.state_folder, 'solana', 'journal'), TABLES);
  const chain = createChain({ store, machine: createMachine(), slots: createSlots(store), clock, ages_ms: options.solana_finality_ms });
  const sign = createSigner(chain);
  const faucet = createFaucet({ chain, sign });
  const wallets = createWallets({ store, chain, faucet });
  const payments = createPayments({ chain, wallets, sign });
  const watcher = createWatcher({ name, finality: chain.finality, deliveries, authorization: options.solana_webhook_auth, addresses: options.solana_watch });
  const contract = contracts.find('solana-openrpc.json');
  const node = (letter) => createNode({ name, mount: `/solana/${letter}`, fault: `solana_${letter}`, chain, faucet, contract, violations });
  return {
    endpoints: LETTERS.map(node),
    routes: [...createSolanaControl({ chain, faucet, wallets, payments, watcher }), ...createExplorerRoutes(chain), ...createWalletRoutes(payments)],
    listeners: [chain.finality],
    links: [{ path: '/solana/explorer', title: 'Explorer' }, { path: '/solana/wallet', title: 'Wallet' }],
  };
}
