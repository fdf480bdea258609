#!/usr/bin/env node
import { helpText, readCommandLine } from './server/command_line.mjs';
import { startSandbox } from './server/program.mjs';

function leave(code, message) {
  console.error(`sandbox: ${message}`);
  process.exit(code);
}

const command = readCommandLine(process.argv.slice(2));
if (command.help) {
  console.log(helpText());
  process.exit(0);
}
if (process.env.GEM_ENVIRONMENT === 'production') leave(1, 'refused: GEM_ENVIRONMENT is production, and a sandbox delivers nothing');
if (command.problem) leave(2, `${command.problem} (see --help)`);

const sandbox = await startSandbox(command.options).catch((error) => leave(1, error.message));

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await sandbox.stop();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

for (const line of sandbox.notes) console.log(line);
console.log(`sandbox ready: ${sandbox.address}`);
