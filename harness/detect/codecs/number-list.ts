import { type Codec, NOTHING } from '../codec.ts';
import { setOf } from '../shape.ts';
import { bytesOfNumbers } from './byte-array.ts';
import { layersOfNumbers } from './number-array.ts';

const SHORTEST = 16;
/** The first number, and the separator after it, which must separate all numbers. */
const FIRST = /^-?\d{1,20}\s{0,8}([,;|.\s])/;
const NUMBER = /^-?\d{1,20}$/;

/**
 * A text that consists only of numbers, such as bytes or larger numbers joined by Kotlin's `joinToString`.
 * Separators are commas, semicolons, bars, points or white space.
 */
export const numberList: Codec = {
  name: 'number-list',
  kind: 'whole',
  reads: 'text',
  needs: { only: setOf('0123456789-,;|. \t\r\n') },
  open({ content }) {
    if (content.length < SHORTEST || !content.isText) return NOTHING;
    const text = content.text.trim();
    const sign = FIRST.exec(text)?.[1];
    if (sign === undefined) return NOTHING;
    const numbers = text.split(sign.trim() === '' ? /\s+/ : sign).map((number) => number.trim());
    if (!numbers.every((number) => NUMBER.test(number))) return NOTHING;
    const values = numbers.map(BigInt);
    const layers = [...bytesOfNumbers(values.map(Number), 0), ...layersOfNumbers(values, 0)];

    return { layers: layers.map((layer) => ({ ...layer, step: 'number-list' })) };
  },
};
