/** The value of each ASCII character in an alphabet, -1 for all others; `anyCase` reads either case of a letter. */
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

/** The same values with those of the URL-safe alphabet beside them. */
export function withUrlSafe(values: Int16Array): Int16Array {
  values[0x2d] = 62;
  values[0x5f] = 63;

  return values;
}

/** The bytes of a word whose characters stand for `width` bits each, the highest first; undefined where one stands for none. */
export function bytesOfBits(word: string, values: Int16Array, width: number): Uint8Array | undefined {
  const bytes = Buffer.alloc(Math.floor((word.length * width) / 8));
  if (!decodeBits(word, 0, 1, values, width, bytes, bytes.length)) return undefined;
  for (let at = Math.ceil((bytes.length * 8) / width); at < word.length; at++)
    if ((values[word.charCodeAt(at)] ?? -1) < 0) return undefined;

  return bytes;
}

/**
 * Decodes so many bytes into a target that is there already.
 * @param from the first character
 * @param step from one character to the next: 1, or -1 for a word that is written backwards
 * @returns false where a character that was read stands for no bits
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
  let held = 0;
  let count = 0;
  for (let length = 0; length < size; at += step) {
    const value = values[word.charCodeAt(at)] ?? -1;
    if (value < 0) return false;
    held = ((held << width) | value) & 0xffff;
    count += width;
    if (count >= 8) {
      count -= 8;
      target[length++] = held >> count;
    }
  }

  return true;
}
