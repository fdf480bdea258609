// The command line as a table: what may be given, what it means, what it must look like.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SERVICES } from '../services/table.mjs';

const DEFAULT_CONTRACTS = fileURLToPath(new URL('../../../../shared/contracts', import.meta.url));

const isPort = (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65535;
const isFolder = (text) => fs.statSync(text, { throwIfNoEntry: false })?.isDirectory() ?? false;

const OPTIONS = [
  { name: 'port', value: 'N', required: true, holds: isPort, says: 'HTTP port on 127.0.0.1; 0 takes a free one' },
  { name: 'state', value: 'DIR', required: true, holds: (text) => text !== '', says: 'folder for what must outlive the program, made when missing' },
  { name: 'smtp-port', value: 'M', holds: isPort, says: 'also receive mail by SMTP on this port; 0 takes a free one' },
  { name: 'contracts', value: 'DIR', holds: isFolder, says: 'folder of contract files (default: ../shared/contracts beside the project, when it exists)' },
  { name: 'x-client-id', value: 'ID', holds: (text) => text !== '', says: 'client id that X knows (default: sandbox-client)' },
  { name: 'x-client-secret', value: 'S', holds: () => true, says: 'its secret (default: sandbox-secret); empty: a public client' },
];

export function helpText() {
  const options = OPTIONS.map((option) => `  ${`--${option.name} ${option.value}`.padEnd(19)} ${option.says}`);
  const services = SERVICES.map((service) => `  ${service.name.padEnd(19)} ${service.about}`);
  return [
    'usage: node tests/sandbox/sandbox.mjs --port N --state DIR [--smtp-port M] [--contracts DIR]',
    '           [--x-client-id ID] [--x-client-secret S]',
    '',
    'Stands in for outside services. Nothing leaves the machine.',
    '', ...options,
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
  const declared = Object.fromEntries(OPTIONS.map((option) => [option.name, { type: 'string' }]));
  return parseArgs({ args: words, options: { ...declared, help: { type: 'boolean' } } }).values;
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
      x_client_id: values['x-client-id'] ?? 'sandbox-client',
      x_client_secret: values['x-client-secret'] ?? 'sandbox-secret',
      contracts_folder: values.contracts ?? (isFolder(DEFAULT_CONTRACTS) ? DEFAULT_CONTRACTS : null),
    },
  };
}
