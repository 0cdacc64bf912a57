import type { Codec } from '../codec.ts';
import { cbor } from '../codecs/cbor.ts';
import { gzip } from '../codecs/gzip.ts';
import { msgpack } from '../codecs/msgpack.ts';
import { hasMagic } from '../codecs/magic.ts';
import { isTextHead } from '../codecs/plausible.ts';
import { protobuf } from '../codecs/protobuf.ts';
import { zlib } from '../codecs/zlib.ts';
import { zstd } from '../codecs/zstd.ts';
import { deflate } from '../codecs/deflate.ts';
import { Content } from '../content.ts';

/** Formats that chance does not meet twice: once behind a padding, or under one key among hundreds. */
const TELLING: readonly Codec[] = [gzip, zlib, zstd, deflate, protobuf, msgpack, cbor];
const LEDGER = { bytesLeft: 1 << 20, cutShort: () => undefined };
/** Fewer characters are text by chance. */
const SHORTEST_TEXT = 4;

/**
 * Whether what a key gave is no chance: text, or data in a format that opens for sure.
 * @param isProven a padding or a tag bore the key out; without it only text and data with a magic number are believed
 */
export function isBelieved(plain: Uint8Array, isProven: boolean): boolean {
  const content = Content.ofBytes(plain);
  if (plain.length < SHORTEST_TEXT) return false;
  if (content.isText) return isProven || plain.length >= 16;
  const input = { content, contentType: '', mimeType: '', codings: [] };

  return (isProven ? TELLING : TELLING.slice(0, 3)).some((codec) =>
    codec.open(input, LEDGER).some((layer) => layer.sure && layer.content.length >= SHORTEST_TEXT),
  );
}

/** Whether a first block of 16 bytes could be the beginning of such data. */
export function couldBegin(head: Uint8Array): boolean {
  return hasMagic(head) || (head[0] === 0x78 && ZLIB.has(head[1] ?? 0)) || isTextHead(head);
}

const ZLIB: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda]);
