import { CRYPTOGRAPHIC, digest, spellingsOf } from '../detect/formats.ts';
import type { Pseudonyms } from './pseudonym.ts';

/** One of the tester's values, which must not be published. */
export interface OwnValue {
  /** What it is: `android_id`, `serial`, `distinct_id`. */
  name: string;
  value: string;
  /** The value is short, and replaced only where it is a whole word of a text. */
  isWord?: true;
}

/** One spelling of a value, and its replacement. */
export interface Form {
  name: string;
  text: string;
  replacement: string;
  /** Replaced only where it is a whole word of a text. */
  isWord?: true;
}

/**
 * Every spelling of a value in both cases, and the digests of these in hex and base64. A value's digest is replaced by the
 * digest of its pseudonym, so that the two still match. Short values are not searched for in UTF-16, where they would be parts of
 * longer words.
 */
export function formsOf({ name, value, isWord }: OwnValue, pseudonyms: Pseudonyms): Form[] {
  const texts = new Set(
    [value, ...spellingsOf(value)].flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]),
  );
  const forms = new Map<string, Form>();
  const add = (text: string, replacement: string, whole?: true) => {
    if (!forms.has(text)) forms.set(text, { name, text, replacement, ...(whole && { isWord: whole }) });
  };
  for (const text of texts) {
    const pseudonym = pseudonyms(text);
    add(text, pseudonym, isWord);
    if (!isWord) {
      const [utf16, pseudonymUtf16] = [text, pseudonym].map((spelling) =>
        Buffer.from(spelling, 'utf16le').toString('latin1'),
      );
      add(utf16 ?? '', pseudonymUtf16 ?? '');
      add(asUtf8InLatin1(text), asUtf8InLatin1(pseudonym));
    }
    for (const algorithm of CRYPTOGRAPHIC)
      for (const [encoding, format] of DIGEST_FORMATS)
        add(
          format(bytesOf(digest(algorithm, text)).toString(encoding)),
          format(bytesOf(digest(algorithm, pseudonym)).toString(encoding)),
        );
  }

  return [...forms.values()];
}

/** The UTF-8 bytes of a text, as a string with one character for each byte. */
function asUtf8InLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const unchanged = (text: string) => text;
/** How digests are written. A raw digest is searched for in bytes that were decoded as Latin-1. */
const DIGEST_FORMATS: readonly [BufferEncoding, (text: string) => string][] = [
  ['hex', unchanged],
  ['hex', (text) => text.toUpperCase()],
  ['base64', (text) => text.replace(/=+$/, '')],
  ['base64url', unchanged],
  ['latin1', unchanged],
];

/** The bytes of a digest that has one character per byte. */
function bytesOf(written: string): Buffer {
  return Buffer.from(written, 'latin1');
}
