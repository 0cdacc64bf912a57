/** Bytes of a digest or a signature with a length and a tag before it. A longer run is neither. */
const LONGEST_SIGNATURE = 36;
/** Characters. Shorter text may be chance: more than a third of random bytes are printable. */
const SHORTEST_TEXT = 12;
const SAMPLE = 4096;

/** Number of bytes between texts that look encrypted, in pieces longer than a signature. */
export function randomAmidText(bytes: Uint8Array): number {
  let random = 0;
  let from = 0;
  let text = 0;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const isText = at < bytes.length && byte >= 32 && byte < 127;
    if (isText) {
      text++;
      continue;
    }
    if (text >= SHORTEST_TEXT) {
      random += randomIn(bytes.subarray(from, at - text));
      from = at;
    }
    text = 0;
  }

  return random + randomIn(bytes.subarray(from));
}

/** The number of bytes if they are longer than a signature and look encrypted; otherwise 0. */
export function randomIn(bytes: Uint8Array): number {
  return bytes.length > LONGEST_SIGNATURE && looksRandom(bytes.subarray(0, SAMPLE)) ? bytes.length : 0;
}

/** Numbers, lengths, flags and short texts contain many zeros and few distinct byte values. */
function looksRandom(bytes: Uint8Array): boolean {
  const seen = new Set(bytes).size;
  const expected = 256 * (1 - (255 / 256) ** bytes.length);
  const zeros = bytes.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);

  return seen >= expected * 0.8 && zeros <= 2 + bytes.length * 0.03;
}
