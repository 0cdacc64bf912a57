import { inflateSync } from 'node:zlib';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { isGzip } from './inflate.ts';
import { gzip } from './gzip.ts';
import { Output } from './output.ts';
import { isVariedText } from './plausible.ts';
import { isLegible, READABLE, readability } from './readability.ts';
import { readBlock } from './snappy.ts';
import { isZstd, zstd } from './zstd.ts';
import { zlib } from './zlib.ts';

/** Bytes. Shorter data looks plausible under one of 255 keys by chance. */
const SHORTEST = 16;
/** Bytes that are tried with each key. */
const HEAD = 512;
/** The most bytes of output that verify a key. */
const MAX_OUTPUT = 1 << 20;
/** The two zlib header bytes, by level. */
const ZLIB: ReadonlySet<number> = new Set([0x7801, 0x785e, 0x789c, 0x78da]);
/**
 * Bytes of a literal that are checked, and the most bytes before it: block length 5, tag 1, literal length 4.
 */
const LITERAL = 8;
const MAX_BYTES_BEFORE = 10;
const BUDGET = { bytesLeft: 4096, cutShort: () => undefined };

/**
 * Content of which every byte was XORed with the same key byte. The result must be gzip, zlib, zstd, Snappy
 * or text. GrowingIO uses Snappy (`X-Crypt-Codec: 1`), with the low byte of a time as the key. Considers
 * all 255 keys, mostly by arithmetic.
 */
export const xorWhole: Codec = {
  name: 'xor',
  kind: 'whole',
  reads: 'bytes',
  readsFormless: true,
  open({ content }) {
    if (content.length < SHORTEST || content.isText) return NOTHING;
    const { bytes } = content;
    const { key, sure } = keyOf(bytes);
    if (key === undefined) return NOTHING;

    return {
      layers: [
        {
          step: `xor:${key.toString(16).padStart(2, '0')}`,
          content: Content.ofBytes(unmask(bytes, key)),
          offset: 0,
          sure,
        },
      ],
    };
  },
};

/** The key, and whether the result proves it. */
function keyOf(bytes: Uint8Array): { key: number | undefined; sure: boolean } {
  const key = compressedKeyOf(bytes) ?? snappyKeyOf(bytes);
  if (key !== undefined) return { key, sure: true };
  const head = bytes.subarray(0, HEAD);
  const textKey = textKeyOf(head);

  return { key: textKey, sure: textKey !== undefined && isLegible(unmask(head, textKey)) };
}

/** The key under which the bytes begin like gzip, zlib or zstd, and decompress. */
function compressedKeyOf(bytes: Uint8Array): number | undefined {
  for (const magic of [0x1f, 0x78, 0x28]) {
    const key = (bytes[0] ?? 0) ^ magic;
    const second = (bytes[1] ?? 0) ^ key;
    /** The second byte rejects nearly all keys. */
    if (key === 0 || (second !== 0x8b && second !== 0xb5 && !ZLIB.has(magic * 256 + second))) continue;
    const begin = unmask(bytes.subarray(0, 4), key);
    if (!isGzip(begin) && !isZstd(begin) && !ZLIB.has(magic * 256 + second)) continue;
    const content = Content.ofBytes(unmask(bytes.subarray(0, HEAD), key));
    const input = { content, contentType: '', mimeType: '', codings: [] };
    const [opened] = [gzip, zlib, zstd].flatMap((codec) => codec.open(input, BUDGET).layers);
    if (!opened || opened.content.length < 8) continue;
    if (magic !== 0x78 || isVariedText(opened.content.bytes) || isWholeZlib(unmask(bytes, key))) return key;
  }

  return undefined;
}

/** Two header bytes match by chance; the checksum at the end does not. */
function isWholeZlib(bytes: Uint8Array): boolean {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_OUTPUT }).length > 0;
  } catch {
    return false; // Not zlib: another key, or not XORed.
  }
}

/**
 * A Snappy block begins with its length and a literal, because nothing precedes it to copy. Log data begins
 * with text.
 */
function snappyKeyOf(bytes: Uint8Array): number | undefined {
  if (!mayHoldLiteral(bytes)) return undefined;
  for (let key = 1; key < 256; key++) {
    let at = 0;
    while (((bytes[at] ?? 0) ^ key) >= 128 && at < 4) at++;
    const tag = (bytes[at + 1] ?? 0) ^ key;
    if ((tag & 3) !== 0) continue;
    const literal = at + 2 + Math.max(0, (tag >> 2) - 59);
    if (!isText(bytes, literal, LITERAL, key)) continue;
    const output = new Output(MAX_OUTPUT);
    if ((readBlock(unmask(bytes, key), output) || output.full) && isVariedText(output.bytes)) return key;
  }

  return undefined;
}

/**
 * XOR keeps equal highest bits equal. ASCII has equal highest bits, so the first literal must show a run of
 * them.
 */
function mayHoldLiteral(bytes: Uint8Array): boolean {
  let alike = 0;
  for (let at = 2; at < MAX_BYTES_BEFORE + LITERAL; at++) {
    alike = at > 2 && ((bytes[at] ?? 0) ^ (bytes[at - 1] ?? 0)) < 128 ? alike + 1 : 1;
    if (alike === LITERAL) return true;
  }

  return false;
}

/**
 * ASCII has a zero highest bit, so under one key all highest bits are equal. Returns the key with the most
 * readable result.
 */
function textKeyOf(head: Uint8Array): number | undefined {
  const upper = (head[0] ?? 0) & 128;
  if (head.length < 32 || isPlainText(head)) return undefined;
  for (let at = 1; at < head.length; at++) if (((head[at] ?? 0) & 128) !== upper) return undefined;
  let best: { key: number; score: number } | undefined;
  for (let key = Math.max(1, upper); key < upper + 128; key++) {
    if (!isText(head, 0, head.length, key)) continue;
    const score = readability(unmask(head, key));
    if (score > (best?.score ?? READABLE)) best = { key, score };
  }

  return best && isVariedText(unmask(head, best.key)) ? best.key : undefined;
}

/** Text without a key, before other data. Another key can also make it readable. */
function isPlainText(head: Uint8Array): boolean {
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
