import { brotliDecompressSync, constants } from 'node:zlib';
import { Content } from '../content.ts';
import { beginsLikeBrotli } from './brotli-head.ts';
import { beginsLikeDeflate } from './deflate-head.ts';
import { beginsLikeDns } from './dns-message.ts';
import { beginsLikeCompressed } from './inflate.ts';
import { hasMagic } from './magic.ts';
import { inflateSmall } from './small-inflate.ts';

/** Text characters in a row. Chance gives such a run to one word in thousands. */
const RUN = 8;
/** Bytes that are checked. */
export const HEAD = 256;
/** The most bytes of a truncated last character. */
const MAX_TRUNCATED = 3;
/** Bytes that are checked before the whole text is. */
const CHECKED_BYTES = 48;
/** The share of control characters at which `Content` rejects text, and the bytes in which it counts them. */
const CONTROLS = 0.02;
const CONTROLS_CHECKED_BYTES = 4096;

/** Whether a guess gave plausible bytes: text, or a format that can be decoded further. */
export function isPlausible(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  if (isTextHead(bytes)) return true;

  return hasFormatHeader(bytes) || hasReadableRun(bytes) || isWideText(bytes) || hasScriptRun(bytes);
}

/** Whether bytes begin with a recognizable header: compressed data, a gRPC message or a DNS message. */
export function hasFormatHeader(bytes: Uint8Array): boolean {
  const isMessage = (bytes[0] ?? 2) <= 1 && bytes[1] === 0 && bytes[2] === 0;

  return (
    isMessage ||
    beginsLikeCompressed(bytes) ||
    hasMagic(bytes) ||
    beginsLikeDns(bytes) ||
    beginsLikeDns(bytes, 2)
  );
}

/** `isPlausible` for rare guesses. Also tries headerless compression. */
export function isPlausibleAtAll(bytes: Uint8Array): boolean {
  return isPlausible(bytes) || inflatesToText(bytes);
}

/** Whether bytes are text, apart from a truncated last character. */
export function isTextHead(bytes: Uint8Array): boolean {
  if (!mayBeText(bytes, bytes.length)) return false;
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++)
    if (Content.ofBytes(bytes.subarray(0, bytes.length - cut)).isText) return true;

  return false;
}

/**
 * A cheap check of the first bytes. It is never false if `isPlausible` is true for all bytes.
 * @param head the first bytes, at least `HEAD` if there are so many
 * @param length the number of all bytes
 */
export function mayBePlausible(head: Uint8Array, length: number): boolean {
  return (
    length >= 4 &&
    (mayBeText(head, length) ||
      hasFormatHeader(head) ||
      hasReadableRun(head) ||
      isWideText(head) ||
      hasScriptRun(head))
  );
}

/** Whether the first bytes can be text: no invalid UTF-8 and not too many control characters. */
export function mayBeText(head: Uint8Array, length: number): boolean {
  const end = Math.min(head.length, length - MAX_TRUNCATED, CHECKED_BYTES);
  const maxControls = Math.min(length, CONTROLS_CHECKED_BYTES) * CONTROLS;
  let controls = 0;
  let continuations = 0;
  for (let at = 0; at < end; at++) {
    const byte = head[at] ?? 0;
    if (continuations > 0) {
      if ((byte & 0xc0) !== 0x80) return false;
      continuations--;
    } else if (byte < 0x80) {
      const isControl = (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127;
      if (isControl && ++controls >= maxControls) return false;
    } else {
      if (byte < 0xc2 || byte > 0xf4) return false;
      continuations = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    }
  }

  return true;
}

/** Whether bytes are certainly text, and not a repetition of a few characters. */
export function isVariedText(bytes: Uint8Array): boolean {
  return bytes.length >= 16 && new Set(bytes.subarray(0, HEAD)).size >= 8 && isTextHead(bytes);
}

/** Whether three 3-byte UTF-8 characters follow each other, as in most non-Latin scripts. */
function hasScriptRun(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, HEAD) - 8;
  for (let at = 0; at < end; at++)
    if (
      isThreeByteCharacter(bytes, at) &&
      isThreeByteCharacter(bytes, at + 3) &&
      isThreeByteCharacter(bytes, at + 6)
    )
      return true;

  return false;
}

function isThreeByteCharacter(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] ?? 0) >> 4 === 14 && (bytes[at + 1] ?? 0) >> 6 === 2 && (bytes[at + 2] ?? 0) >> 6 === 2;
}

/** Whether eight printable ASCII characters follow each other. */
function hasReadableRun(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, HEAD);
  /**
   * Scans backwards from every possible run's last byte. On an unreadable byte, continues `RUN` bytes after
   * it.
   */
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

/**
 * Whether every second byte is zero, as in ASCII encoded as UTF-16, or has few values, as in other scripts.
 */
function isWideText(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 32);
  if (length < 8) return false;
  if (length >= 16 && isOfOneUnicodeBlock(bytes, length)) return true;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }

  return Math.max(even, odd) >= length / 2 - 2 && Math.min(even, odd) <= 1;
}

/** Whether the bytes at even or odd offsets have at most three values: the Unicode blocks of one text. */
function isOfOneUnicodeBlock(bytes: Uint8Array, length: number): boolean {
  return hasAtMostThreeValues(bytes, 0, length) || hasAtMostThreeValues(bytes, 1, length);
}

function hasAtMostThreeValues(bytes: Uint8Array, parity: number, length: number): boolean {
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

  return isText(inflatedHead(bytes)) || isText(brotliHead(bytes));
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

function brotliHead(bytes: Uint8Array): Uint8Array | undefined {
  if (!beginsLikeBrotli(bytes)) return undefined;
  try {
    return brotliDecompressSync(bytes.subarray(0, HEAD), {
      maxOutputLength: 1 << 16,
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
    });
  } catch {
    return undefined; // Not brotli.
  }
}
