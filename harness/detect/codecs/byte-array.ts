import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { setOf } from '../shape.ts';

const SHORTEST = 8;
/** Lengths in bytes of short digests: MD5, SHA-1, SHA-224. Other short arrays are ambiguous. */
const DIGESTS = [16, 20, 28];
const OPENING = /[[{(]/g;
const NUMBER = /\s*(-?\d{1,3})\s*([,\]})])/y;

/** The bytes of number values; empty if there are too few, or if a value is not a byte. */
export function bytesOfNumbers(values: readonly number[], offset: number): Layer[] {
  if (values.length < SHORTEST || values.some((value) => value < -128 || value > 255)) return [];

  return [
    {
      step: 'bytes',
      content: Content.ofBytes(Uint8Array.from(values, (value) => value & 255)),
      offset,
      sure: looksRandom(values),
    },
  ];
}

/**
 * Arrays of byte values, signed or unsigned, in JSON or other text. The kind is `whole`, because `inside`
 * codecs are not tried on text that a `structure` codec such as JSON has read.
 */
export const byteArray: Codec = {
  name: 'bytes',
  kind: 'whole',
  reads: 'text',
  needs: { each: ',', any: setOf('[{(') },
  valueBelow: 32,
  open({ content }) {
    if (content.length < 17 || !content.isText || !/\d,\s{0,9}-?\d/.test(content.text)) return NOTHING;
    const layers: Layer[] = [];
    const { text } = content;
    OPENING.lastIndex = 0;
    for (let opening = OPENING.exec(text); opening; opening = OPENING.exec(text)) {
      layers.push(...bytesOfNumbers(numbersAt(text, OPENING.lastIndex), opening.index));
    }

    return { layers };
  },
};

/**
 * Numbers separated by commas up to a closing bracket: `[104, 116]`, or Java's `Arrays.toString`. Empty if
 * the syntax differs.
 */
function numbersAt(text: string, from: number): number[] {
  const values: number[] = [];
  NUMBER.lastIndex = from;
  for (let found = NUMBER.exec(text); found; found = NUMBER.exec(text)) {
    values.push(Number(found[1]));
    if (found[2] !== ',') return values;
  }

  return [];
}

/** Whether numbers are certainly bytes, rather than counts, coordinates or sequences. */
function looksRandom(values: readonly number[]): boolean {
  const high = values.filter((value) => value < 0 || value > 127).length;
  const distinct = new Set(values).size;

  return (
    (values.length >= 32 || DIGESTS.includes(values.length)) &&
    high >= values.length / 4 &&
    high <= (values.length * 3) / 4 &&
    distinct >= Math.min(values.length, 128) / 2
  );
}
