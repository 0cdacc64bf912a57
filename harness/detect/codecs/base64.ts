import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ALPHANUMERIC, setOf, WHITE } from '../shape.ts';

/**
 * Every ASCII character that a value can have, wrapped or not. The pattern checks white space beyond ASCII.
 */
const MAY_HAVE = setOf(`${ALPHANUMERIC}+/_-= \t\n\v\f\r`);
/** A space at either end can also be a plus that form decoding replaced. */
const MAY_END_IN_PLUS = /^ | $/;
/** White space: either trimmed, or a plus that form decoding replaced. */
const BLANK = setOf(WHITE);
const EQUALS = 0x3d;
/** Characters that are checked to decide whether a word is random. */
const SAMPLE = 512;

/**
 * A text that is one value in base64: standard or URL-safe, padded or not, wrapped at any width. A space
 * counts as the plus that form decoding replaced.
 */
export const base64: Codec = {
  name: 'base64',
  kind: 'whole',
  reads: 'text',
  needs: { only: MAY_HAVE },
  provenByText: true,
  valueBelow: Infinity,
  open({ content }) {
    if (content.length < 4 || !content.isText) return NOTHING;
    if (!content.shape.isBeyondAscii && !content.shape.hasOnly(MAY_HAVE)) return NOTHING;
    const { text } = content;
    if (!content.shape.isBeyondAscii && !content.shape.hasAny(BLANK))
      return { layers: isPaddedAtEnd(text) ? read(text) : [] };
    const trimmed = text.trim();
    if (!/^[A-Za-z0-9+/_\-\s]+={0,2}$/.test(trimmed)) return NOTHING;
    if (/[\r\n]/.test(trimmed)) return { layers: read(trimmed.replaceAll(/\s/g, '')) };
    const layers = read(trimmed.replaceAll(' ', '+'));

    return {
      layers:
        MAY_END_IN_PLUS.test(text) && text.length % 4 === 0
          ? [...read(text.replaceAll(' ', '+')), ...layers]
          : layers,
    };
  },
};

/** Whether padding is only at the end, with at most two characters. */
function isPaddedAtEnd(word: string): boolean {
  const length = bareLength(word);
  const padding = word.indexOf('=');

  return length > 0 && word.length - length <= 2 && (padding < 0 || padding === length);
}

function read(word: string): Layer[] {
  const bytes = isOneCaseHex(word) ? undefined : decodeBase64(word);

  return bytes
    ? [{ step: 'base64', content: Content.ofBytes(bytes), offset: 0, sure: looksRandomBase64(word) }]
    : [];
}

/** The decoded bytes; undefined if base64 cannot have this length. */
export function decodeBase64(word: string): Uint8Array | undefined {
  const length = bareLength(word);
  if (length < 2 || length % 4 === 1) return undefined;

  return Buffer.from(length === word.length ? word : word.slice(0, length), 'base64');
}

/** Number of characters without the padding. */
export function bareLength(word: string): number {
  let length = word.length;
  while (length > 0 && word.charCodeAt(length - 1) === EQUALS) length--;

  return length;
}

/**
 * Whether a word is hex rather than base64. Base64 has 16 hex digits of one case in a row with a chance of
 * one in millions.
 */
export function isOneCaseHex(word: string): boolean {
  if (word.length < 16) return false;
  let upper = false;
  let lower = false;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code >= 97 && code <= 102) lower = true;
    else if (code >= 65 && code <= 70) upper = true;
    else if (code < 48 || code > 57) return false;
    if (upper && lower) return false;
  }

  return true;
}

/**
 * Whether a word is certainly base64, by its mix of cases and digits. Prose, paths, hex and identifiers do
 * not have this mix.
 */
export function looksRandomBase64(word: string): boolean {
  const length = Math.min(word.length, SAMPLE);
  if (length < 24) return false;
  let upper = 0;
  let lower = 0;
  let digits = 0;
  for (let at = 0; at < length; at++) {
    const code = word.charCodeAt(at);
    if (code >= 97) {
      if (code <= 122) lower++;
    } else if (code >= 65) {
      if (code <= 90) upper++;
    } else if (code >= 48 && code <= 57) digits++;
  }

  return upper >= length * 0.2 && lower >= length * 0.2 && digits >= length * 0.04;
}
