import { constants, inflateSync } from 'node:zlib';
import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { mayInflate } from './deflate-head.ts';
import { beginsLikeZip } from './zip-records.ts';

/**
 * First bytes of compressed data that are rare by chance: gzip with its flags, zlib at common levels,
 * Zstandard.
 */
const STARTS = ['1f8b0800', '1f8b0808', '28b52ffd', '7801', '785e', '789c', '78da'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
/** The first record of a ZIP file. */
const ZIP = Buffer.from('504b0304', 'hex');
/** Bytes that are inflated first, to decide whether the rest is decoded. */
const HEAD = 512;
/** The most places that one layer may give for each beginning. */
const MAX_PLACES = 64;

/**
 * Compressed data or a ZIP file inside other bytes, for example after a custom header or in an unknown format. The layer
 * runs from there to the end.
 */
export const compressedInside: Codec = {
  name: 'embedded',
  kind: 'whole',
  reads: 'bytes',
  open({ content }, budget) {
    if (content.length < 16 || content.isText) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const layers: Layer[] = [];
    for (const start of STARTS) {
      let count = 0;
      for (let at = bytes.indexOf(start, 1); at > 0; at = bytes.indexOf(start, at + 1)) {
        if (!isValidStart(bytes, at)) continue;
        if (++count > MAX_PLACES) {
          budget.cutShort();
          break;
        }
        layers.push(layer(bytes, at));
      }
    }
    const zipAt = beginsLikeZip(bytes) ? -1 : bytes.indexOf(ZIP);
    if (zipAt > 0) layers.push(layer(bytes, zipAt));

    return { layers };
  },
};

function layer(bytes: Buffer, at: number): Layer {
  return { step: `embedded[${at}]`, content: Content.ofBytes(bytes.subarray(at)), offset: at, sure: false };
}

/**
 * Zstandard has a 4-byte magic number. The gzip header has an operating system byte to check. The 2 bytes of
 * zlib need a test inflation.
 */
function isValidStart(bytes: Buffer, at: number): boolean {
  if (bytes[at] === 0x28) return true;
  if (bytes[at] === 0x1f) return (bytes[at + 9] ?? 0) <= 13 || bytes[at + 9] === 255;
  if (!mayInflate(bytes.subarray(at + 2, at + HEAD))) return false;
  try {
    const head = inflateSync(bytes.subarray(at, at + HEAD), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 1 << 20,
    });

    return (
      head.length >= 32 ||
      Content.ofBytes(head).isText ||
      inflateSync(bytes.subarray(at), { maxOutputLength: 1 << 20 }).length > 0
    );
  } catch {
    return false; // Only the first two bytes look like zlib.
  }
}
