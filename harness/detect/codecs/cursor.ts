import { asBuffer } from '../content.ts';

/** Nested deeper than this, a binary format is no format but chance or malice. */
const DEEPEST = 64;

/**
 * What a reader throws where the bytes are not of its format. Made once: nearly every try on random bytes ends so, and what a
 * trace costs is more than the try.
 */
export const NOT_OF_FORMAT = new RangeError('not of this format');

/** Reads a binary format from front to back. Every method throws a RangeError where the bytes end too early. */
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

  /** An unsigned number of 1 to 8 bytes, big-endian; from 7 bytes on not exact. */
  uint(size: number): number {
    const from = this.#pass(size);
    let value = 0;
    for (let at = from; at < this.at; at++) value = value * 256 + (this.bytes[at] ?? 0);

    return value;
  }

  /** An unsigned number of 1 to 8 bytes, little-endian. */
  uintLittle(size: number): number {
    const from = this.#pass(size);
    let value = 0;
    for (let at = this.at - 1; at >= from; at--) value = value * 256 + (this.bytes[at] ?? 0);

    return value;
  }

  /** A number in groups of seven bits, the lowest first. */
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

  /** Goes on by so many bytes. @returns where they begin */
  #pass(size: number): number {
    const from = this.at;
    if (!(size >= 0) || from + size > this.bytes.length) throw NOT_OF_FORMAT;
    this.at += size;

    return from;
  }

  /** Runs what reads the inside of a container. */
  nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw NOT_OF_FORMAT;
    const value = read();
    this.#depth--;

    return value;
  }
}

/** What a reading gives; undefined where the bytes are not of its format. */
export function readOrNot<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined; // Not this format, which is what was asked.
    throw error;
  }
}
