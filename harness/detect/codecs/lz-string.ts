import type { Codec, Layer, Ledger } from '../codec.ts';
import { Content } from '../content.ts';
import { BASE64 } from './alphabets.ts';
import { valuesOf } from './bits.ts';

const STANDARD = valuesOf(BASE64);
/** lz-string's own, for URLs. */
const URL_SAFE = valuesOf(`${BASE64.slice(0, 62)}+-`);
/** What is read before the rest is worth the work. */
const HEAD = 48;
/** Those of them that turn most values away. */
const FIRST = 16;
const SHORTEST = 12;
/** Characters that must make sense. */
const SEEN = 256;

/**
 * lz-string, as base64, for URLs, as UTF-16 and as pairs of bytes: whole values that make sense.
 * Source: pieroxy/lz-string 1.5.
 */
export const lzString: Codec = {
  name: 'lz-string',
  kind: 'whole',
  open({ content }, ledger) {
    if (content.length < SHORTEST) return [];
    if (!content.isText) return readAs('lz-string:bytes', content.bytes, 8, (byte) => byte, ledger);
    const text = content.text.trim();
    if (/^[A-Za-z0-9+/]+={0,3}$/.test(text))
      return readWord('lz-string:base64', text.replace(/=+$/, ''), 6, (code) => STANDARD[code] ?? -1, ledger);
    if (/^[A-Za-z0-9+-]+\$*$/.test(text))
      return readWord('lz-string:url', text.replace(/\$+$/, ''), 6, (code) => URL_SAFE[code] ?? -1, ledger);
    if (text.charCodeAt(0) > 127)
      return readWord('lz-string:utf16', text.trimEnd(), 15, (code) => code - 32, ledger);

    return [];
  },
};

function readWord(
  step: string,
  word: string,
  bits: number,
  valueOf: (code: number) => number,
  ledger: Ledger,
): Layer[] {
  const codes = new Uint16Array(word.length);
  for (let at = 0; at < word.length; at++) codes[at] = word.charCodeAt(at);

  return readAs(step, codes, bits, valueOf, ledger);
}

function readAs(
  step: string,
  codes: Uint16Array | Uint8Array,
  bits: number,
  valueOf: (code: number) => number,
  ledger: Ledger,
): Layer[] {
  if (decompress(codes.subarray(0, FIRST), bits, valueOf, 1 << 16).broken) return [];
  if (codes.length > HEAD) {
    const head = decompress(codes.subarray(0, HEAD), bits, valueOf, 1 << 16);
    if (head.broken || head.text.length < 8 || !isSensible(head.text)) return [];
  }
  const whole = decompress(codes, bits, valueOf, ledger.bytesLeft);
  if (whole.cut) ledger.cutShort();
  if (!whole.ended && !whole.cut && codes.length <= HEAD) return [];
  if (whole.text.length < 4 || !isSensible(whole.text)) return [];

  return [{ step, content: Content.ofText(whole.text), offset: 0, sure: false }];
}

/** Text that somebody wrote: no control character, and, where it is short, hardly a character of far scripts. */
function isSensible(text: string): boolean {
  for (let at = 0; at < Math.min(text.length, SEEN); at++) {
    const code = text.charCodeAt(at);
    if (isControl(code) || (code >= 0x2e80 && text.length < 16)) return false;
  }

  return true;
}

function isControl(code: number): boolean {
  return (code < 32 && code !== 9 && code !== 10 && code !== 13) || (code >= 127 && code < 160);
}

interface Decompressed {
  text: string;
  /** Its end was marked. */
  ended: boolean;
  broken: boolean;
  cut: boolean;
}

function decompress(
  codes: Uint16Array | Uint8Array,
  bits: number,
  valueOf: (code: number) => number,
  limit: number,
): Decompressed {
  let at = 0;
  let left = bits;
  let value = valueOf(codes[0] ?? 0);
  const read = (count: number): number => {
    let result = 0;
    for (let power = 0; power < count; power++) {
      if (left === 0) {
        value = at + 1 < codes.length ? valueOf(codes[++at] ?? 0) : -1;
        left = bits;
      }
      if (value < 0) return -1;
      result |= ((value >> --left) & 1) << power;
    }

    return result;
  };

  const dictionary: string[] = ['', '', ''];
  const parts: string[] = [];
  let length = 0;
  let width = 2;
  let room = 1;
  let before: string | undefined;
  const done = (state: Partial<Decompressed>): Decompressed => ({
    text: parts.join(''),
    ended: false,
    broken: false,
    cut: false,
    ...state,
  });
  for (;;) {
    let code = read(width);
    if (code < 0) return done({});
    if (code === 2) return done({ ended: true });
    if (code < 2) {
      const character = read(code === 0 ? 8 : 16);
      if (character < 0) return done({});
      if (length < SEEN && isControl(character)) return done({ broken: true });
      dictionary.push(String.fromCharCode(character));
      code = dictionary.length - 1;
      room--;
      if (room === 0) room = 2 ** width++;
    }
    const entry = dictionary[code] ?? (code === dictionary.length && before ? before + before[0] : undefined);
    if (entry === undefined) return done({ broken: true });
    length += entry.length;
    if (length > limit) return done({ cut: true });
    parts.push(entry);
    if (before !== undefined) {
      dictionary.push(before + (entry[0] ?? ''));
      room--;
      if (room === 0) room = 2 ** width++;
    }
    before = entry;
  }
}
