/** Prose, JSON and URLs have more, printable characters by chance two thirds. */
export const READABLE = 1.1;

/** How much bytes look like what people or programs write, a character: two for what is most common there, one for what is common. */
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
