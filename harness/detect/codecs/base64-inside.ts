import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { BASE64 } from './alphabets.ts';
import { bareLength, decodeBase64, isOneCaseHex, looksRandomBase64 } from './base64.ts';
import { base64Words } from './base64-words.ts';
import { decodeBits, valuesOf, withUrlSafe } from './bits.ts';
import { hasMagicInside } from './magic.ts';
import { HEAD, isPlausible, isPlausibleAtAll, mayBePlausible } from './plausible.ts';

const SHORTEST = 12;
/**
 * Offsets to try. Other characters can precede a value without a separator, and base64 repeats every four
 * characters.
 */
const STARTS = 4;
const VALUES = withUrlSafe(valuesOf(BASE64));

/** Base64 words inside other text, even directly after other characters of the base64 alphabet. */
export const base64Inside: Codec = {
  name: 'base64',
  kind: 'inside',
  reads: 'text',
  needs: { word: SHORTEST },
  guesses: true,
  open({ content, hasCanary }) {
    if (content.length < SHORTEST || content.shape.longestWord < SHORTEST) return NOTHING;
    const layers: Layer[] = [];
    for (const { from, to } of base64Words(content.text)) {
      const word = content.text.slice(from, to).replaceAll(/[\r\n]/g, '');
      if (isOneCaseHex(word)) continue;
      const length = bareLength(word);
      /**
       * The codec for whole values decodes these from offset 0, except when there is one character too many.
       */
      const isWhole = word.length === content.length && length % 4 !== 1;
      for (let start = isWhole ? 1 : 0; start < STARTS; start++) {
        const isSure = start === 0 && looksRandomBase64(word);
        const isRead = isSure || hasCanary !== undefined || mayContainData(word, start, length);
        const bytes = isRead ? decode(word, start, length) : undefined;
        if (bytes && (isSure || (start === 0 ? mayBeData(bytes) : isPlausible(bytes)) || hasCanary?.(bytes)))
          layers.push({
            step: 'base64',
            content: Content.ofBytes(bytes),
            offset: from + start,
            sure: isSure,
          });
      }
    }

    return { layers };
  },
};

/** A cheap check of the first bytes. */
function mayContainData(word: string, start: number, length: number): boolean {
  const size = Math.floor(((length - start) * 6) / 8);
  const seen = Math.min(size, HEAD);
  const head = new Uint8Array(seen);
  decodeBits(word, start, 1, VALUES, 6, head, seen);

  return mayBePlausible(head, size) || (start === 0 && mayBeData(head));
}

/**
 * A word that starts at a boundary is accepted on weaker signs: headerless compression, or data behind a
 * header.
 */
function mayBeData(bytes: Uint8Array): boolean {
  return isPlausibleAtAll(bytes) || hasMagicInside(bytes);
}

function decode(word: string, start: number, length: number): Uint8Array | undefined {
  return decodeBase64(word.slice(start, (length - start) % 4 === 1 ? length - 1 : length));
}
