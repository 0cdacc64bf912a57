import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { setOf } from '../shape.ts';

const SHORTEST = 4;
const OPENING = /[[{(]/g;
const NUMBER = /\s*"?(-?\d{1,20})"?\s*([,\]})])/y;
const SIZES = [2, 4, 8];

/**
 * The bytes of numbers that hold 2, 4 or 8 bytes each, in both byte orders. Empty if there are too few
 * numbers, or if all fit one byte or some exceed 8.
 */
export function layersOfNumbers(values: readonly bigint[], offset: number): Layer[] {
  const size = values.length < SHORTEST ? undefined : sizeOf(values);
  if (size === undefined) return [];
  const sure = looksRandom(values, size);

  return [bytesOf(values, size), bytesOf(values, size, true)].map((bytes) => ({
    step: 'numbers',
    content: Content.ofBytes(bytes),
    offset,
    sure,
  }));
}

/**
 * Arrays of numbers that each hold several bytes of one value, in both byte orders. For example, a printed
 * `short[]`, `int[]` or `long[]`.
 */
export const numberArray: Codec = {
  name: 'numbers',
  kind: 'whole',
  reads: 'text',
  needs: { each: ',', any: setOf('[{(') },
  valueBelow: Infinity,
  open({ content }) {
    if (content.length < 17 || !content.isText || !/\d{3}"?,\s{0,9}"?-?\d/.test(content.text)) return NOTHING;
    const layers: Layer[] = [];
    const { text } = content;
    OPENING.lastIndex = 0;
    for (let opening = OPENING.exec(text); opening; opening = OPENING.exec(text)) {
      layers.push(...layersOfNumbers(numbersAt(text, OPENING.lastIndex), opening.index));
    }

    return { layers };
  },
};

function numbersAt(text: string, from: number): bigint[] {
  const values: bigint[] = [];
  NUMBER.lastIndex = from;
  for (let found = NUMBER.exec(text); found; found = NUMBER.exec(text)) {
    values.push(BigInt(found[1] ?? 0));
    if (found[2] !== ',') return values;
  }

  return [];
}

/**
 * Bytes of the smallest number type that holds every value, signed or unsigned. Undefined if one byte is
 * enough, which the `bytes` codec reads, or if no type fits.
 */
function sizeOf(values: readonly bigint[]): number | undefined {
  const fits = (size: number) => {
    const bits = BigInt(size * 8);

    return values.every((value) => value >= -(1n << (bits - 1n)) && value < 1n << bits);
  };

  return fits(1) ? undefined : SIZES.find(fits);
}

function bytesOf(values: readonly bigint[], size: number, isLastFirst = false): Uint8Array {
  const bytes = Buffer.alloc(values.length * size);
  for (const [index, value] of values.entries()) {
    const hex = BigInt.asUintN(size * 8, value)
      .toString(16)
      .padStart(size * 2, '0');
    const element = Buffer.from(hex, 'hex');
    bytes.set(isLastFirst ? element.reverse() : element, index * size);
  }

  return bytes;
}

/**
 * Whether the numbers are certainly pieces of random data: their highest bytes vary. Counts, times,
 * coordinates and sequential ids have similar highest bytes.
 */
function looksRandom(values: readonly bigint[], size: number): boolean {
  if (values.length < 8) return false;
  const upper = values.map((value) => Number(BigInt.asUintN(size * 8, value) >> BigInt(size * 8 - 8)));
  const high = upper.filter((byte) => byte > 127).length;

  const fewest = values.length < 16 ? 1 : values.length / 5;

  return high >= fewest && high <= values.length - fewest && new Set(upper).size >= values.length * 0.7;
}
