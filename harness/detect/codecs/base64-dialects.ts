import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { BASE64, BASE64_ALPHABETS } from './alphabets.ts';
import { bytesOfBits, valuesOf } from './bits.ts';
import { isGzip } from './inflate.ts';
import { isTextHead, tellsItself } from './plausible.ts';

const WORD = /={0,2}[A-Za-z0-9+/_.,-]{16,}={0,2}/g;
/** Characters that are read before the rest is worth the work. */
const HEAD = 64;
/** Those of them that turn most words away. */
const FIRST = 24;
const STANDARD = withUrlSafe(valuesOf(BASE64));
const ROT13 = [...BASE64].map((character) => {
  const code = character.charCodeAt(0);
  const first = code & 32 ? 97 : 65;

  return /[A-Za-z]/.test(character) ? String.fromCharCode(((code - first + 13) % 26) + first) : character;
});

/** Ways to write base64 that is not quite base64. */
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

/** Base64 written backwards, with its cases swapped, rotated, or in another alphabet that is in use: words that make sense so. */
export const base64Dialects: Codec = {
  name: 'base64-dialect',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    if (content.length < 16 || !content.isText) return [];
    const layers: Layer[] = [];
    for (const match of content.text.matchAll(WORD)) {
      const word = match[0].replaceAll('=', '');
      const head = word.slice(0, HEAD);
      if (!/[A-Z]/.test(head) || !/[a-z]/.test(head) || isPlainBase64(word, head)) continue;
      for (const dialect of DIALECTS) {
        const bytes = read(word, dialect);
        if (bytes)
          layers.push({
            step: dialect.step,
            content: Content.ofBytes(bytes),
            offset: match.index,
            sure: false,
          });
      }
    }

    return layers;
  },
};

function read(word: string, { values, reversed }: (typeof DIALECTS)[number]): Uint8Array | undefined {
  const head = reversed ? backwards(word.slice(-HEAD)) : word.slice(0, HEAD);
  const first = bytesOfBits(head.slice(0, FIRST), values, 6);
  if (!first || !(isSense(first) || readableShare(first) >= 0.6)) return undefined;
  const sample = bytesOfBits(head, values, 6);
  if (!sample || !(isSense(sample) || readableShare(sample) >= 0.85)) return undefined;

  return bytesOfBits(reversed ? backwards(word) : word, values, 6);
}

function readableShare(bytes: Uint8Array): number {
  let readable = 0;
  for (const byte of bytes) if (byte >= 32 && byte < 127) readable++;

  return readable / bytes.length;
}

function isPlainBase64(word: string, head: string): boolean {
  const bytes = /[.,]/.test(word) ? undefined : bytesOfBits(head, STANDARD, 6);

  return bytes !== undefined && (isGzip(bytes) || isTextHead(bytes));
}

/** Stricter than for other guesses, as there are many to a word: text throughout, or what tells itself what it is. */
function isSense(bytes: Uint8Array | undefined): boolean {
  if (!bytes || bytes.length < 8) return false;

  return tellsItself(bytes) || isTextHead(bytes);
}

function backwards(text: string): string {
  return [...text].toReversed().join('');
}

function swapCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) =>
    letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

function withUrlSafe(values: Int16Array): Int16Array {
  values[0x2d] = 62;
  values[0x5f] = 63;

  return values;
}
