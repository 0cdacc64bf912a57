import { createHash } from 'node:crypto';
import { CRYPTOGRAPHIC } from '../detect/digest/algorithms.ts';
import { spellingsOf } from '../detect/identify/spellings.ts';
import type { Pseudonyms } from './pseudonym.ts';

/** A value of the tester's that nobody else is to see. */
export interface OwnValue {
  /** What it is: `android_id`, `serial`, `distinct_id`. */
  name: string;
  value: string;
}

/** A text that stands for a value, and what is to stand in its place. */
export interface Form {
  name: string;
  text: string;
  becomes: string;
}

/**
 * Every text that a value is known by: its spellings in either case, and the digests of these in hex and base64. The
 * digest of a value becomes that of its pseudonym, so that they belong together afterwards as they did before.
 */
export function formsOf({ name, value }: OwnValue, pseudonyms: Pseudonyms): Form[] {
  const texts = new Set(
    [value, ...spellingsOf(value)].flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]),
  );
  const forms = new Map<string, string>();
  const add = (text: string, becomes: string) => {
    if (!forms.has(text)) forms.set(text, becomes);
  };
  for (const text of texts) {
    const other = pseudonyms(text);
    add(text, other);
    const [wide, otherWide] = [text, other].map((each) => Buffer.from(each, 'utf16le').toString('latin1'));
    add(wide ?? '', otherWide ?? '');
    add(asBytes(text), asBytes(other));
    for (const algorithm of CRYPTOGRAPHIC)
      for (const [encoding, dress] of WRITTEN)
        add(
          dress(digest(algorithm, text).toString(encoding)),
          dress(digest(algorithm, other).toString(encoding)),
        );
  }

  return [...forms].map(([text, becomes]) => ({ name, text, becomes }));
}

/** UTF-8, a byte a character. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const asIs = (text: string) => text;
/** How digests are written. Raw ones stand among bytes, which are searched as Latin-1. */
const WRITTEN: readonly [BufferEncoding, (text: string) => string][] = [
  ['hex', asIs],
  ['hex', (text) => text.toUpperCase()],
  ['base64', (text) => text.replace(/=+$/, '')],
  ['base64url', asIs],
  ['latin1', asIs],
];

function digest(algorithm: string, text: string): Buffer {
  return createHash(algorithm).update(text).digest();
}
