import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';

/** Different disguises that are taken of one layer. */
const MOST = 4;
const SCHEME = /(?<![a-z])([a-z]{4,5}):\/\//gi;

/** Text written backwards, told by the scheme of a URL in it. */
export const reversed: Codec = {
  name: 'reverse',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    if (content.length < 12 || !content.isText || !/\/\/:s?ptth/i.test(content.text)) return [];
    const text = [...content.text].toReversed().join('');

    return [{ step: 'reverse', content: Content.ofText(text), offset: 0, sure: false }];
  },
};

/** Letters moved along the alphabet (rot13 and its kin), told by the scheme of a URL: `uggcf://`. */
export const rotated: Codec = {
  name: 'rot',
  kind: 'inside',
  reads: 'text',
  open({ content }) {
    if (content.length < 12 || !content.isText || !content.text.includes('://')) return [];
    const shifts = new Set<number>();
    for (const [, scheme = ''] of content.text.matchAll(SCHEME)) {
      const shift = (scheme.toLowerCase().charCodeAt(0) - 'h'.charCodeAt(0) + 26) % 26;
      if (shift !== 0 && /^https?$/i.test(rotate(scheme, 26 - shift))) shifts.add(shift);
    }

    return [...shifts].slice(0, MOST).map(
      (shift): Layer => ({
        step: `rot:${shift}`,
        content: Content.ofText(rotate(content.text, 26 - shift)),
        offset: 0,
        sure: false,
      }),
    );
  },
};

/** Every byte XORed with the same one, told by `http`: what neighbours differ by stays the same under any key. */
export const xored: Codec = {
  name: 'xor',
  kind: 'inside',
  open({ content }) {
    if (content.length < 12) return [];
    const keys = keysOf(content.bytes);

    return [...keys].map(
      (key): Layer => ({
        step: `xor:${key.toString(16).padStart(2, '0')}`,
        content: Content.ofBytes(Buffer.from(content.bytes).map((byte) => byte ^ key)),
        offset: 0,
        sure: false,
      }),
    );
  },
};

/** The keys, but for zero, under which `http` stands in the bytes. */
function keysOf(bytes: Uint8Array): Set<number> {
  const keys = new Set<number>();
  for (let at = 0; at + 3 < bytes.length && keys.size < MOST; at++) {
    const t = bytes[at + 1] ?? 0;
    if (bytes[at + 2] !== t || ((bytes[at] ?? 0) ^ t) !== 0x1c || ((bytes[at + 3] ?? 0) ^ t) !== 0x04)
      continue;
    /** A key of 0x20 only turns the case. */
    const key = t ^ 0x74;
    if (key !== 0 && key !== 0x20) keys.add(key);
  }

  return keys;
}

function rotate(text: string, shift: number): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const first = letter <= 'Z' ? 65 : 97;

    return String.fromCharCode(((letter.charCodeAt(0) - first + shift) % 26) + first);
  });
}
