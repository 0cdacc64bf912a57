import { isUtf8 } from 'node:buffer';
import { mapStrings } from './strings.ts';

/** Files of a bundle with words of the program itself, and pages that are made from the other files. */
const OF_THE_PROGRAM = /^(?:rules|report)\/|^(?:index\.html|README\.md|redaction\.json|SHA256SUMS)$/;
/** Keys of records whose sentences the program writes. */
const SENTENCES = new Set(['reasons', 'gate']);
const BASE64 = /^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The texts of a bundle's file in which a short value would be the tester's: strings of JSON without keys and without the
 * program's sentences, and all of other texts. Base64 is decoded, as it contains short words by chance.
 * @param path of the file in the bundle, with `/`
 */
export function textsOf(path: string, bytes: Uint8Array): string[] {
  if (OF_THE_PROGRAM.test(path) || !isUtf8(bytes)) return [];
  const text = Buffer.from(bytes).toString('utf8');
  if (!/\.(?:json|har)$/.test(path)) return [text];
  const texts: string[] = [];
  const content: unknown = JSON.parse(text, (key, value: unknown) => (SENTENCES.has(key) ? null : value));
  mapStrings(content, (string) => {
    texts.push(...decoded(string));

    return string;
  });

  return texts;
}

function decoded(text: string): string[] {
  if (!BASE64.test(text)) return [text];
  const bytes = Buffer.from(text, 'base64');

  return isUtf8(bytes) ? [bytes.toString('utf8')] : [];
}
