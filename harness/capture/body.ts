import { Buffer, isUtf8 } from 'node:buffer';

/** Bytes of a body as they arrive, kept up to a limit. */
export interface BodyBuffer {
  add(bytes: Uint8Array): void;
  /** Number of bytes that arrived, kept or not. */
  readonly size: number;
  /** Whether the limit was exceeded: only the first bytes are kept. */
  readonly isCut: boolean;
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
    get isCut() {
      return size > kept;
    },
    bytes: () => Buffer.concat(chunks),
  };
}

/** Encodes bytes for a HAR: as text if they are valid UTF-8, otherwise in base64. */
export function encodeBody(bytes: Uint8Array): { text: string; encoding?: 'base64' } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  return isUtf8(buffer)
    ? { text: buffer.toString('utf8') }
    : { text: buffer.toString('base64'), encoding: 'base64' };
}
