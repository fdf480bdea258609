// Every outside service the sandbox stands in for. A new one is a file beside this and a row here.
//
//   name       what the fault table, the violations and the pages call it
//   contracts  files of the contracts folder it can check requests with
//   faults     {fault name: rows of modes} when it has others than one fault of its own name with the usual modes
//   delivers   true when it sends messages to the platform
//   create     ({name, options, clock, faults, deliveries, violations, contracts}) => {
//                endpoints: [{mount, fault?, maximum_body, refusals?, handle}]   the service's HTTP interface, each behind its fault
//                routes:    [{method, path, handle}]                     pages and JSON for developers and tests; never faulty
//                listeners: [{start, stop}]                              other protocols; start() gives a line to print
//                links:     [{path, title}] }                            shown on the home page
//
// An endpoint's handle takes {method, path, query, headers, body, lost} and gives {status, headers, body}.
// `path` is without the mount; `body` is a Buffer, or null when it was larger than maximum_body;
// with `lost` it answers as if all were well and does nothing. An answer of null cuts the connection.
import { DOING_MODES } from '../server/faults.mjs';
import { createEvmService, EVM_MODES } from './evm.mjs';
import { createMailService } from './mail.mjs';
import { createPricesService, PRICE_MODES } from './prices.mjs';
import { createShippoService } from './shippo.mjs';
import { createSolanaService, SOLANA_FAULTS } from './solana.mjs';
import { createStripeService } from './stripe.mjs';
import { createXService } from './x.mjs';

export const SERVICES = [
  { name: 'mail', title: 'Mail', about: 'SendGrid at /sendgrid, SMTP, and the mailbox at /mailbox', contracts: ['sendgrid.json'], create: createMailService },
  {
    name: 'evm', title: 'EVM chain', about: 'two nodes of one chain at /evm/a and /evm/b, with --evm', contracts: ['ethereum-openrpc.json'],
    faults: { evm_a: EVM_MODES, evm_b: EVM_MODES }, create: createEvmService,
  },
  {
    name: 'prices', title: 'Prices', about: 'CoinGecko at /coingecko/api/v3, Pyth at /pyth', contracts: ['coingecko-demo.json', 'pyth-hermes.json'],
    faults: { coingecko: PRICE_MODES, pyth: PRICE_MODES }, create: createPricesService,
  },
  {
    name: 'shippo', title: 'Shippo', about: 'addresses, labels and tracking at /shippo', contracts: ['shippo.json'],
    faults: { shippo: DOING_MODES }, delivers: true, create: createShippoService,
  },
  {
    name: 'solana', title: 'Solana', about: 'three nodes of one chain at /solana/a, /solana/b and /solana/c', contracts: ['solana-openrpc.json'],
    faults: SOLANA_FAULTS, delivers: true, create: createSolanaService,
  },
  {
    name: 'stripe', title: 'Stripe', about: 'cards at /stripe/v1, with a page to pay on', contracts: ['stripe.json'],
    faults: { stripe: DOING_MODES }, delivers: true, create: createStripeService,
  },
  { name: 'x', title: 'X', about: 'OAuth 2.0 and the account it is about at /x', contracts: [], create: createXService },
];
