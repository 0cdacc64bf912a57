import { hash } from 'node:crypto';
import { crc32, javaHash } from '../digest/small.ts';
import type { SearchedPart } from '../search-exchange.ts';
import { tokensOf } from './tokens.ts';

/** Layers of an exchange whose checksums are computed, the outermost first. */
const MAX_LAYERS = 256;

/** Decodings around what is checked: a field, base64 and compression. */
const DEEPEST = 4;

/**
 * The words of checksums of what an exchange sends, at any level of decoding: MD5, SHA-1 and SHA-256 in hex or base64,
 * CRC-32 and Java's `hashCode` as numbers. They tell nothing that the content does not.
 */
export function checksumsOf(searched: readonly SearchedPart[]): Set<string> {
  const words = new Set<string>();
  const layers = searched
    .filter(({ part }) => part.bulk)
    .flatMap(({ reached }) => reached.filter(({ kind, depth }) => kind !== 'inside' && depth <= DEEPEST));
  for (const { content } of layers.slice(0, MAX_LAYERS)) {
    for (const algorithm of ['md5', 'sha1', 'sha256']) {
      const hex = hash(algorithm, content.bytes, 'hex');
      for (const text of [hex, hex.toUpperCase(), hash(algorithm, content.bytes, 'base64')])
        for (const token of tokensOf(text)) words.add(token.text);
    }
    words.add(String(crc32(content.bytes)));
    if (content.isText)
      words.add(String(javaHash(content.text))).add(String(Math.abs(javaHash(content.text) | 0)));
  }

  return words;
}
