import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';

/** Numbers between commas in brackets or braces: `[104, 116]`, Java's `Arrays.toString`, signed or unsigned. */
const ARRAY = /[[{(]\s*(-?\d{1,3}(?:\s*,\s*-?\d{1,3}){7,})\s*[\]})]/g;

/** Arrays of byte values, signed and unsigned, in JSON or amid other text: a guess that is made first, as JSON leaves nothing to guesses. */
export const byteArray: Codec = {
  name: 'bytes',
  kind: 'whole',
  reads: 'text',
  open({ content }) {
    if (content.length < 17 || !content.isText || !/\d,\s{0,9}-?\d/.test(content.text)) return [];
    const layers: Layer[] = [];
    for (const match of content.text.matchAll(ARRAY)) {
      const values = (match[1] ?? '').split(',').map(Number);
      if (values.some((value) => value < -128 || value > 255)) continue;
      layers.push({
        step: 'bytes',
        content: Content.ofBytes(Uint8Array.from(values, (value) => value & 255)),
        offset: match.index,
        sure: looksRandom(values),
      });
    }

    return layers;
  },
};

/** Whether numbers are bytes beyond doubt: no counts, no coordinates, no steps. */
function looksRandom(values: readonly number[]): boolean {
  const high = values.filter((value) => value < 0 || value > 127).length;
  const distinct = new Set(values).size;

  return (
    values.length >= 32 &&
    high >= values.length / 4 &&
    high <= (values.length * 3) / 4 &&
    distinct >= Math.min(values.length, 128) / 2
  );
}
