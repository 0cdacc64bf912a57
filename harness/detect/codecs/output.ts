/** What a decompressor writes: grows as it fills, up to a limit, and can repeat what it already holds. */
export class Output {
  readonly #limit: number;
  #buffer: Uint8Array;
  length = 0;
  /** Something did not fit. */
  full = false;

  constructor(limit: number) {
    this.#limit = Math.max(0, limit);
    this.#buffer = new Uint8Array(Math.min(64, this.#limit));
  }

  get bytes(): Uint8Array {
    return Buffer.from(this.#buffer.buffer, 0, this.length);
  }

  add(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, this.#room(bytes.length));
    this.#buffer.set(fitting, this.length);
    this.length += fitting.length;
  }

  /** Writes again what stands `distance` bytes back, also over what it is writing; false where nothing stands there. */
  repeat(distance: number, count: number): boolean {
    if (distance < 1 || distance > this.length) return false;
    const fitting = this.#room(count);
    for (let left = fitting; left > 0; left--) {
      this.#buffer[this.length] = this.#buffer[this.length - distance] ?? 0;
      this.length++;
    }

    return true;
  }

  /** How many of `wanted` bytes may still be written, with the buffer grown for them. */
  #room(wanted: number): number {
    const allowed = Math.min(wanted, this.#limit - this.length);
    if (allowed < wanted) this.full = true;
    if (this.length + allowed > this.#buffer.length) {
      const grown = new Uint8Array(
        Math.min(this.#limit, Math.max(this.length + allowed, this.#buffer.length * 2)),
      );
      grown.set(this.#buffer.subarray(0, this.length));
      this.#buffer = grown;
    }

    return allowed;
  }
}
