// The same check as shell commands, for readers who would rather trust openssl than this page.

import { canonicalRows } from './verify-draw.js';

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function unitLines(proof, { unit, drawn, handed }) {
  const prefix = `${proof.client_seed}:${proof.nonce}:${unit}`;
  const lines = ['', `# Gem ${unit + 1}: the number, and where it falls among the drop rows`];
  if (drawn.attempt > 0) lines.push(`# (the numbers of ${drawn.attempt} earlier attempts were rejected)`);
  lines.push(`modulo "$(number ${quote(`${prefix}:${drawn.attempt}`)})" ${drawn.total}    # expect ${drawn.point}`);
  if (handed.start) {
    lines.push('# where the search for its gem starts');
    lines.push(`modulo "$(number ${quote(`${prefix}:gem`)})" ${handed.start.poolSize}    # expect ${handed.start.start}`);
  }
  return lines;
}

export function shellRecipe(proof, report) {
  // As a here document, because not every interactive shell accepts comments.
  return [
    "sh <<'CHECK'",
    `seed=${proof.server_seed}`,
    '',
    '# the first 8 bytes of HMAC-SHA256, as a hexadecimal number',
    'number() { printf %s "$1" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$seed" |',
    '  sed "s/.*= *//" | cut -c 1-16 | tr a-f A-F; }',
    'modulo() { echo "ibase=16; $1 % $(printf %X "$2")" | bc; }',
    '',
    `# The commitment; expect ${proof.server_seed_hash}`,
    'printf %s "$seed" | xxd -r -p | openssl dgst -sha256',
    '',
    `# The version; expect ${proof.version_hash}`,
    `printf %s ${quote(canonicalRows(proof.rows))} | openssl dgst -sha256`,
    ...report.units.flatMap((unit) => unitLines(proof, unit)),
    'CHECK',
  ].join('\n');
}
