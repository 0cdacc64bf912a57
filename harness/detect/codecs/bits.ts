/**
 * The value of each ASCII character in an alphabet; -1 for every other character. `anyCase` accepts both
 * cases of a letter.
 */
export function valuesOf(alphabet: string, anyCase = false): Int16Array {
  const values = new Int16Array(128).fill(-1);
  for (const [value, character] of [...alphabet].entries()) {
    values[character.charCodeAt(0)] = value;
    if (!anyCase) continue;
    values[character.toLowerCase().charCodeAt(0)] = value;
    values[character.toUpperCase().charCodeAt(0)] = value;
  }

  return values;
}

/** Adds the URL-safe characters to a base64 table, in place. */
export function withUrlSafe(values: Int16Array): Int16Array {
  values[0x2d] = 62;
  values[0x5f] = 63;

  return values;
}

/**
 * Decodes a word with `width` bits per character, highest bit first; undefined if a character is not in the
 * alphabet.
 */
export function bytesOfBits(word: string, values: Int16Array, width: number): Uint8Array | undefined {
  const bytes = Buffer.alloc(Math.floor((word.length * width) / 8));
  if (!decodeBits(word, 0, 1, values, width, bytes, bytes.length)) return undefined;
  for (let at = Math.ceil((bytes.length * 8) / width); at < word.length; at++)
    if ((values[word.charCodeAt(at)] ?? -1) < 0) return undefined;

  return bytes;
}

/**
 * Decodes `size` bytes into an existing target.
 * @param from index of the first character
 * @param step 1, or -1 for a reversed word
 * @returns false if a character is not in the alphabet
 */
export function decodeBits(
  word: string,
  from: number,
  step: 1 | -1,
  values: Int16Array,
  width: number,
  target: Uint8Array,
  size: number,
): boolean {
  let at = from;
  let pending = 0;
  let count = 0;
  for (let length = 0; length < size; at += step) {
    const value = values[word.charCodeAt(at)] ?? -1;
    if (value < 0) return false;
    pending = ((pending << width) | value) & 0xffff;
    count += width;
    if (count >= 8) {
      count -= 8;
      target[length++] = pending >> count;
    }
  }

  return true;
}
