import { brotliDecompressSync, constants } from 'node:zlib';
import { Content } from '../content.ts';
import { beginsLikeBrotli } from './brotli-head.ts';
import { beginsLikeDeflate } from './deflate-head.ts';
import { beginsLikeCompressed } from './inflate.ts';
import { hasMagic } from './magic.ts';
import { inflateSmall } from './small-inflate.ts';

/** Characters of text in a row that chance gives to one word in thousands. */
const RUN = 8;
/** How much of it is looked at. */
export const HEAD = 256;
/** Bytes of a last character that may be cut off. */
const CUT_OFF = 3;
/** What is read before the rest of a text is. */
const SEEN = 48;
/** The share of control characters that no text has, and the bytes that it is counted in, as in `Content`. */
const CONTROLS = 0.02;
const CONTROLS_SEEN = 4096;

/** Whether bytes that a guess gave make sense: text, or something that can be opened further. */
export function isPlausible(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  if (isTextHead(bytes)) return true;

  return tellsItself(bytes) || hasReadableRun(bytes) || isWideText(bytes) || hasScriptRun(bytes);
}

/** Whether bytes begin as a format does that has a beginning of its own: compressed data, or a message of gRPC. */
export function tellsItself(bytes: Uint8Array): boolean {
  const isMessage = (bytes[0] ?? 2) <= 1 && bytes[1] === 0 && bytes[2] === 0;

  return isMessage || beginsLikeCompressed(bytes) || hasMagic(bytes);
}

/** `isPlausible` for guesses that are seldom made: data compressed without a header is tried as well. */
export function isPlausibleAtAll(bytes: Uint8Array): boolean {
  return isPlausible(bytes) || inflatesToText(bytes);
}

/** Whether bytes are text up to a last character that may be cut off. */
export function isTextHead(bytes: Uint8Array): boolean {
  if (!mayBeText(bytes, bytes.length)) return false;
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++)
    if (Content.ofBytes(bytes.subarray(0, bytes.length - cut)).isText) return true;

  return false;
}

/**
 * Whether the rest is worth a look: never false where `isPlausible` is true of all the bytes.
 * @param head the first bytes of them, `HEAD` or more where there are so many
 * @param length of all of them
 */
export function mayBePlausible(head: Uint8Array, length: number): boolean {
  return (
    length >= 4 &&
    (mayBeText(head, length) ||
      tellsItself(head) ||
      hasReadableRun(head) ||
      isWideText(head) ||
      hasScriptRun(head))
  );
}

/** Whether the first bytes of some are none that text cannot have: broken UTF-8, or a control character too many. */
export function mayBeText(head: Uint8Array, length: number): boolean {
  const end = Math.min(head.length, length - CUT_OFF, SEEN);
  const most = Math.min(length, CONTROLS_SEEN) * CONTROLS;
  let controls = 0;
  let following = 0;
  for (let at = 0; at < end; at++) {
    const byte = head[at] ?? 0;
    if (following > 0) {
      if ((byte & 0xc0) !== 0x80) return false;
      following--;
    } else if (byte < 0x80) {
      const isControl = (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127;
      if (isControl && ++controls >= most) return false;
    } else {
      if (byte < 0xc2 || byte > 0xf4) return false;
      following = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    }
  }

  return true;
}

/** Whether bytes are text beyond doubt, in which no repetition of a few characters passes for it. */
export function isWritten(bytes: Uint8Array): boolean {
  return bytes.length >= 16 && new Set(bytes.subarray(0, HEAD)).size >= 8 && isTextHead(bytes);
}

/** Whether three characters of three bytes each stand together, as most scripts beyond Latin have them. */
function hasScriptRun(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, HEAD) - 8;
  for (let at = 0; at < end; at++)
    if (isOfThree(bytes, at) && isOfThree(bytes, at + 3) && isOfThree(bytes, at + 6)) return true;

  return false;
}

function isOfThree(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] ?? 0) >> 4 === 14 && (bytes[at + 1] ?? 0) >> 6 === 2 && (bytes[at + 2] ?? 0) >> 6 === 2;
}

/** Whether eight characters of ASCII stand together. */
function hasReadableRun(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, HEAD);
  /** Every run of eight has a byte at `at`, which goes on eight from each byte that is none of them. */
  for (let at = RUN - 1, from = 0; at < end; ) {
    let before = at;
    while (before >= from && isReadable(bytes[before])) before--;
    if (before < from) return true;
    from = before + 1;
    at = before + RUN;
  }

  return false;
}

function isReadable(byte = 0): boolean {
  return byte >= 32 && byte < 127;
}

/** Whether every second byte is zero, as in ASCII written as UTF-16, or one of very few, as in other scripts. */
function isWideText(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 32);
  if (length < 8) return false;
  if (length >= 16 && isOneBlock(bytes, length)) return true;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }

  return Math.max(even, odd) >= length / 2 - 2 && Math.min(even, odd) <= 1;
}

/** Whether the bytes at even or at odd places have at most three values: the blocks of Unicode that one text is written in. */
function isOneBlock(bytes: Uint8Array, length: number): boolean {
  return haveThreeValues(bytes, 0, length) || haveThreeValues(bytes, 1, length);
}

function haveThreeValues(bytes: Uint8Array, parity: number, length: number): boolean {
  const first = bytes[parity];
  const second = bytes[parity + 2];
  let third: number | undefined;
  for (let at = parity; at < length; at += 2) {
    const byte = bytes[at];
    if (byte === first || byte === second || byte === third) continue;
    if (third !== undefined) return false;
    third = byte;
  }

  return true;
}

function inflatesToText(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false;

  return isText(inflatedHead(bytes)) || isText(unbrotliedHead(bytes));
}

function isText(opened: Uint8Array | undefined): boolean {
  return (
    opened !== undefined && opened.length >= 8 && (Content.ofBytes(opened).isText || hasReadableRun(opened))
  );
}

function inflatedHead(bytes: Uint8Array): Uint8Array | undefined {
  if (!beginsLikeDeflate(bytes)) return undefined;
  const { bytes: opened, end } = inflateSmall(bytes.subarray(0, HEAD));

  return end === 'ended' ? opened : undefined;
}

function unbrotliedHead(bytes: Uint8Array): Uint8Array | undefined {
  if (!beginsLikeBrotli(bytes)) return undefined;
  try {
    return brotliDecompressSync(bytes.subarray(0, HEAD), {
      maxOutputLength: 1 << 16,
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
    });
  } catch {
    return undefined; // Not compressed in this way.
  }
}
