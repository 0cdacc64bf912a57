import { asBuffer } from '../content.ts';

/** Deeper nesting means that the bytes match the format by chance or are malicious. */
const DEEPEST = 64;

/**
 * Thrown when the bytes are not in the reader's format. Created once: most attempts on random bytes end here,
 * and a stack trace costs more than the attempt.
 */
export const NOT_OF_FORMAT = new RangeError('the bytes are not in the expected format');

/** Reads a binary format sequentially. Every method throws a RangeError if the bytes end too early. */
export class Cursor {
  readonly bytes: Buffer;
  at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = asBuffer(bytes);
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  u8(): number {
    return this.bytes[this.#pass(1)] ?? 0;
  }

  /** Unsigned big-endian number of 1 to 8 bytes; not exact from 7 bytes on. */
  uint(size: number): number {
    const from = this.#pass(size);
    let value = 0;
    for (let at = from; at < this.at; at++) value = value * 256 + (this.bytes[at] ?? 0);

    return value;
  }

  /** Unsigned little-endian number of 1 to 8 bytes; not exact from 7 bytes on. */
  uintLittle(size: number): number {
    const from = this.#pass(size);
    let value = 0;
    for (let at = this.at - 1; at >= from; at--) value = value * 256 + (this.bytes[at] ?? 0);

    return value;
  }

  /** Number in 7-bit groups, lowest group first. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.u8();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw NOT_OF_FORMAT;
  }

  take(size: number): Buffer {
    return this.bytes.subarray(this.#pass(size), this.at);
  }

  /**
   * Advances by `size` bytes.
   * @returns the index before the advance
   */
  #pass(size: number): number {
    const from = this.at;
    if (!(size >= 0) || from + size > this.bytes.length) throw NOT_OF_FORMAT;
    this.at += size;

    return from;
  }

  /** Runs the reader of a container's content and limits the nesting depth. */
  nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw NOT_OF_FORMAT;
    const value = read();
    this.#depth--;

    return value;
  }
}

/** The reader's result; undefined if the bytes are not in its format. */
export function readOrNot<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined; // The bytes are not in this format.
    throw error;
  }
}
