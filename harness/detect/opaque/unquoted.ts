import type { Reached } from '../search.ts';

/** Longer than any clock or counter. `dense.ts` judges digits that are a text of their own. */
const LONG_NUMBER = /\d{59,}/g;

/** Bytes that long numbers without quotes can encode. No part of the text contains these numbers. */
export function digitsOutsideParts(text: string, parts: readonly Reached[]): number {
  return [...text.matchAll(LONG_NUMBER)]
    .filter(([digits]) => !parts.some(({ content }) => content.isText && content.text.includes(digits)))
    .reduce((sum, [digits]) => sum + Math.floor((digits.length * Math.log2(10)) / 8), 0);
}

/** The signature of a token, after its header and claims. It can contain any bytes. */
export function findSignature({ content }: Reached, parts: readonly Reached[]): string | undefined {
  const isToken = parts.some(({ codec, label }) => codec?.signedLabel === label && label !== '');

  return isToken ? /\.([\w-]{22,})\s*$/.exec(content.text)?.[1] : undefined;
}
