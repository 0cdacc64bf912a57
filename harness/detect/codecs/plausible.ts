import { brotliDecompressSync, constants, inflateRawSync } from 'node:zlib';
import { Content } from '../content.ts';
import { beginsLikeCompressed } from './inflate.ts';
import { isZstd } from './zstd.ts';

/** Characters of text in a row that chance gives to one word in thousands. */
const RUN = 8;
/** How much of it is looked at. */
const HEAD = 256;

/** Whether bytes that a guess gave make sense: text, or something that can be opened further. */
export function isPlausible(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  if (Content.ofBytes(bytes).isText) return true;

  return beginsLikeCompressed(bytes) || isZstd(bytes) || hasReadableRun(bytes) || isWideText(bytes);
}

/** The same for guesses that are seldom made: data compressed without a header is tried as well. */
export function isPlausibleAtAll(bytes: Uint8Array): boolean {
  return isPlausible(bytes) || inflatesToText(bytes);
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
    () => inflateRawSync(bytes.subarray(0, HEAD), { ...limit, finishFlush: constants.Z_SYNC_FLUSH }),
    () =>
      brotliDecompressSync(bytes.subarray(0, HEAD), {
        ...limit,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      }),
  ];

  return tries.some((inflate) => {
    try {
      const opened = inflate();

      return opened.length >= 8 && Content.ofBytes(opened).isText;
    } catch {
      return false; // Not compressed in this way.
    }
  });
}
