// Words about what goes on: one line that changes on a terminal; elsewhere only what is finished.
const { stderr } = process;

export function progress(words) {
  if (stderr.isTTY) stderr.write(`\r\x1b[K${words}`);
}

export function finished(words) {
  stderr.write(`${stderr.isTTY ? '\r\x1b[K' : ''}${words}\n`);
}
