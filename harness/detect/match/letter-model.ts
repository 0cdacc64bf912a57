import { LETTER_TRIPLES, LEVELS } from './letter-triples.ts';

const LETTER = Math.log2(26);
/** By level: the surprise of a letter after two others, less that of a random letter. */
const EXCESS = Float64Array.from(LEVELS, (level) => level - LETTER);
/** For each letter after two others, its level. */
const LEVEL = unpack(Buffer.from(LETTER_TRIPLES.join(''), 'base64'));

/**
 * How much better random letters explain a run of letters than words do, in bits. Below zero for words: 99 % of the words
 * of most languages have less than 2 bits. 96 % of runs of 8 random letters have more.
 * @param to end of a run of ASCII letters, upper or lower case
 */
export function excessBits(text: string, from: number, to: number): number {
  let sum = 0;
  let context = 0;
  for (let at = from; at < to; at++) {
    const letter = (text.charCodeAt(at) | 32) - 96;
    sum += EXCESS[LEVEL[context * 26 + letter - 1] ?? 0] ?? 0;
    context = (context % 27) * 27 + letter;
  }

  return sum;
}

function unpack(packed: Buffer): Uint8Array {
  return Uint8Array.from({ length: 27 * 27 * 26 }, (_, at) => {
    const bit = at * 3;
    const pair = ((packed[bit >> 3] ?? 0) << 8) | (packed[(bit >> 3) + 1] ?? 0);

    return (pair >> (13 - (bit & 7))) & 7;
  });
}
