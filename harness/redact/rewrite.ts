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

/** Changes plain text. */
export type Change = (text: string) => string;

/** Depth of nested encodings. */
const DEEPEST = 8;
/** Bytes: shorter data is not tried as compressed data without a header. */
const SHORTEST_UNMARKED = 32;
/** Bytes that a compressed message may expand to. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Rewrites inside JSON, forms, URLs, percent-encoding, base64, hex, gzip, zlib, raw deflate and brotli, in any order.
 * Unchanged content keeps every byte. Other encodings are left alone: the caller has to search for remaining values.
 */
export function createRewriter(change: Change, depth = 0): Rewriter {
  const openly = (bytes: Uint8Array) => changeBytes(bytes, change);
  if (depth > DEEPEST) return { text: change, bytes: openly, openly };
  const inner = () => createRewriter(change, depth + 1);

  return {
    openly,
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

/** Replacements in binary data have the same length, so that length fields stay correct. */
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
  const limit = { maxOutputLength: LARGEST };
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return tried(() => gunzipSync(bytes, limit), gzipSync);
  if (((bytes[0] ?? 0) & 0x8f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0)
    return tried(() => inflateSync(bytes, limit), deflateSync);
  if (bytes.length < SHORTEST_UNMARKED || (isUtf8(bytes) && !isBinary(bytes))) return undefined;

  return (
    tried(() => inflateRawSync(bytes, limit), deflateRawSync) ??
    tried(() => brotliDecompressSync(bytes, limit), brotliCompressSync)
  );
}

/**
 * Data that is not gzip fails to decompress. Data that decompresses by chance stays unchanged, as no value is found
 * in it.
 */
function tried(open: () => Buffer, pack: (bytes: Uint8Array) => Buffer): Packed | undefined {
  try {
    const bytes = open();

    return bytes.length === 0 ? undefined : { bytes, pack };
  } catch {
    return undefined; // Not written so.
  }
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 4096).some((byte) => byte < 9);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
