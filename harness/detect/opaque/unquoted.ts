import type { Reached } from '../search.ts';

/** What is longer than any clock or counter; as text of digits is judged, see `dense.ts`. */
const LONG_NUMBER = /\d{59,}/g;

/** The bytes that numbers without quotes can hold which are longer than any clock or counter: no part of a text has them. */
export function digitsOutside(text: string, parts: readonly Reached[]): number {
  return [...text.matchAll(LONG_NUMBER)]
    .filter(([digits]) => !parts.some(({ content }) => content.isText && content.text.includes(digits)))
    .reduce((sum, [digits]) => sum + Math.floor((digits.length * Math.log2(10)) / 8), 0);
}

/** What stands behind header and claims of a token: it may be any bytes. */
export function signatureIn({ content }: Reached, parts: readonly Reached[]): string | undefined {
  const isToken = parts.some(({ codec, label }) => codec?.signedLabel === label && label !== '');

  return isToken ? /\.([\w-]{22,})\s*$/.exec(content.text)?.[1] : undefined;
}
