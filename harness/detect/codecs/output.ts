/** Output buffer of a decompressor. Grows up to a limit and can repeat earlier output. */
export class Output {
  readonly #limit: number;
  #buffer: Uint8Array;
  length = 0;
  /** Whether output was dropped because of the limit. */
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

  /**
   * Copies `count` bytes from `distance` bytes back. The ranges may overlap. Returns false if there is no
   * such output.
   */
  repeat(distance: number, count: number): boolean {
    if (distance < 1 || distance > this.length) return false;
    const fitting = this.#room(count);
    for (let left = fitting; left > 0; left--) {
      this.#buffer[this.length] = this.#buffer[this.length - distance] ?? 0;
      this.length++;
    }

    return true;
  }

  /** Grows the buffer and returns how many of `wanted` bytes fit within the limit. */
  #room(requested: number): number {
    const allowed = Math.min(requested, this.#limit - this.length);
    if (allowed < requested) this.full = true;
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
