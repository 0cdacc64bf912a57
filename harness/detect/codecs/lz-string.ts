import { type Codec, type Layer, type OutputBudget, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ALPHANUMERIC, eitherOf, setOf } from '../shape.ts';
import { BASE64 } from './alphabets.ts';
import { bareLength } from './base64.ts';
import { valuesOf } from './bits.ts';

const STANDARD = valuesOf(BASE64);
/** lz-string's own alphabet for URLs. */
const URL_SAFE = valuesOf(`${BASE64.slice(0, 62)}+-`);
/** Codes that are decoded first, to decide whether to decode the rest. */
const HEAD = 48;
/** Codes of the first check, which rejects most values. */
const FIRST = 16;
const SHORTEST = 12;
/** Characters of output that must be plausible. */
const CHECKED_CODES = 256;

/**
 * The first check reads this many entries. Their text is always shorter than `SEEN`, even if entries repeat.
 */
const ENTRIES = 16;
const BASE64_MAY_HAVE = setOf(`${ALPHANUMERIC}+/= \t\n\v\f\r`);
const URL_MAY_HAVE = setOf(`${ALPHANUMERIC}+-$ \t\n\v\f\r`);

/** Fewer entries give fewer than four characters, which cannot be a value. */
const MIN_ENTRIES = 3;

/** Value of a character or byte code; -1 if it is not in the alphabet. */
type ValueOf = (code: number) => number;
const ofStandard: ValueOf = (code) => STANDARD[code] ?? -1;
const ofUrlSafe: ValueOf = (code) => URL_SAFE[code] ?? -1;
const ofUtf16: ValueOf = (code) => code - 32;
const ofByte: ValueOf = (byte) => byte;

/**
 * lz-string in each of its output forms: base64, URL-safe, UTF-16 and pairs of bytes. Decodes whole values
 * that give plausible text. Source: pieroxy/lz-string 1.5.
 */
export const lzString: Codec = {
  name: 'lz-string',
  kind: 'whole',
  readsFormless: true,
  needs: { only: eitherOf(BASE64_MAY_HAVE, URL_MAY_HAVE) },
  open({ content }, budget) {
    if (content.length < SHORTEST) return NOTHING;
    if (!content.isText) return { layers: readAs('lz-string:bytes', content.bytes, 8, ofByte, budget) };
    const { shape } = content;
    if (!shape.isBeyondAscii && !shape.hasOnly(BASE64_MAY_HAVE) && !shape.hasOnly(URL_MAY_HAVE))
      return NOTHING;
    const text = content.text.trim();
    if (/^[A-Za-z0-9+/]+={0,3}$/.test(text))
      return { layers: readWord('lz-string:base64', text, bareLength(text), 6, ofStandard, budget) };
    if (/^[A-Za-z0-9+-]+\$*$/.test(text))
      return {
        layers: readWord('lz-string:url', text, text.replace(/\$+$/, '').length, 6, ofUrlSafe, budget),
      };
    if (text.charCodeAt(0) > 127)
      return { layers: readWord('lz-string:utf16', text, text.length, 15, ofUtf16, budget) };

    return NOTHING;
  },
};

function readWord(
  step: string,
  word: string,
  length: number,
  bits: number,
  valueOf: ValueOf,
  budget: OutputBudget,
): Layer[] {
  const first = new Uint16Array(Math.min(length, FIRST));
  for (let at = 0; at < first.length; at++) first[at] = word.charCodeAt(at);
  if (isBroken(first, bits, valueOf)) return [];
  const codes = new Uint16Array(length);
  for (let at = 0; at < length; at++) codes[at] = word.charCodeAt(at);

  return readAs(step, codes, bits, valueOf, budget);
}

function readAs(
  step: string,
  codes: Uint16Array | Uint8Array,
  bits: number,
  valueOf: ValueOf,
  budget: OutputBudget,
): Layer[] {
  const head = codes.subarray(0, FIRST);
  if (isBroken(head, bits, valueOf) || decompress(head, bits, valueOf, 1 << 16).broken) return [];
  if (codes.length > HEAD) {
    const head = decompress(codes.subarray(0, HEAD), bits, valueOf, 1 << 16);
    if (head.broken || head.text.length < 8 || !isSensible(head.text)) return [];
  }
  const whole = decompress(codes, bits, valueOf, budget.bytesLeft);
  if (whole.cut) budget.cutShort();
  if (!whole.ended && !whole.cut && codes.length <= HEAD) return [];
  if (whole.text.length < 4 || !isSensible(whole.text)) return [];

  return [{ step, content: Content.ofText(whole.text), offset: 0, sure: false }];
}

/** Whether the text is plausible: no control characters and, if short, no characters from U+2E80 on. */
function isSensible(text: string): boolean {
  for (let at = 0; at < Math.min(text.length, CHECKED_CODES); at++) {
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
  /** The end marker was read. */
  ended: boolean;
  broken: boolean;
  cut: boolean;
}

/**
 * Whether the first entries are invalid, contain control characters or are too few. Works like `decompress`,
 * without output.
 */
function isBroken(codes: Uint16Array | Uint8Array, bits: number, valueOf: ValueOf): boolean {
  const reader = new CodeReader(codes, bits, valueOf);
  let size = 3;
  let width = 2;
  let room = 1;
  for (let entry = 0; entry < ENTRIES; entry++) {
    const code = reader.read(width);
    if (code < 0 || code === 2) return entry < MIN_ENTRIES;
    if (code < 2) {
      const character = reader.read(code === 0 ? 8 : 16);
      if (character < 0) return entry < MIN_ENTRIES;
      if (isControl(character)) return true;
      size++;
      if (--room === 0) room = 2 ** width++;
    } else if (code > size || (code === size && entry === 0)) return true;
    if (entry > 0) {
      size++;
      if (--room === 0) room = 2 ** width++;
    }
  }

  return false;
}

/** Reads numbers from codes of `bits` bits each. Each number is stored lowest bit first. */
class CodeReader {
  readonly #codes: Uint16Array | Uint8Array;
  readonly #bits: number;
  readonly #valueOf: ValueOf;
  #at = 0;
  #bitsLeft: number;
  #value: number;

  constructor(codes: Uint16Array | Uint8Array, bits: number, valueOf: ValueOf) {
    this.#codes = codes;
    this.#bits = bits;
    this.#valueOf = valueOf;
    this.#bitsLeft = bits;
    this.#value = valueOf(codes[0] ?? 0);
  }

  /** A number of `count` bits; -1 if the codes end or one is not in the alphabet. */
  read(count: number): number {
    let result = 0;
    for (let power = 0; power < count; power++) {
      if (this.#bitsLeft === 0) {
        this.#value = this.#at + 1 < this.#codes.length ? this.#valueOf(this.#codes[++this.#at] ?? 0) : -1;
        this.#bitsLeft = this.#bits;
      }
      if (this.#value < 0) return -1;
      result |= ((this.#value >> --this.#bitsLeft) & 1) << power;
    }

    return result;
  }
}

function decompress(
  codes: Uint16Array | Uint8Array,
  bits: number,
  valueOf: ValueOf,
  limit: number,
): Decompressed {
  const reader = new CodeReader(codes, bits, valueOf);
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
    let code = reader.read(width);
    if (code < 0) return done({});
    if (code === 2) return done({ ended: true });
    if (code < 2) {
      const character = reader.read(code === 0 ? 8 : 16);
      if (character < 0) return done({});
      if (length < CHECKED_CODES && isControl(character)) return done({ broken: true });
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
