import { isAscii } from 'node:buffer';
import type { Codec, Layer } from '../codec.ts';
import { cbor } from '../codecs/cbor.ts';
import { gzip } from '../codecs/gzip.ts';
import { msgpack } from '../codecs/msgpack.ts';
import { hasMagic } from '../codecs/magic.ts';
import { isTextHead, isVariedText } from '../codecs/plausible.ts';
import { isLegible, READABLE, readability } from '../codecs/readability.ts';
import { protobuf } from '../codecs/protobuf.ts';
import { zlib } from '../codecs/zlib.ts';
import { zstd } from '../codecs/zstd.ts';
import { deflate } from '../codecs/deflate.ts';
import { Content } from '../content.ts';

/** Formats with magic bytes, and formats that also need plausible content. */
const MAGIC_FORMATS: readonly Codec[] = [gzip, zlib, zstd];
const PROVEN_KEY_FORMATS: readonly Codec[] = [zlib, deflate, protobuf, msgpack, cbor];
const BUDGET = { bytesLeft: 1 << 20, cutShort: () => undefined };
/** Fewer characters are text by chance. */
const SHORTEST_TEXT = 4;
/** The same if no padding or tag proves the key. */
const SHORTEST_UNPROVEN = 20;
const HEAD = 512;

/**
 * Whether a decryption result is not chance: text, or data in a format that certainly decodes. Hundreds of keys are
 * tried, and for one key in 256 the padding is valid by chance.
 * @param isProven whether a padding or a tag proves the key; otherwise only readable text and data with a magic number
 * count
 */
export function isConvincing(plain: Uint8Array, isProven: boolean): boolean {
  const content = Content.ofBytes(plain);
  if (plain.length < SHORTEST_TEXT) return false;
  if (content.isText) return isProven || readsAsText(plain);
  const input = { content, contentType: '', mimeType: '', codings: [] };
  const decodes = (codec: Codec, isEnough: (layer: Layer) => boolean) =>
    codec.open(input, BUDGET).layers.some((layer) => layer.sure && isEnough(layer));
  if (hasMagic(plain) && MAGIC_FORMATS.some((codec) => decodes(codec, () => true))) return true;
  const formats = isProven ? PROVEN_KEY_FORMATS : MAGIC_FORMATS;

  return formats.some((codec) => decodes(codec, (layer) => isVariedText(layer.content.bytes)));
}

/**
 * Among hundreds of keys, some turn 16 bytes into characters by chance. Under a wrong key of letters, ASCII often stays
 * printable. Such characters do not read like text.
 */
function readsAsText(plain: Uint8Array): boolean {
  const head = plain.subarray(0, HEAD);
  if (plain.length < SHORTEST_UNPROVEN || readability(head) < READABLE) return false;

  return !isAscii(head) || isLegible(head);
}

/** Whether a first block of 16 bytes could be the beginning of text or of a known format. */
export function isPossibleStart(head: Uint8Array): boolean {
  return hasMagic(head) || (head[0] === 0x78 && ZLIB.has(head[1] ?? 0)) || isTextHead(head);
}

const ZLIB: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda]);
