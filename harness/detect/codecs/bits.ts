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

/** The bytes of a word whose characters stand for `width` bits each, the highest first; undefined where one stands for none. */
export function bytesOfBits(word: string, values: Int16Array, width: number): Uint8Array | undefined {
  const bytes = Buffer.alloc(Math.floor((word.length * width) / 8));
  let length = 0;
  let held = 0;
  let count = 0;
  for (let at = 0; at < word.length; at++) {
    const value = values[word.charCodeAt(at)] ?? -1;
    if (value < 0) return undefined;
    held = ((held << width) | value) & 0xffff;
    count += width;
    if (count >= 8) {
      count -= 8;
      bytes[length++] = held >> count;
    }
  }

  return bytes;
}
