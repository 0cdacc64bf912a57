import { createHash } from 'node:crypto';
import { CRYPTOGRAPHIC, spellingsOf } from '../detect/formats.ts';
import type { Pseudonyms } from './pseudonym.ts';

/** One of the tester's values, which must not be published. */
export interface OwnValue {
  /** What it is: `android_id`, `serial`, `distinct_id`. */
  name: string;
  value: string;
}

/** One spelling of a value, and its replacement. */
export interface Form {
  name: string;
  text: string;
  becomes: string;
}

/**
 * Every spelling of a value in both cases, and the digests of these in hex and base64. A value's digest is replaced by the
 * digest of its pseudonym, so that the two still match.
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

/** UTF-8, one character for each byte. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const asIs = (text: string) => text;
/** Encodings of digests. Raw digests are searched for in Latin-1 text of the bytes. */
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
