// The platform's time: the machine's, moved by the shift that stands in the file of `gemctl clock` as a native 64-bit number
// of microseconds. Without the file nothing is moved; it may come later, and the shift may change at any moment.
import fs from 'node:fs';

const SHIFT_BYTES = 8;

function readShift(file) {
  const bytes = fs.existsSync(file) ? fs.readFileSync(file) : [];
  return bytes.length === SHIFT_BYTES ? Math.floor(Number(bytes.readBigInt64LE()) / 1000) : 0;
}

// now() is in milliseconds since 1970; `file` is null for the machine's own time.
export function createClock(file) {
  return { now: () => Date.now() + (file === null ? 0 : readShift(file)) };
}
