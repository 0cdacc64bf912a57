import type { Codec, Layer } from './codec.ts';
import { beginsLikeBrotli } from './codecs/brotli-head.ts';
import { beginsLikeDeflate } from './codecs/deflate-head.ts';
import { isPlausible } from './codecs/plausible.ts';

/** Larger values are worth every codec's own look. */
const LARGEST = 256;
/** The most that a binary format puts before its first field. */
const FRAMING = 8;
const MAGIC = ['1f8b08', '28b52ffd', '7801', '785e', '789c', '78da'].map((hex) => Buffer.from(hex, 'hex'));
/** A digest of up to 64 bytes as hex; nothing of that size is called opaque. */
const HEX = /^(?:[0-9a-f]{16,128}|[0-9A-F]{16,128})$/;

/**
 * Whether a guess gave bytes that mean nothing: no text, nothing that begins like something. Words and digits read as
 * base64 give such bytes all the time.
 */
export function isChance(codec: Codec, { content, sure }: Layer): boolean {
  if (sure || codec.kind === 'structure' || codec.kind === 'rewrite' || content.isText) return false;
  const { bytes } = content;

  return !isPlausible(bytes) && !beginsLikeDeflate(bytes) && !beginsLikeBrotli(bytes);
}

/**
 * Whether a short value is so without form that no format can have it as a message: no run of text, and compressed data
 * neither at its beginning, nor behind some framing, nor told by its first bytes anywhere.
 */
export function isFormless(bytes: Uint8Array): boolean {
  if (bytes.length > LARGEST || isPlausible(bytes)) return false;
  for (let at = 0; at <= FRAMING; at++) {
    const rest = bytes.subarray(at);
    if (beginsLikeDeflate(rest) || beginsLikeBrotli(rest)) return false;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

  return !MAGIC.some((magic) => buffer.includes(magic));
}

/** Whether a text is an identifier or a digest in hex, and what it is the hex of has no form either. */
export function isFormlessHex(text: string): boolean {
  return HEX.test(text) && text.length % 2 === 0 && isFormless(Buffer.from(text, 'hex'));
}
