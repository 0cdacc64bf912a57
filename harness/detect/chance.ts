import { isUtf8 } from 'node:buffer';
import type { Codec, Layer } from './codec.ts';
import { beginsLikeBrotli } from './codecs/brotli-head.ts';
import { hasMagicInside } from './codecs/magic.ts';
import { isPlausible } from './codecs/plausible.ts';
import { mayInflate } from './codecs/deflate-head.ts';
import { isTarHeader } from './codecs/tar.ts';

/** Bytes. Every codec tries larger values. */
const LARGEST = 256;
const SHORTEST_UTF8 = 16;
/** Maximum number of bytes that a binary format has before its first field. */
const FRAMING = 8;
const HEX = /^(?:[0-9a-f]{16,128}|[0-9A-F]{16,128})$/;
/** Hex digits of SHA-224, SHA-256 and SHA-512. Shorter digests are covered by `LONGEST_ID`. */
const DIGESTS = [56, 64, 128];
const LONGEST_ID = 46;

/**
 * Whether a guess produced meaningless bytes: no text, and no start of a known format. Words and digits that are read
 * as base64 often produce such bytes.
 */
export function isChance(codec: Codec, { content, sure }: Layer): boolean {
  if (sure || codec.kind === 'structure' || codec.kind === 'rewrite' || content.isText) return false;
  const { bytes } = content;
  // Bytes that are UTF-8 but not text still count: random bytes are almost never UTF-8 at this length.
  if (bytes.length >= SHORTEST_UTF8 && isUtf8(bytes)) return false;

  return (
    !isPlausible(bytes) &&
    !mayInflate(bytes) &&
    !beginsLikeBrotli(bytes) &&
    !hasMagicInside(bytes) &&
    !isTarHeader(bytes)
  );
}

/**
 * Whether a short value cannot be a message in any known format. It has no run of text. It has no compressed data at
 * its start, after a short frame, or marked by magic bytes anywhere.
 */
export function isFormless(bytes: Uint8Array): boolean {
  if (bytes.length > LARGEST || isPlausible(bytes)) return false;
  for (let at = 0; at <= FRAMING; at++)
    if (mayInflate(bytes, at) || beginsLikeBrotli(bytes, at)) return false;

  return !hasMagicInside(bytes);
}

/** Whether a text is an identifier or a digest in hex, and its bytes have no recognizable format either. */
export function isFormlessHex(text: string): boolean {
  const isIdSized = text.length <= LONGEST_ID || DIGESTS.includes(text.length);

  return isIdSized && HEX.test(text) && text.length % 2 === 0 && isFormless(Buffer.from(text, 'hex'));
}
