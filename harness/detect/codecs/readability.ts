/** Score per byte. Prose, JSON and URLs score more; random printable characters score about two thirds. */
export const READABLE = 1.1;

/**
 * Average score per byte: 2 for the most common characters of text, 1 for other lower-case letters and
 * digits.
 */
export function readability(bytes: Uint8Array): number {
  let score = 0;
  for (const byte of bytes) score += WEIGHTS[byte] ?? 0;

  return bytes.length === 0 ? 0 : score / bytes.length;
}

const WEIGHTS = weights();

function weights(): Uint8Array {
  const table = new Uint8Array(256);
  for (let code = 97; code <= 122; code++) table[code] = 1;
  for (let code = 48; code <= 57; code++) table[code] = 1;
  for (const code of Buffer.from('etaoinsrhldc "/:.,=&')) table[code] = 2;

  return table;
}
