import { isUtf8 } from 'node:buffer';
import type { Codec, Layer } from './codec.ts';
import { beginsLikeBrotli } from './codecs/brotli-head.ts';
import { hasMagicInside } from './codecs/magic.ts';
import { isPlausible } from './codecs/plausible.ts';
import { mayInflate } from './codecs/deflate-head.ts';

/** Larger values are worth every codec's own look. */
const LARGEST = 256;
const SHORTEST_UTF8 = 16;
/** The most that a binary format puts before its first field. */
const FRAMING = 8;
const HEX = /^(?:[0-9a-f]{16,128}|[0-9A-F]{16,128})$/;
/** Hex digits of SHA-224, SHA-256 and SHA-512; what is shorter than them all is an identifier, or a digest too. */
const DIGESTS = [56, 64, 128];
const LONGEST_ID = 46;

/**
 * Whether a guess gave bytes that mean nothing: no text, nothing that begins like something. Words and digits read as
 * base64 give such bytes all the time.
 */
export function isChance(codec: Codec, { content, sure }: Layer): boolean {
  if (sure || codec.kind === 'structure' || codec.kind === 'rewrite' || content.isText) return false;
  const { bytes } = content;
  // Bytes that were written as text of one character each; chance gives no UTF-8 of that length.
  if (bytes.length >= SHORTEST_UTF8 && isUtf8(bytes)) return false;

  return !isPlausible(bytes) && !mayInflate(bytes) && !beginsLikeBrotli(bytes) && !hasMagicInside(bytes);
}

/**
 * Whether a short value is so without form that no format can have it as a message: no run of text, and compressed data
 * neither at its beginning, nor behind some framing, nor told by its first bytes anywhere.
 */
export function isFormless(bytes: Uint8Array): boolean {
  if (bytes.length > LARGEST || isPlausible(bytes)) return false;
  for (let at = 0; at <= FRAMING; at++)
    if (mayInflate(bytes, at) || beginsLikeBrotli(bytes, at)) return false;

  return !hasMagicInside(bytes);
}

/** Whether a text is an identifier or a digest in hex, and what it is the hex of has no form either. */
export function isFormlessHex(text: string): boolean {
  const isIdSized = text.length <= LONGEST_ID || DIGESTS.includes(text.length);

  return isIdSized && HEX.test(text) && text.length % 2 === 0 && isFormless(Buffer.from(text, 'hex'));
}
