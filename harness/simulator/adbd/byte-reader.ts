import type { Readable } from 'node:stream';

/** Reads exact numbers of bytes from a stream. */
export interface ByteReader {
  /** Reads this number of bytes; undefined if the stream ended before. */
  take(length: number): Promise<Buffer | undefined>;
}

export function createByteReader(stream: Readable): ByteReader {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let pending: Buffer[] = [];
  let buffered = 0;

  return {
    async take(length) {
      while (buffered < length) {
        const next = await chunks.next();
        if (next.done === true) return undefined;
        pending.push(next.value);
        buffered += next.value.length;
      }
      const all = pending.length === 1 ? pending[0] : Buffer.concat(pending);
      const bytes = all ?? Buffer.alloc(0); // nothing is pending: zero bytes were requested
      pending = bytes.length > length ? [bytes.subarray(length)] : [];
      buffered = bytes.length > length ? bytes.length - length : 0;

      return bytes.subarray(0, length);
    },
  };
}
