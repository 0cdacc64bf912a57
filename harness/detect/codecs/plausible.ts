import { brotliDecompressSync, constants, inflateRawSync } from 'node:zlib';
import { Content } from '../content.ts';
import { beginsLikeBrotli } from './brotli-head.ts';
import { beginsLikeDeflate } from './deflate-head.ts';
import { beginsLikeCompressed, isGzip } from './inflate.ts';
import { isZstd } from './zstd.ts';

/** Characters of text in a row that chance gives to one word in thousands. */
const RUN = 8;
/** How much of it is looked at. */
const HEAD = 256;

/** Whether bytes that a guess gave make sense: text, or something that can be opened further. */
export function isPlausible(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  if (isTextHead(bytes)) return true;

  return tellsItself(bytes) || hasReadableRun(bytes) || isWideText(bytes);
}

/** Whether bytes begin as a format does that has a beginning of its own: compressed data, or a message of gRPC. */
export function tellsItself(bytes: Uint8Array): boolean {
  const [a = 2, b, c] = bytes;

  return beginsLikeCompressed(bytes) || hasMagic(bytes) || (a <= 1 && b === 0 && c === 0);
}

/** Whether bytes begin with a number of compressed data that chance does not give. */
export function hasMagic(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  const isLz4 = a === 0x04 && b === 0x22 && c === 0x4d && d === 0x18;
  const isSnappy = a === 0xff && b === 0x06 && c === 0 && d === 0;

  return isLz4 || isSnappy || isGzip(bytes) || isZstd(bytes);
}

/** The same for guesses that are seldom made: data compressed without a header is tried as well. */
export function isPlausibleAtAll(bytes: Uint8Array): boolean {
  return isPlausible(bytes) || inflatesToText(bytes);
}

/** Whether bytes are text up to a last character that may be cut off. */
export function isTextHead(bytes: Uint8Array): boolean {
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++)
    if (Content.ofBytes(bytes.subarray(0, bytes.length - cut)).isText) return true;

  return false;
}

/** Whether bytes are text beyond doubt, in which no repetition of a few characters passes for it. */
export function isWritten(bytes: Uint8Array): boolean {
  return bytes.length >= 16 && new Set(bytes.subarray(0, HEAD)).size >= 8 && isTextHead(bytes);
}

/** Whether eight characters of ASCII stand together. */
export function hasReadableRun(bytes: Uint8Array): boolean {
  let run = 0;
  for (const byte of bytes.subarray(0, HEAD)) {
    run = byte >= 32 && byte < 127 ? run + 1 : 0;
    if (run >= RUN) return true;
  }

  return false;
}

/** Whether every second byte is zero, as in ASCII written as UTF-16. */
function isWideText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 32);
  if (head.length < 8) return false;
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;

  return Math.max(...zeros) >= head.length / 2 - 2 && Math.min(...zeros) <= 1;
}

function inflatesToText(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false;
  const limit = { maxOutputLength: 1 << 16 };
  const tries = [
    () =>
      beginsLikeDeflate(bytes) &&
      inflateRawSync(bytes.subarray(0, HEAD), { ...limit, finishFlush: constants.Z_SYNC_FLUSH }),
    () =>
      beginsLikeBrotli(bytes) &&
      brotliDecompressSync(bytes.subarray(0, HEAD), {
        ...limit,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      }),
  ];

  return tries.some((inflate) => {
    try {
      const opened = inflate();

      return opened !== false && opened.length >= 8 && Content.ofBytes(opened).isText;
    } catch {
      return false; // Not compressed in this way.
    }
  });
}
