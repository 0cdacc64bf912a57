import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ALPHANUMERIC, eitherOf, LOWER_SET, tableOf, UPPER_SET } from '../shape.ts';
import { BASE64, BASE64_ALPHABETS } from './alphabets.ts';
import { isOneCaseHex } from './base64.ts';
import { bytesOfBits, decodeBits, valuesOf, withUrlSafe } from './bits.ts';
import { isGzip } from './inflate.ts';
import { isTextHead, mayBeText, hasFormatHeader } from './plausible.ts';
import { wordsOf } from './words.ts';

const IN_WORD = tableOf(`${ALPHANUMERIC}+/_.,-`);
const SHORTEST = 16;
/** Characters. A word up to this long can look like another encoding by chance. */
const SHORT = 32;
/** Characters that are decoded first, to decide whether to decode the rest. */
const HEAD = 64;
/** Characters of the first check, which rejects most words, and the readable share that it requires. */
const FIRST = 24;
const READABLE = 0.6;
const STANDARD = withUrlSafe(valuesOf(BASE64));
const ROT13 = [...BASE64].map((character) => {
  const code = character.charCodeAt(0);
  const first = code & 32 ? 97 : 65;

  return /[A-Za-z]/.test(character) ? String.fromCharCode(((code - first + 13) % 26) + first) : character;
});

/** Variants of base64. */
const DIALECTS: readonly { step: string; values: Int16Array; reversed: boolean }[] = [
  { step: 'base64:reversed', values: STANDARD, reversed: true },
  { step: 'base64:case-swapped', values: valuesOf(swapCase(BASE64)), reversed: false },
  { step: 'base64:rot13', values: valuesOf(ROT13.join('')), reversed: false },
  ...BASE64_ALPHABETS.map(([name, alphabet]) => ({
    step: `base64:${name}`,
    values: valuesOf(alphabet),
    reversed: false,
  })),
];

/**
 * Base64 that is reversed, case-swapped, rotated by 13 or in another known alphabet. Only words that decode
 * to text or a known format give a layer.
 */
export const base64Dialects: Codec = {
  name: 'base64-dialect',
  kind: 'inside',
  reads: 'text',
  needs: { word: SHORTEST, any: eitherOf(UPPER_SET, LOWER_SET) },
  open({ content }) {
    const { length, shape } = content;
    if (length < SHORTEST || !content.isText || shape.longestWord < SHORTEST) return NOTHING;
    if (!shape.hasAny(UPPER_SET) && !shape.hasAny(LOWER_SET)) return NOTHING;

    const layers: Layer[] = [];
    for (const { from, to } of wordsOf(content.text, IN_WORD, SHORTEST)) {
      const word = content.text.slice(from, to);
      const head = word.slice(0, HEAD);
      if (!mayBeBase64(word, head)) continue;
      const first = Buffer.allocUnsafe(Math.floor((Math.min(word.length, FIRST) * 6) / 8));
      if (isPlainBase64(word, head, first)) continue;
      for (const dialect of DIALECTS) {
        const bytes = mayMakeSense(word, dialect, first) ? read(word, dialect) : undefined;
        if (bytes)
          layers.push({ step: dialect.step, content: Content.ofBytes(bytes), offset: from, sure: false });
      }
    }

    return { layers };
  },
};

type Dialect = (typeof DIALECTS)[number];

/** Base64 has both cases. A short word can have only one by chance, but then it has digits. */
function mayBeBase64(word: string, head: string): boolean {
  const [upper, lower] = [/[A-Z]/.test(head), /[a-z]/.test(head)];

  return upper && lower
    ? true
    : word.length <= SHORT && upper !== lower && /[0-9]/.test(word) && !isOneCaseHex(word);
}

/**
 * A cheap check of the first characters. It never rejects a word that `read` accepts.
 * @param first receives the bytes that the first characters decode to
 */
function mayMakeSense(word: string, dialect: Dialect, first: Buffer): boolean {
  return (
    readsFirst(word, dialect, first) &&
    (readableShare(first) >= READABLE || mayBeText(first, first.length) || hasFormatHeader(first))
  );
}

/** Whether the first characters are in the alphabet. Writes the bytes that they decode to. */
function readsFirst(word: string, { values, reversed }: Omit<Dialect, 'step'>, first: Buffer): boolean {
  return reversed
    ? decodeBits(word, word.length - 1, -1, values, 6, first, first.length)
    : decodeBits(word, 0, 1, values, 6, first, first.length);
}

function read(word: string, { values, reversed }: Dialect): Uint8Array | undefined {
  const head = reversed ? reverseText(word.slice(-HEAD)) : word.slice(0, HEAD);
  const first = bytesOfBits(head.slice(0, FIRST), values, 6);
  if (!first || !(isTextOrFormat(first) || readableShare(first) >= READABLE)) return undefined;
  const sample = bytesOfBits(head, values, 6);
  if (!sample || !(isTextOrFormat(sample) || readableShare(sample) >= 0.85)) return undefined;

  return bytesOfBits(reversed ? reverseText(word) : word, values, 6);
}

/** The first byte of a three-byte character. */
const LEAD = 2;
/** 1 for printable ASCII, `LEAD`, and 0 for all other bytes. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >> 4 === 14 ? LEAD : Number(byte >= 32 && byte < 127),
);

/**
 * The share of bytes that are printable ASCII or part of a three-byte UTF-8 character, as in most scripts.
 */
function readableShare(bytes: Uint8Array): number {
  let readable = 0;
  for (let at = 0; at < bytes.length; at++) {
    const kind = KINDS[bytes[at] ?? 0] ?? 0;
    if (kind !== LEAD) readable += kind;
    else if (isContinuation(bytes[at + 1]) && isContinuation(bytes[at + 2])) {
      readable += 3;
      at += 2;
    }
  }

  return readable / bytes.length;
}

function isContinuation(byte = 0): boolean {
  return byte >> 6 === 2;
}

function isPlainBase64(word: string, head: string, first: Buffer): boolean {
  if (word.length <= SHORT || !readsFirst(word, { values: STANDARD, reversed: false }, first)) return false;
  if (!(isGzip(first) || mayBeText(first, Math.floor((head.length * 6) / 8)))) return false;
  const bytes = /[.,]/.test(word) ? undefined : bytesOfBits(head, STANDARD, 6);

  return bytes !== undefined && (isGzip(bytes) || isTextHead(bytes));
}

/**
 * Stricter than other guesses, because each word has many candidate decodings. Accepts text throughout or a
 * format that identifies itself.
 */
function isTextOrFormat(bytes: Uint8Array | undefined): boolean {
  if (!bytes || bytes.length < 8) return false;

  return hasFormatHeader(bytes) || isTextHead(bytes);
}

function reverseText(text: string): string {
  return [...text].toReversed().join('');
}

function swapCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) =>
    letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
  );
}
