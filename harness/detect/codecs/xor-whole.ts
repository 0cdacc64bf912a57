import { inflateSync } from 'node:zlib';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { isGzip } from './inflate.ts';
import { gzip } from './gzip.ts';
import { Output } from './output.ts';
import { isWritten } from './plausible.ts';
import { READABLE, readability } from './readability.ts';
import { readBlock } from './snappy.ts';
import { isZstd, zstd } from './zstd.ts';
import { zlib } from './zlib.ts';

/** Fewer bytes look like something under one of 255 keys. */
const SHORTEST = 16;
/** What is tried; the rest follows from it. */
const HEAD = 512;
/** What is inflated or unpacked to believe it. */
const MOST = 1 << 20;
/** The two bytes that zlib begins with, by level. */
const ZLIB: ReadonlySet<number> = new Set([0x7801, 0x785e, 0x789c, 0x78da]);
/** Bytes of a literal that are looked at, and the most that stand before it: its block's length of 5, its tag, its length of 4. */
const LITERAL = 8;
const MOST_BEFORE = 10;
const BUDGET = { bytesLeft: 4096, cutShort: () => undefined };

/**
 * A whole value of bytes that are all XORed with the same one, where what comes out tells itself: gzip, zlib, zstd, Snappy
 * (GrowingIO's `X-Crypt-Codec: 1`, whose key is the low byte of a time) or text. All 255 keys are tried, mostly by arithmetic.
 */
export const xorWhole: Codec = {
  name: 'xor',
  kind: 'whole',
  reads: 'bytes',
  readsFormless: true,
  open({ content }) {
    if (content.length < SHORTEST || content.isText) return NOTHING;
    const { bytes } = content;
    const key = keyOf(bytes);
    if (key === undefined) return NOTHING;

    return {
      layers: [
        {
          step: `xor:${key.toString(16).padStart(2, '0')}`,
          content: Content.ofBytes(unmask(bytes, key)),
          offset: 0,
          sure: true,
        },
      ],
    };
  },
};

function keyOf(bytes: Uint8Array): number | undefined {
  return compressedKeyOf(bytes) ?? snappyKeyOf(bytes) ?? textKeyOf(bytes.subarray(0, HEAD));
}

/** The key under which the first bytes are those of gzip, zlib or zstd, and the rest opens. */
function compressedKeyOf(bytes: Uint8Array): number | undefined {
  for (const magic of [0x1f, 0x78, 0x28]) {
    const key = (bytes[0] ?? 0) ^ magic;
    const second = (bytes[1] ?? 0) ^ key;
    /** The second byte tells nearly all of them. */
    if (key === 0 || (second !== 0x8b && second !== 0xb5 && !ZLIB.has(magic * 256 + second))) continue;
    const begin = unmask(bytes.subarray(0, 4), key);
    if (!isGzip(begin) && !isZstd(begin) && !ZLIB.has(magic * 256 + second)) continue;
    const content = Content.ofBytes(unmask(bytes.subarray(0, HEAD), key));
    const input = { content, contentType: '', mimeType: '', codings: [] };
    const [opened] = [gzip, zlib, zstd].flatMap((codec) => codec.open(input, BUDGET).layers);
    if (!opened || opened.content.length < 8) continue;
    if (magic !== 0x78 || isWritten(opened.content.bytes) || isWholeZlib(unmask(bytes, key))) return key;
  }

  return undefined;
}

/** Two bytes are soon met by chance: the checksum at the end is not. */
function isWholeZlib(bytes: Uint8Array): boolean {
  try {
    return inflateSync(bytes, { maxOutputLength: MOST }).length > 0;
  } catch {
    return false; // Not zlib: another key, or none.
  }
}

/** A block begins with its length and a literal, as there is nothing yet to repeat; what was logged begins with text. */
function snappyKeyOf(bytes: Uint8Array): number | undefined {
  if (!mayHoldLiteral(bytes)) return undefined;
  for (let key = 1; key < 256; key++) {
    let at = 0;
    while (((bytes[at] ?? 0) ^ key) >= 128 && at < 4) at++;
    const tag = (bytes[at + 1] ?? 0) ^ key;
    if ((tag & 3) !== 0) continue;
    const literal = at + 2 + Math.max(0, (tag >> 2) - 59);
    if (!isText(bytes, literal, LITERAL, key)) continue;
    const output = new Output(MOST);
    if ((readBlock(unmask(bytes, key), output) || output.full) && isWritten(output.bytes)) return key;
  }

  return undefined;
}

/** A key leaves upper bits alike that were: those of the first literal, in one of the places where it may begin. */
function mayHoldLiteral(bytes: Uint8Array): boolean {
  let alike = 0;
  for (let at = 2; at < MOST_BEFORE + LITERAL; at++) {
    alike = at > 2 && ((bytes[at] ?? 0) ^ (bytes[at - 1] ?? 0)) < 128 ? alike + 1 : 1;
    if (alike === LITERAL) return true;
  }

  return false;
}

/** ASCII has no upper bit, so that under any key all upper bits are the same. Of the keys that fit, the one that reads best. */
function textKeyOf(head: Uint8Array): number | undefined {
  const upper = (head[0] ?? 0) & 128;
  if (head.length < 32 || isWrittenAsItIs(head)) return undefined;
  for (let at = 1; at < head.length; at++) if (((head[at] ?? 0) & 128) !== upper) return undefined;
  let best: { key: number; score: number } | undefined;
  for (let key = Math.max(1, upper); key < upper + 128; key++) {
    if (!isText(head, 0, head.length, key)) continue;
    const score = readability(unmask(head, key));
    if (score > (best?.score ?? READABLE)) best = { key, score };
  }

  return best && isWritten(unmask(head, best.key)) ? best.key : undefined;
}

/** Text behind which something else stands: under some key it reads, too. */
function isWrittenAsItIs(head: Uint8Array): boolean {
  return isText(head, 0, head.length, 0) && readability(head) > READABLE;
}

function isText(bytes: Uint8Array, from: number, count: number, key: number): boolean {
  for (let at = from; at < from + count; at++) {
    const byte = (bytes[at] ?? 0) ^ key;
    if (!((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13)) return false;
  }

  return true;
}

function unmask(bytes: Uint8Array, key: number): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) plain[at] = (bytes[at] ?? 0) ^ key;

  return plain;
}
