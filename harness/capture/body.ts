import { Buffer, isUtf8 } from 'node:buffer';

/** Bytes of a body as they come, kept up to a limit. */
export interface BodyBuffer {
  add(bytes: Uint8Array): void;
  /** Bytes that came, kept or not. */
  readonly size: number;
  /** Whether the limit was passed: the head is kept, the rest is not. */
  readonly cut: boolean;
  bytes(): Buffer;
}

export function createBodyBuffer(limit: number): BodyBuffer {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let kept = 0;

  return {
    add(bytes) {
      size += bytes.length;
      const head = bytes.subarray(0, limit - kept);
      kept += head.length;
      if (head.length > 0) chunks.push(head);
    },
    get size() {
      return size;
    },
    get cut() {
      return size > kept;
    },
    bytes: () => Buffer.concat(chunks),
  };
}

/** Bytes as HAR holds them: as text where that loses nothing, else in base64. */
export function encodeBody(bytes: Uint8Array): { text: string; encoding?: 'base64' } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  return isUtf8(buffer)
    ? { text: buffer.toString('utf8') }
    : { text: buffer.toString('base64'), encoding: 'base64' };
}
