import { type Charset, CHARSETS } from '../codecs/charsets.ts';
import { encodeWide } from '../codecs/wide-text.ts';

/** Encodes words in one charset. */
export interface CharsetEncoder {
  charset: Charset;
  /** The possible spellings of a word as bytes; empty if the charset lacks a character or writes only ASCII. */
  encode(word: string): Buffer[];
}

const LINE = 10;
/** First and second bytes of pairs in GB 18030, Big5, EUC and Shift_JIS, and the bytes of EUC. */
const LEADS = [0x81, 0xfe] as const;
const TRAILS = [0x40, 0xfe] as const;
const EUC = [0xa1, 0xfe] as const;
/** The four-byte codes of GB 18030 from this one on are characters beyond the Basic Multilingual Plane, in order. */
const FIRST_FOUR = [0x81, 0x30, 0x81, 0x30];
const FIRST_ASTRAL = [0x90, 0x30, 0x81, 0x30];
const BASIC_COUNT = 39_420;
/** Characters of UTF-7 that base64 encodes at one place of a group of three bytes. */
const STARTS = [0, 1, 2];

/**
 * Encoders for every charset of `CHARSETS`. Node has only decoders, so they are reversed for the characters that are needed.
 * @param characters every character that will be encoded
 */
export function createCharsetEncoders(characters: Iterable<string>): CharsetEncoder[] {
  const wanted = new Set<string>();
  for (const character of characters)
    for (const each of [character, ...character.normalize('NFD'), ...composedPrefixes(character)])
      if (!isAscii(each)) wanted.add(each);
  const tables = new Map<string, ReadonlyMap<string, Buffer>>();
  const tableOf = (name: string, isMultiByte: boolean) => {
    const table = tables.get(name) ?? reverse(name, isMultiByte, wanted);
    tables.set(name, table);

    return table;
  };

  return CHARSETS.map((charset): CharsetEncoder => {
    const { name, kind, of = name, unit } = charset;
    if (unit)
      return {
        charset,
        encode: (word) => (isAscii(word) ? [] : [encodeWide(word, unit.width, unit.isLittle)]),
      };
    if (kind === 'utf-7') return { charset, encode: (word) => encodeUtf7(word, charset.mark ?? '+') };
    const table = tableOf(of, kind !== 'single-byte');

    return {
      charset,
      encode(word) {
        const bytes = encodeWith(table, word);
        if (!bytes) return [];

        return [kind === 'shifted' ? Buffer.from(bytes.map((byte) => byte & 0x7f)) : bytes];
      },
    };
  });
}

/** The bytes of each wanted character that a charset has. Of two codes of a character, encoders use the later. */
function reverse(name: string, isMultiByte: boolean, wanted: ReadonlySet<string>): Map<string, Buffer> {
  const table = new Map<string, Buffer>();
  const decoder = new TextDecoder(name);
  const firstUnits = new Set([...wanted].map((character) => character.charCodeAt(0)));
  const add = ({ codes, width }: Codes) => {
    const decoded = decoder.decode(codes);
    let from = 0;
    for (let at = 0, to = decoded.indexOf('\n'); to >= 0; at++, to = decoded.indexOf('\n', from)) {
      const character = firstUnits.has(decoded.charCodeAt(from)) ? decoded.slice(from, to) : '';
      if (wanted.has(character)) table.set(character, codes.subarray(at * width, (at + 1) * width - 1));
      from = to + 1;
    }
  };
  add(codesOf([[0x80, 0xff]]));
  if (!isMultiByte) return table;
  add(codesOf([LEADS, TRAILS]));
  if (name === 'euc-jp' && table.size < wanted.size) add(codesOf([[0x8f, 0x8f], EUC, EUC]));
  if (name === 'gb18030')
    for (const character of wanted) {
      const code = table.has(character) ? undefined : fourByteCode(character, decoder);
      if (code) table.set(character, code);
    }

  return table;
}

/** Codes of equal length, each followed by the end of a line. */
interface Codes {
  codes: Buffer;
  width: number;
}

/** Every combination of the bytes in these ranges. */
function codesOf(ranges: readonly (readonly [from: number, to: number])[]): Codes {
  const width = ranges.length + 1;
  const count = ranges.reduce((product, [from, to]) => product * (to - from + 1), 1);
  const codes = Buffer.alloc(count * width, LINE);
  let repeats = count;
  for (const [place, [from, to]] of ranges.entries()) {
    const size = to - from + 1;
    repeats /= size;
    for (let at = 0; at < count; at++) codes[at * width + place] = from + (Math.floor(at / repeats) % size);
  }

  return { codes, width };
}

/** The four-byte code of GB 18030. These codes are in the order of their characters. */
function fourByteCode(character: string, decoder: TextDecoder): Buffer | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return Buffer.from(fourBytes(FIRST_ASTRAL, code - 0x10000));
  let [low, high] = [0, BASIC_COUNT];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((decoder.decode(Buffer.from(fourBytes(FIRST_FOUR, middle))).codePointAt(0) ?? 0) < code)
      low = middle + 1;
    else high = middle;
  }
  const found = Buffer.from(fourBytes(FIRST_FOUR, low));

  return decoder.decode(found) === character ? found : undefined;
}

/** The code of GB 18030 that is `steps` after another: bytes 2 and 4 have 10 values, byte 3 has 126. */
function fourBytes([a = 0, b = 0, c = 0, d = 0]: readonly number[], steps: number): number[] {
  return [
    a + Math.floor(steps / 12_600),
    b + (Math.floor(steps / 1260) % 10),
    c + (Math.floor(steps / 10) % 126),
    d + (steps % 10),
  ];
}

/** Undefined if the table lacks a character, or if all are ASCII. Windows-1258 has tones as separate characters. */
function encodeWith(table: ReadonlyMap<string, Buffer>, word: string): Buffer | undefined {
  if (isAscii(word)) return undefined;
  const codes: Buffer[] = [];
  for (const character of word) {
    const pieces = isAscii(character) || table.has(character) ? [character] : decompose(table, character);
    if (!pieces) return undefined;
    for (const piece of pieces) codes.push(table.get(piece) ?? Buffer.from(piece, 'latin1'));
  }

  return Buffer.concat(codes);
}

function decompose(table: ReadonlyMap<string, Buffer>, character: string): string[] | undefined {
  const marks = [...character.normalize('NFD')];
  const has = (each: string) => isAscii(each) || table.has(each);
  for (const prefix of composedPrefixes(character)) {
    const rest = marks.slice([...prefix.normalize('NFD')].length);
    if (has(prefix) && rest.every(has)) return [prefix, ...rest];
  }

  return undefined;
}

/** A character without its last marks, the longest first: `ê` and `e` of `ế`. */
function composedPrefixes(character: string): string[] {
  const marks = [...character.normalize('NFD')];

  return marks
    .map((_, at) =>
      marks
        .slice(0, marks.length - at)
        .join('')
        .normalize('NFC'),
    )
    .slice(1);
}

/**
 * A word in UTF-7 alone, and the base64 of its characters where others stand before them. Only the characters that do not
 * depend on the surroundings.
 */
function encodeUtf7(word: string, mark: string): Buffer[] {
  const base64 = (text: string, start = 0) => {
    const bytes = Buffer.concat([Buffer.alloc(start), Buffer.from(text, 'utf16le').swap16()]);
    const digits = bytes.toString('base64').replaceAll('=', '');
    const inner = digits.slice(Math.ceil((start * 8) / 6), Math.floor((bytes.length * 8) / 6));

    return mark === '&' ? inner.replaceAll('/', ',') : inner;
  };
  if (isAscii(word)) return [];
  const runs = word.replaceAll(/[^\u0000-\u007f]+/g, (run) => `${mark}${base64Whole(run, mark)}-`);
  const alone = runs.replace(/-$/, '');
  const amid = /^[^\u0000-\u007f]{3,}$/.test(word) ? STARTS.map((start) => base64(word, start)) : [];

  return [alone, ...amid].map((text) => Buffer.from(text, 'latin1'));
}

function base64Whole(run: string, mark: string): string {
  const digits = Buffer.from(run, 'utf16le').swap16().toString('base64').replaceAll('=', '');

  return mark === '&' ? digits.replaceAll('/', ',') : digits;
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the range is what ASCII is
  return /^[\u0000-\u007f]*$/.test(text);
}
