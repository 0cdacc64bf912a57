import { entropyBits } from '../match/entropy.ts';
import { rareBitsOf } from './rare-characters.ts';

/** A word of a text that looks like random bytes written as text. */
export interface DenseWord {
  /** Where it stands in the text, in characters. */
  at: number;
  length: number;
  /** Bytes that it can hold. */
  bytes: number;
  /** Whether it is as long as a digest or an identifier of that dress is. */
  isIdSized: boolean;
}

/** Fewer cannot hold a canary. */
const FEWEST_BYTES = 16;
/** Characters of the shortest word that holds so many: base85 has 5 for 4 bytes. */
const SHORTEST = 20;
/** What longer words are measured by. */
const SAMPLE = 4096;
/** Bits a character: words of people have 1.5 to 3, hex 4, base32 5, base64 6; digits alone 3.3. */
const DENSE = 3.9;
/** Under so many a character it is a word. */
const WORDY = 2;
/** Digits alone are numbers up to here: some twenty bytes more than any clock or counter has. */
const LONGEST_NUMBER = 58;
/** MD5 and UUID, SHA-1, SHA-224, SHA-256; as hex SHA-512 too. */
const DIGESTS = [16, 20, 28, 32];
const HEX_DIGESTS = [...DIGESTS, 64];
/** A UUID that says its version and variant, as random bytes do once in 32. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gi;
/** Words end at what neither base64 nor an identifier has. */
const WORD = /[^\s"'`<>(){}[\],;:&|?#@!\\=]+/g;
/** With what base85 and its kin have besides. */
const WIDE_WORD = /[^\s]+/g;

/** The words of a text that look random, and hold 16 bytes or more. UUIDs are none of them. */
export function denseWords(text: string): DenseWord[] {
  if (text.length < SHORTEST || !mayBeDense(text)) return [];
  const plain = text.includes('-') ? text.replace(UUID, (uuid) => ' '.repeat(uuid.length)) : text;
  const words = wordsOf(plain, WORD, bitsOf);
  const wide = wordsOf(plain, WIDE_WORD, wideBitsOf);

  return sizeOf(wide) > sizeOf(words) * 1.5 ? wide : words;
}

const [LOWER, UPPER, DIGIT] = [1, 2, 3];
/** What kind of character each ASCII code is; 0 for signs, and for what is no ASCII. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 97 && code <= 122) return LOWER;
  if (code >= 65 && code <= 90) return UPPER;

  return code >= 48 && code <= 57 ? DIGIT : 0;
});

/**
 * Whether a text may have such words, told in one pass: letters of both cases and digits take turns within some twenty
 * characters, or so many stand together, or it is in characters that are no ASCII.
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

/** Whether a text is a UUID and nothing else. */
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
      if (bytes < FEWEST_BYTES) continue;
      words.push({ at: index + at, length: word.length, bytes, isIdSized: isIdSized(word, bytes) });
    }
  }

  return words;
}

/** Whether slashes part words, as they do in a path; in base64 they part nothing. */
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

/** Bits that each character of a word holds, by the alphabet that it seems to be written in; 0 where people write so. */
function bitsOf(word: string): number {
  if (/^\d+$/.test(word)) return word.length > LONGEST_NUMBER ? Math.log2(10) : 0;
  if (isHex(word.replaceAll('-', '')))
    return /\d/.test(word) && /[a-f]/i.test(word) ? 4 * bareShare(word) : 0;
  if (isOneWordApart(word) || (entropyBits(word) < DENSE * word.length && !mixesCases(word))) return 0;
  if (/[a-z]/.test(word) && /[A-Z]/.test(word)) return 6;

  return 5;
}

/** How many characters of a word are none that only part it. */
function bareShare(word: string): number {
  return word.replaceAll('-', '').length / word.length;
}

function isHex(word: string): boolean {
  return /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(word);
}

/** Whether cases take turns as they do in base64; a word inside an identifier has one upper-case letter, at its beginning. */
function mixesCases(word: string): boolean {
  const upper = word.match(/[A-Z]/g)?.length ?? 0;
  const lower = word.match(/[a-z]/g)?.length ?? 0;
  const turns = word.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;

  return Math.min(upper, lower) >= word.length * 0.25 && turns >= word.length * 0.3;
}

/** Whether a word falls into pieces that are each too short to be a piece of base64 that was cut at its signs. */
function isOneWordApart(word: string): boolean {
  const pieces = word.split(/[^A-Za-z0-9]+/);

  return pieces.length * 5 > word.length;
}

/**
 * The same for alphabets with signs in them (base85, Z85, base91), and for those of wide characters. Signs, digits and both
 * cases take turns in what is random; in code and markup words stand together.
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

/** In how many places of Unicode a word has its characters; a people's script is one. */
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
