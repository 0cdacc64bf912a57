import { entropyBits } from '../match/entropy.ts';
import { rareBitsOf } from './rare-characters.ts';

/** A word of a text that looks like encoded random bytes. */
export interface DenseWord {
  /** Offset in the text, in characters. */
  at: number;
  length: number;
  /** Number of bytes that it can encode. */
  bytes: number;
  /** Whether it is as long as a digest or an identifier in the same encoding. */
  isIdSized: boolean;
}

/** Fewer bytes cannot contain a canary. */
const MIN_BYTES = 16;
/** Length in characters of the shortest encoding of 16 bytes: base85 writes 4 bytes as 5 characters. */
const SHORTEST = 20;
/** Only this many characters of a longer word are measured. */
const SAMPLE = 4096;
/** Bits per character. Human words have 1.5 to 3, digits 3.3, hex 4, base32 5, base64 6. */
const DENSE = 3.9;
/** Bits per character below which a path segment is a human word. */
const WORDY = 2;
/** Digits. A digit string up to this length (24 bytes) is a number; no clock or counter is longer. */
const LONGEST_NUMBER = 58;
/** Bytes of MD5 and UUID, SHA-1, SHA-224 and SHA-256. Written in hex, SHA-512 counts too. */
const DIGESTS = [16, 20, 28, 32];
const HEX_DIGESTS = [...DIGESTS, 64];
/** A UUID with a valid version and variant. One in 8 random hex strings of this shape matches. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gi;
/** Ends at characters that neither base64 nor an identifier has. */
const WORD = /[^\s"'`<>(){}[\],;:&|?#@!\\=]+/g;
/** Also includes the special characters of base85 and similar encodings. */
const WIDE_WORD = /[^\s]+/g;

/** The words of a text that look random and can encode 16 bytes or more. Excludes UUIDs. */
export function denseWords(text: string): DenseWord[] {
  if (text.length < SHORTEST || !mayBeDense(text)) return [];
  const plain = text.includes('-') ? text.replace(UUID, (uuid) => ' '.repeat(uuid.length)) : text;
  const words = wordsOf(plain, WORD, bitsOf);
  const wide = wordsOf(plain, WIDE_WORD, wideBitsOf);

  return sizeOf(wide) > sizeOf(words) * 1.5 ? wide : words;
}

const [LOWER, UPPER, DIGIT] = [1, 2, 3];
/** The kind of each ASCII character; 0 for all other characters. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 97 && code <= 122) return LOWER;
  if (code >= 65 && code <= 90) return UPPER;

  return code >= 48 && code <= 57 ? DIGIT : 0;
});

/**
 * Whether a text can contain dense words; one cheap pass. True in three cases. Cases and digits alternate within about
 * 20 characters. A run of letters and digits has 20 or more. A character is beyond ASCII.
 */
function mayBeDense(text: string): boolean {
  let word = 0;
  let turns = 0;
  let run = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return true;
    const kind = KINDS[code] ?? 0;
    if (code <= 32) word = turns = 0;
    else if (++word > SHORTEST && turns * 8 > word) return true;
    if (kind === 0) run = 0;
    else if (++run >= SHORTEST) return true;
    if (kind !== before && kind !== 0 && before !== 0) turns++;
    before = kind;
  }

  return false;
}

export function isUuid(text: string): boolean {
  return text.length === 36 && text.replace(UUID, '') === '';
}

function sizeOf(words: readonly DenseWord[]): number {
  return words.reduce((sum, { bytes }) => sum + bytes, 0);
}

function wordsOf(text: string, pattern: RegExp, measure: (word: string) => number): DenseWord[] {
  const words: DenseWord[] = [];
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (found.length < SHORTEST) continue;
    for (const { word, at } of isPath(found) ? segmentsOf(found) : [{ word: found, at: 0 }]) {
      if (word.length < SHORTEST) continue;
      const bytes = Math.floor((measure(word.slice(0, SAMPLE)) * word.length) / 8);
      if (bytes < MIN_BYTES) continue;
      words.push({ at: index + at, length: word.length, bytes, isIdSized: isIdSized(word, bytes) });
    }
  }

  return words;
}

/** Whether slashes separate words, as in a path. In base64, a slash separates nothing. */
function isPath(word: string): boolean {
  return (
    word.includes('/') &&
    word
      .split('/', 16)
      .some((segment) => segment.length >= 4 && entropyBits(segment) < WORDY * segment.length)
  );
}

function segmentsOf(path: string): { word: string; at: number }[] {
  return [...path.matchAll(/[^/]+/g)].map(({ 0: word, index }) => ({ word, at: index }));
}

function isIdSized(word: string, bytes: number): boolean {
  const hex = word.replaceAll('-', '');

  return isHex(hex) ? HEX_DIGESTS.includes(hex.length / 2) : DIGESTS.includes(bytes);
}

/** Bits per character of a word, by the alphabet that it seems to use; 0 for human text. */
function bitsOf(word: string): number {
  if (/^\d+$/.test(word)) return word.length > LONGEST_NUMBER ? Math.log2(10) : 0;
  if (isHex(word.replaceAll('-', '')))
    return /\d/.test(word) && /[a-f]/i.test(word) ? 4 * bareShare(word) : 0;
  if (isOneWordApart(word) || (entropyBits(word) < DENSE * word.length && !mixesCases(word))) return 0;
  if (/[a-z]/.test(word) && /[A-Z]/.test(word)) return 6;

  return 5;
}

/** Share of the characters that are not separators. */
function bareShare(word: string): number {
  return word.replaceAll('-', '').length / word.length;
}

function isHex(word: string): boolean {
  return /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(word);
}

/**
 * Whether upper and lower case alternate as in base64. A word in an identifier has one upper-case letter, at its start.
 */
function mixesCases(word: string): boolean {
  const upper = word.match(/[A-Z]/g)?.length ?? 0;
  const lower = word.match(/[a-z]/g)?.length ?? 0;
  const turns = word.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;

  return Math.min(upper, lower) >= word.length * 0.25 && turns >= word.length * 0.3;
}

/** Whether special characters split a word into pieces too short for base64. */
function isOneWordApart(word: string): boolean {
  const pieces = word.split(/[^A-Za-z0-9]+/);

  return pieces.length * 5 > word.length;
}

/**
 * Like `bitsOf`, for alphabets with punctuation (base85, Z85, base91) or characters beyond ASCII. In random text,
 * punctuation, digits and both cases alternate. In code and markup, words stay in one piece.
 */
function wideBitsOf(word: string): number {
  if (/[^\x20-\x7e]/.test(word)) return scriptsOf(word) >= 6 ? 12 : rareBitsOf(word);
  const share = (kind: RegExp) => (word.match(kind)?.length ?? 0) / word.length;
  const signs = share(/[^A-Za-z0-9]/g);
  if (signs < 0.1 || signs > 0.45) return 0;
  if (share(/[a-z]/g) < 0.12 || share(/[A-Z]/g) < 0.12 || share(/\d/g) < 0.02) return 0;
  const runs = word.match(/[a-z]+|[A-Z]+|\d+|[^A-Za-z0-9]+/g)?.length ?? 0;

  return runs / word.length >= 0.55 ? 6.4 : 0;
}

/** Number of Unicode blocks that a word uses. Text in one language uses one or a few. */
function scriptsOf(word: string): number {
  const places = new Set<number>();
  for (const character of word.slice(0, 256)) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x3000 || (code >= 0xd7b0 && code < 0xff00)) places.add(code >> 8);
    else if (code < 0x4e00) places.add(0x30);
    else places.add(code < 0xa000 ? 0x4e : code < 0xac00 ? 0xa0 + ((code >> 8) & 3) : code >> 12);
  }

  return places.size;
}
