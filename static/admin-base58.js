// Bytes as base58, in which Solana writes signatures.
const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function base58(bytes) {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = '';
  for (; number > 0n; number /= 58n) text = letters[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = letters[0] + text;
  }
  return text;
}
