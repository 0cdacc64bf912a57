import { createHmac } from 'node:crypto';

const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Maps each value to a pseudonym of the same length and alphabet, always to the same one. */
export type Pseudonyms = (value: string) => string;

/**
 * Pseudonyms under a key. Without the key they cannot be reversed. Only letters and digits change, independent of case and
 * separators: `64:CC:2E` and `64cc2e` stay spellings of one value.
 */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  return (value) => {
    for (let round = 0; ; round++) {
      const pseudonym = drawPseudonym(value, key, round);
      if (pseudonym !== value || !/[\p{L}\p{N}]/u.test(value)) return pseudonym;
    }
  };
}

function drawPseudonym(value: string, key: Uint8Array, round: number): string {
  const characters = [...value.toLowerCase()].filter((character) => /[\p{L}\p{N}]/u.test(character));
  const isHex = characters.every((character) => HEX.includes(character));
  const randomAt = randomNumbers(key, `${round}\0${characters.join('')}`);
  let at = 0;

  const pseudonym = [...value]
    .map((character) => {
      if (!/[\p{L}\p{N}]/u.test(character)) return character;
      const lower = character.toLowerCase();
      const number = randomAt(at++);
      if (isHex && characters.some((character) => !DIGITS.includes(character)))
        return withCaseOf(character, HEX[number % 16] ?? '0');
      if (DIGITS.includes(lower)) return DIGITS[number % 10] ?? '0';
      if (LETTERS.includes(lower)) return withCaseOf(character, LETTERS[number % 26] ?? 'a');
      // In other scripts: another character of the same Unicode row, with the same length in UTF-8.
      const code = character.codePointAt(0) ?? 0;

      return String.fromCodePoint(code - (code % 32) + (number % 32));
    })
    .join('');

  return value !== value.toLowerCase() && value === value.toUpperCase() ? pseudonym.toUpperCase() : pseudonym;
}

function withCaseOf(model: string, character: string): string {
  return model === model.toLowerCase() ? character : character.toUpperCase();
}

/** Pseudorandom numbers from 0 to 65535, by their position. */
function randomNumbers(key: Uint8Array, label: string): (at: number) => number {
  const blocks = new Map<number, Buffer>();

  return (at) => {
    const number = Math.floor(at / 32);
    const block = blocks.get(number) ?? createHmac('sha512', key).update(`${number}\0${label}`).digest();
    blocks.set(number, block);

    return block.readUInt16BE((at % 32) * 2);
  };
}
