import { BASE32, BASE64 } from '../codecs/alphabets.ts';
import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import type { SymbolCode } from './patterns.ts';
import { compact, groupsOf, sequenceOf } from './sequence.ts';

/** Symbols of a content. Later ones are not searched for patterns. */
export const LONGEST = 1 << 18;

/** How the symbols of a content were replaced, from where on. */
export interface Substitution {
  code: SymbolCode;
  /** Symbols of the content for each symbol of the code. */
  unit: number;
  /** Index of the first symbol of the content. */
  at: number;
  /** Bits at the start that are dropped. */
  skip: number;
  /** The symbols of the code, in the order in which they first occur in the content. */
  letters: string;
}

const STEP = /^substitution:(text|base64|base32)(?:\/(\d))?(?:\+(\d))?@(\d+):(.*)$/s;
const CODES = { base64: { width: 6, alphabet: BASE64 }, base32: { width: 5, alphabet: BASE32 } };

/** Text in an alphabet that only the sender knows, recognized by the order in which the symbols of a canary repeat. */
export const substitution: Codec = { name: 'substitution', kind: 'inside', open: () => NOTHING };

/** The layer of a substitution. It ends before the first symbol that the canary does not have. */
export function layerOfSubstitution(content: Content, found: Substitution): Layer {
  return { step: printSubstitution(found), content: decode(content, found), offset: found.at, sure: true };
}

/**
 * Whether most symbols stand for themselves. Such a text is not in a private alphabet: it resembles the canary, or is
 * already decoded.
 */
export function isNearlyPlain(content: Content, found: Substitution): boolean {
  if (found.unit !== 1) return false;
  const sent = [...content.text].slice(found.at);
  const letters = [...lettersOf(content, found)];
  const same = letters.filter((letter, index) => letter.toLowerCase() === sent[index]?.toLowerCase());

  return same.length * 2 > letters.length;
}

/** The substitution that a step of a chain describes; undefined for any other step. */
export function parseSubstitution(step: string): Substitution | undefined {
  const [, code, unit = '1', skip = '0', at = '0', letters = ''] = STEP.exec(step) ?? [];
  if (code !== 'text' && code !== 'base64' && code !== 'base32') return undefined;

  return { code, unit: Number(unit), skip: Number(skip), at: Number(at), letters };
}

function printSubstitution({ code, unit, at, skip, letters }: Substitution): string {
  return `substitution:${code}${unit === 1 ? '' : `/${unit}`}${skip === 0 ? '' : `+${skip}`}@${at}:${letters}`;
}

function decode(content: Content, found: Substitution): Content {
  const text = lettersOf(content, found);

  return found.code === 'text'
    ? Content.ofText(text)
    : Content.ofBytes(bytesOf(text, found.skip, CODES[found.code]));
}

/** The symbols of the code, up to the first one that the canary does not have. */
function lettersOf(content: Content, { unit, at, letters }: Substitution): string {
  const { symbols, length } = groupsOf(compact(sequenceOf(content, LONGEST)), unit, at);
  const known = [...letters];
  const byNumber = new Map<number, string>();
  let text = '';
  for (let index = 0; index < length; index++) {
    const symbol = symbols[index] ?? 0;
    const letter = byNumber.get(symbol) ?? known[byNumber.size];
    if (letter === undefined) break;
    byNumber.set(symbol, letter);
    text += letter;
  }

  return text;
}

function bytesOf(
  text: string,
  skip: number,
  { width, alphabet }: { width: number; alphabet: string },
): Uint8Array {
  const bytes: number[] = [];
  let pending = 0;
  let count = -skip;
  for (const letter of text) {
    pending = ((pending << width) | alphabet.indexOf(letter)) & 0xffff;
    count += width;
    if (count >= 8) {
      count -= 8;
      bytes.push((pending >> count) & 255);
    }
  }

  return Uint8Array.from(bytes);
}
