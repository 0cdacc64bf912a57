/** A digest or a signature behind a length and a tag: what is no longer may be one. */
const LONGEST_SIGNATURE = 36;
/** Shorter text amid bytes may be chance: of random ones, every third is a sign. */
const SHORTEST_TEXT = 12;
const SAMPLE = 4096;

/** How many of some bytes stand between texts and look as encrypted ones do, in pieces that are longer than signatures. */
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

/** All of them, where they are longer than a signature and look as encrypted ones do; else 0. */
export function randomIn(bytes: Uint8Array): number {
  return bytes.length > LONGEST_SIGNATURE && looksRandom(bytes.subarray(0, SAMPLE)) ? bytes.length : 0;
}

/** Numbers, lengths, flags and short texts have many zeros, and hardly half as many different bytes as chance has. */
function looksRandom(bytes: Uint8Array): boolean {
  const seen = new Set(bytes).size;
  const expected = 256 * (1 - (255 / 256) ** bytes.length);
  const zeros = bytes.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);

  return seen >= expected * 0.8 && zeros <= 2 + bytes.length * 0.03;
}
