// The command line as a table: what may be given, what it means, what it must look like.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SERVICES } from '../services/table.mjs';

const DEFAULT_CONTRACTS = fileURLToPath(new URL('../../../../shared/contracts', import.meta.url));

const isPort = (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65535;
const isGiven = (text) => text !== '';
const isCount = (text) => /^\d{1,9}$/.test(text);
const isAddress = (text) => URL.canParse(text) && /^https?:\/\/[^/]+$/.test(text);
const isFinality = (text) => /^\d{1,9},\d{1,9}$/.test(text);
const isAddressList = (text) => /^[1-9A-HJ-NP-Za-km-z]{32,44}(,[1-9A-HJ-NP-Za-km-z]{32,44})*$/.test(text);
const isFolder = (text) => fs.statSync(text, { throwIfNoEntry: false })?.isDirectory() ?? false;

const OPTIONS = [
  { name: 'port', value: 'N', required: true, holds: isPort, says: 'HTTP port on 127.0.0.1; 0 takes a free one' },
  { name: 'state', value: 'DIR', required: true, holds: isGiven, says: 'folder for what must outlive the program, made when missing' },
  { name: 'smtp-port', value: 'M', holds: isPort, says: 'also receive mail by SMTP on this port; 0 takes a free one' },
  { name: 'contracts', value: 'DIR', holds: isFolder, says: 'folder of contract files (default: ../shared/contracts beside the project, when it exists)' },
  { name: 'clock-file', value: 'FILE', holds: isGiven, says: "where the platform keeps the shift of its clock (default: the machine's time)" },
  { name: 'platform', value: 'URL', holds: isAddress, says: 'where messages (web-hooks) go; without it they are only recorded' },
  { name: 'delivery-pause-ms', value: 'N', holds: isCount, says: 'pause before such a message is tried again, doubled each time (default: 1000)' },
  { name: 'seed', value: 'N', holds: isCount, says: 'start of the chance in faults with a probability (default: 1)' },
  { name: 'evm-chain-id', value: 'N', holds: isCount, says: 'chain id of the EVM chain (default: 7000)' },
  { name: 'shippo-api-key', value: 'KEY', holds: isGiven, says: 'key that Shippo knows (default: shippo_test_sandbox)' },
  { name: 'shippo-webhook-token', value: 'T', holds: isGiven, says: 'token in the address Shippo posts to (default: sandbox-shippo-token)' },
  { name: 'shippo-webhook-secret', value: 'S', holds: isGiven, says: 'what Shippo signs its messages with (default: it does not sign)' },
  { name: 'solana-finality-ms', value: 'C,F', holds: isFinality, says: 'how long until a transaction is confirmed, finalized (default: 400,1500)' },
  { name: 'solana-watch', value: 'A,…', holds: isAddressList, says: 'addresses whose transactions Helius posts to the platform' },
  { name: 'solana-webhook-auth', value: 'S', holds: isGiven, says: 'what Helius says in Authorization (default: sandbox-solana-auth-0123456789abcdef0123456789)' },
  { name: 'stripe-secret-key', value: 'KEY', holds: isGiven, says: 'key that Stripe knows (default: sk_test_sandbox)' },
  { name: 'stripe-webhook-secret', value: 'S', holds: isGiven, says: 'what Stripe signs its events with (default: whsec_sandbox)' },
  { name: 'x-client-id', value: 'ID', holds: isGiven, says: 'client id that X knows (default: sandbox-client)' },
  { name: 'x-client-secret', value: 'S', holds: () => true, says: 'its secret (default: sandbox-secret); empty: a public client' },
];

const SWITCHES = [{ name: 'evm', says: 'also run an EVM chain (anvil), at /evm' }];

export function helpText() {
  const switches = SWITCHES.map((option) => `  ${`--${option.name}`.padEnd(26)} ${option.says}`);
  const options = OPTIONS.map((option) => `  ${`--${option.name} ${option.value}`.padEnd(26)} ${option.says}`);
  const services = SERVICES.map((service) => `  ${service.name.padEnd(26)} ${service.about}`);
  return [
    'usage: node tests/sandbox/sandbox.mjs --port N --state DIR [option…]',
    '',
    'Stands in for outside services. Nothing leaves the machine.',
    '', ...options, ...switches,
    '', 'services:', ...services,
  ].join('\n');
}

function findProblem(values) {
  for (const option of OPTIONS) {
    const text = values[option.name];
    if (text === undefined && option.required) return `--${option.name} is missing`;
    if (text !== undefined && !option.holds(text)) return `--${option.name} ${text} is not usable`;
  }
  return null;
}

function parse(words) {
  const switches = Object.fromEntries([...SWITCHES, { name: 'help' }].map(({ name }) => [name, { type: 'boolean' }]));
  const declared = Object.fromEntries(OPTIONS.map((option) => [option.name, { type: 'string' }]));
  return parseArgs({ args: words, options: { ...declared, ...switches } }).values;
}

function readFinality(text) {
  const [confirmed, finalized] = text.split(',').map(Number);
  return { confirmed, finalized };
}

export function readCommandLine(words) {
  let values;
  try {
    values = parse(words);
  } catch (error) {
    return { problem: error.message };
  }
  if (values.help) return { help: true };
  const problem = findProblem(values);
  if (problem) return { problem };
  return {
    options: {
      port: Number(values.port),
      state_folder: values.state,
      smtp_port: values['smtp-port'] === undefined ? null : Number(values['smtp-port']),
      clock_file: values['clock-file'] ?? null,
      platform: values.platform ?? null,
      delivery_pause_ms: Number(values['delivery-pause-ms'] ?? 1000),
      seed: Number(values.seed ?? 1),
      evm: values.evm ?? false,
      evm_chain_id: Number(values['evm-chain-id'] ?? 7000),
      shippo_api_key: values['shippo-api-key'] ?? 'shippo_test_sandbox',
      shippo_webhook_token: values['shippo-webhook-token'] ?? 'sandbox-shippo-token',
      shippo_webhook_secret: values['shippo-webhook-secret'] ?? null,
      solana_finality_ms: readFinality(values['solana-finality-ms'] ?? '400,1500'),
      solana_watch: values['solana-watch']?.split(',') ?? [],
      solana_webhook_auth: values['solana-webhook-auth'] ?? 'sandbox-solana-auth-0123456789abcdef0123456789',
      stripe_secret_key: values['stripe-secret-key'] ?? 'sk_test_sandbox',
      stripe_webhook_secret: values['stripe-webhook-secret'] ?? 'whsec_sandbox',
      x_client_id: values['x-client-id'] ?? 'sandbox-client',
      x_client_secret: values['x-client-secret'] ?? 'sandbox-secret',
      contracts_folder: values.contracts ?? (isFolder(DEFAULT_CONTRACTS) ? DEFAULT_CONTRACTS : null),
    },
  };
}
