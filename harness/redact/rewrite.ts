import { isUtf8 } from 'node:buffer';
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import { rewriteForm } from './rewrite-form.ts';
import { rewriteJson } from './rewrite-json.ts';
import { rewriteWords } from './rewrite-words.ts';
import type { Rewriter } from './rewriter.ts';

/** A function that changes plain text. */
export type Change = (text: string) => string;

/** How deep encodings may be nested. */
const MAX_DEPTH = 8;
/** Shorter data, in bytes, is not tried as compressed data without a header. */
const MIN_HEADERLESS_BYTES = 32;
/** Bytes that a compressed message may expand to. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/**
 * Rewrites inside JSON, forms, URLs, percent-encoding, base64, hex, gzip, zlib, raw deflate and brotli, in any order.
 * Unchanged content keeps every byte. Other encodings are left alone: the caller has to search for remaining values.
 */
export function createRewriter(change: Change, depth = 0): Rewriter {
  const undecodedBytes = (bytes: Uint8Array) => changeBytes(bytes, change);
  if (depth > MAX_DEPTH) return { text: change, bytes: undecodedBytes, undecodedBytes };
  const inner = () => createRewriter(change, depth + 1);

  return {
    undecodedBytes,
    text(text) {
      const changed = rewriteJson(text, inner) ?? rewriteForm(text, inner) ?? text;

      return rewriteWords(change(changed), inner);
    },
    bytes(bytes) {
      const unpacked = unpack(bytes);
      if (unpacked) {
        const changed = inner().bytes(unpacked.bytes);

        return isSame(changed, unpacked.bytes) ? bytes : unpacked.pack(changed);
      }
      if (!isUtf8(bytes) || isBinary(bytes)) return changeBytes(bytes, change);
      const text = Buffer.from(bytes).toString('utf8');
      const changed = this.text(text);

      return changed === text ? bytes : Buffer.from(changed, 'utf8');
    },
  };
}

/** Changes plain text in binary data. Pseudonyms have the same length, so that length fields stay correct. */
function changeBytes(bytes: Uint8Array, change: Change): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const changed = change(text);

  return changed === text ? bytes : Buffer.from(changed, 'latin1');
}

interface Packed {
  bytes: Uint8Array;
  pack(bytes: Uint8Array): Uint8Array;
}

function unpack(bytes: Uint8Array): Packed | undefined {
  const limit = { maxOutputLength: MAX_UNPACKED_BYTES };
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return tryUnpack(() => gunzipSync(bytes, limit), gzipSync);
  if (((bytes[0] ?? 0) & 0x8f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0)
    return tryUnpack(() => inflateSync(bytes, limit), deflateSync);
  if (bytes.length < MIN_HEADERLESS_BYTES || (isUtf8(bytes) && !isBinary(bytes))) return undefined;

  return (
    tryUnpack(() => inflateRawSync(bytes, limit), deflateRawSync) ??
    tryUnpack(() => brotliDecompressSync(bytes, limit), brotliCompressSync)
  );
}

/**
 * Decompresses bytes; undefined if that fails. Data that decompresses by chance stays unchanged, as no value is found
 * in it.
 */
function tryUnpack(decompress: () => Buffer, pack: (bytes: Uint8Array) => Buffer): Packed | undefined {
  try {
    const bytes = decompress();

    return bytes.length === 0 ? undefined : { bytes, pack };
  } catch {
    return undefined; // Not compressed in this format.
  }
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 4096).some((byte) => byte < 9);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
