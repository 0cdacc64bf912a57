/** An unsigned 64-bit number as two 32-bit halves, which is many times faster than a `bigint`. */
export class Word64 {
  /** The upper and the lower half, as signed 32-bit integers. */
  high: number;
  low: number;

  constructor(high: number, low: number) {
    this.high = high | 0;
    this.low = low | 0;
  }

  copy(): Word64 {
    return new Word64(this.high, this.low);
  }

  xor({ high, low }: Word64): this {
    this.high ^= high;
    this.low ^= low;

    return this;
  }

  add({ high, low }: Word64): this {
    const sum = (this.low >>> 0) + (low >>> 0);
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) | 0;
    this.low = sum | 0;

    return this;
  }

  /** Multiplies with 16-bit digits where a 32-bit product would lose its upper half. */
  multiply({ high, low }: Word64): this {
    const [a, b, c, d] = [this.low & 0xffff, this.low >>> 16, low & 0xffff, low >>> 16];
    const lowest = a * c;
    const middle = b * c + (lowest >>> 16);
    const other = a * d + (middle & 0xffff);
    const carried = b * d + (middle >>> 16) + (other >>> 16);
    this.high = (carried + Math.imul(this.high, low) + Math.imul(this.low, high)) | 0;
    this.low = (other << 16) | (lowest & 0xffff);

    return this;
  }

  /** @param by 1 to 63, but not 32 */
  rotateLeft(by: number): this {
    const { high, low } = this;
    const [upper, lower] = by < 32 ? [high, low] : [low, high];
    this.high = (upper << (by & 31)) | (lower >>> (-by & 31));
    this.low = (lower << (by & 31)) | (upper >>> (-by & 31));

    return this;
  }

  /**
   * XORs the word with itself shifted right.
   * @param by 1 to 63
   */
  xorShifted(by: number): this {
    const { high, low } = this;
    this.low ^= by < 32 ? (low >>> by) | (high << (32 - by)) : high >>> (by - 32);
    if (by < 32) this.high ^= high >>> by;

    return this;
  }
}
