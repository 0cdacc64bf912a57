import type { Codec, Layer } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { RADIX_ALPHABETS } from './alphabets.ts';
import { valuesOf } from './bits.ts';
import { isPlausibleAtAll } from './plausible.ts';

const SHORTEST = 12;
/** Nobody writes longer numbers so: the bases are no powers of two, and conversion is not linear. */
const LONGEST = 16_384;
/** Characters that are multiplied up one by one before halves are joined. */
const CHUNK = 32;
const WORD = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9]{16,}(?![A-Za-z0-9+/=_-])/g;

const ALPHABETS = RADIX_ALPHABETS.map(([step, alphabet]) => ({
  step,
  base: BigInt(alphabet.length),
  zero: alphabet[0] ?? '0',
  values: valuesOf(alphabet, step === 'base36'),
}));

/** A whole value that is one large number in base36, base58 or base62. Taken where what comes out makes sense. */
export const radix: Codec = {
  name: 'radix',
  kind: 'whole',
  reads: 'text',
  open({ content }) {
    if (content.length < SHORTEST || content.length > LONGEST || !content.isText) return [];
    const word = content.text.trim();

    return /^[A-Za-z0-9]+$/.test(word) ? read(word, 0) : [];
  },
};

/** Words of base36, base58 or base62 amid other text. */
export const radixInside: Codec = {
  name: 'radix',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    if (content.length < 17 || !content.isText) return [];

    return [...content.text.matchAll(WORD)].flatMap((match) =>
      match[0].length > LONGEST || match[0].length === content.length ? [] : read(match[0], match.index),
    );
  },
};

function read(word: string, offset: number): Layer[] {
  if (!/[0-9]/.test(word) || /^[0-9a-f]+$|^[0-9A-F]+$/.test(word)) return [];
  const oneCase = !/[a-z]/.test(word) || !/[A-Z]/.test(word);

  return ALPHABETS.flatMap(({ step, base, zero, values }) => {
    if ((base === 36n) !== oneCase) return [];
    const bytes = bytesOf(word, base, zero, values);
    if (!bytes || !isPlausibleAtAll(bytes)) return [];

    return [{ step, content: Content.ofBytes(bytes), offset, sure: false }];
  });
}

/** The bytes of a number; a leading zero digit is a leading zero byte. */
function bytesOf(word: string, base: bigint, zero: string, values: Int16Array): Uint8Array | undefined {
  const digits = Array.from(word, (character) => values[character.charCodeAt(0)] ?? -1);
  if (digits.includes(-1)) return undefined;
  let zeros = 0;
  while (word[zeros] === zero) zeros++;
  const hex = numberOf(digits, base).toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');

  return zeros === 0 ? bytes : asBuffer(Buffer.concat([Buffer.alloc(zeros), bytes]));
}

/** Halves are joined by one multiplication, which is far less work than one for each digit. */
function numberOf(digits: readonly number[], base: bigint): bigint {
  if (digits.length <= CHUNK) return digits.reduce((value, digit) => value * base + BigInt(digit), 0n);
  const middle = digits.length >> 1;

  return (
    numberOf(digits.slice(0, middle), base) * base ** BigInt(digits.length - middle) +
    numberOf(digits.slice(middle), base)
  );
}
