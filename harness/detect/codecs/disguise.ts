import { layersOfLetters, letters, LETTERS_STEP } from '../alphabet/letters.ts';
import { layerOfSubstitution, parseSubstitution, substitution } from '../alphabet/substitution.ts';
import { layerOfShiftStep, shifted } from '../alphabet/shifts.ts';
import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { charset, decodeCharset } from './charset.ts';

/** The most shifts or keys that are tried for one layer. */
const MAX_TRIES = 4;

/** Decodes a step that a chain names, without a check for a URL or a header; empty for any other step. */
export function undisguise(step: string, content: Content): { codec: Codec; layer: Layer }[] {
  const layer = (plain: Content): Layer => ({ step, content: plain, offset: 0, sure: false });
  if (step === 'reverse')
    return [{ codec: reversed, layer: layer(Content.ofText(reverseText(content.text))) }];
  if (step === LETTERS_STEP) return layersOfLetters(content).map((layer) => ({ codec: letters, layer }));
  const found = parseSubstitution(step);
  if (found) return [{ codec: substitution, layer: layerOfSubstitution(content, found) }];
  const unshifted = layerOfShiftStep(step, content);
  if (unshifted) return [{ codec: shifted, layer: unshifted }];
  if (step === 'rot:13')
    return [{ codec: rotated, layer: layer(Content.ofBytes(rotate(content.bytes, 13))) }];

  return decodeCharset(step, content).map((each) => ({ codec: charset, layer: each }));
}

const COLON = 0x3a;
const REVERSED_SCHEME = /\/\/:s?ptth/i;
/** Characters that URLs cannot have and that separate values. */
const BETWEEN = /[\r\n"<>]/;
const SCHEME = /(?<![a-z])([a-z]{4,5}):\/\//gi;

/** Reversed text, recognized by a reversed URL scheme (`//:sptth`) or a reversed word of a canary. */
export const reversed: Codec = {
  name: 'reverse',
  kind: 'inside',
  reads: 'text',
  needs: { each: ':/' },
  open({ content }) {
    if (content.length < 12 || !content.isText || !content.shape.has(COLON)) return NOTHING;
    if (!REVERSED_SCHEME.test(content.text)) return NOTHING;
    const text = reverseText(content.text.includes('://') ? reversedPieces(content.text) : content.text);

    return { layers: [{ step: 'reverse', content: Content.ofText(text), offset: 0, sure: false }] };
  },
};

/** Pieces of a text that are reversed. Reversing the whole text would hide its pieces that are not. */
function reversedPieces(text: string): string {
  return text
    .split(BETWEEN)
    .filter((piece) => REVERSED_SCHEME.test(piece))
    .join('\n');
}

function reverseText(text: string): string {
  return isAscii(text)
    ? Buffer.from(text, 'latin1').reverse().toString('latin1')
    : [...text].toReversed().join('');
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;

  return true;
}

/** Rotated letters, recognized by a rotated URL scheme (`uggcf://`, any shift) or a word of a canary in rot13. */
export const rotated: Codec = {
  name: 'rot',
  kind: 'inside',
  reads: 'text',
  needs: { each: ':/' },
  open({ content }, budget) {
    if (content.length < 12 || !content.isText || !content.shape.has(COLON)) return NOTHING;
    if (!content.text.includes('://')) return NOTHING;
    const shifts = new Set<number>();
    for (const [, scheme = ''] of content.text.matchAll(SCHEME)) {
      const shift = (scheme.toLowerCase().charCodeAt(0) - 'h'.charCodeAt(0) + 26) % 26;
      if (shift !== 0 && /^https?$/i.test(rotate(Buffer.from(scheme), 26 - shift).toString()))
        shifts.add(shift);
    }

    if (shifts.size > MAX_TRIES) budget.cutShort();

    return {
      layers: [...shifts].slice(0, MAX_TRIES).map(
        (shift): Layer => ({
          step: `rot:${shift}`,
          content: Content.ofBytes(rotate(content.bytes, 26 - shift)),
          offset: 0,
          sure: false,
        }),
      ),
    };
  },
};

/**
 * Content XORed with one key byte, recognized by the XORed word `http`. The XOR of neighbouring bytes does
 * not depend on the key.
 */
export const xored: Codec = {
  name: 'xor',
  kind: 'inside',
  open({ content }, budget) {
    if (content.length < 12) return NOTHING;
    const keys = keysOf(content.bytes);
    if (keys.size > MAX_TRIES) budget.cutShort();

    return {
      layers: [...keys].slice(0, MAX_TRIES).map(
        (key): Layer => ({
          step: `xor:${key.toString(16).padStart(2, '0')}`,
          content: Content.ofBytes(xorWithKey(content.bytes, key)),
          offset: 0,
          sure: false,
        }),
      ),
    };
  },
};

function xorWithKey(bytes: Uint8Array, key: number): Uint8Array {
  const plain = Buffer.from(bytes);
  for (let at = 0; at < plain.length; at++) plain[at] = (plain[at] ?? 0) ^ key;

  return plain;
}

/** The keys under which the bytes contain `http`. */
function keysOf(bytes: Uint8Array): Set<number> {
  const keys = new Set<number>();
  for (let at = 0; at + 3 < bytes.length && keys.size <= MAX_TRIES; at++) {
    const t = bytes[at + 1] ?? 0;
    if (bytes[at + 2] !== t || ((bytes[at] ?? 0) ^ t) !== 0x1c || ((bytes[at + 3] ?? 0) ^ t) !== 0x04)
      continue;
    /** Key 0 changes nothing; 0x20 only swaps the case of letters. */
    const key = t ^ 0x74;
    if (key !== 0 && key !== 0x20) keys.add(key);
  }

  return keys;
}

/** Rotates ASCII letters. No other UTF-8 character contains these bytes. */
function rotate(bytes: Uint8Array, shift: number): Buffer {
  const rotated = Buffer.from(bytes);
  for (let at = 0; at < rotated.length; at++) {
    const byte = rotated[at] ?? 0;
    const first = byte & 0x60;
    const letter = (byte & 0x1f) - 1;
    if (first >= 0x40 && byte < 0x80 && letter >= 0 && letter < 26)
      rotated[at] = first + 1 + ((letter + shift) % 26);
  }

  return rotated;
}
