import type { Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { hasMagic, isGrpcMessage } from './magic.ts';

/** Bytes. A shorter field cannot contain a canary, encoded or not. */
const SHORTEST = 4;
/**
 * `RUN`: text characters in a row that are rare by chance. `BELIEVED`: such characters that are needed to
 * accept a format.
 */
const SHORTEST_RUN = 8;
const CONVINCING_BYTES = 12;
/** The share of the fields' bytes that must be such text. */
const SHARE = 0.1;
/** Bytes of each field that are checked. */
const HEAD = 4096;

/** Collects the text and byte strings of a binary format as layers. */
export class Fields {
  readonly #format: string;
  readonly #layers: Layer[] = [];

  constructor(format: string) {
    this.#format = format;
  }

  add(path: string, bytes: Uint8Array, offset: number): void {
    if (bytes.length >= SHORTEST)
      this.#layers.push({
        step: path === '' ? this.#format : `${this.#format}:${path}`,
        content: Content.ofBytes(bytes),
        offset,
        sure: false,
      });
  }

  /**
   * The layers, marked sure if they contain text or compressed data. Formats with only 1 or 2 bytes of
   * framing sometimes match random bytes, which must not count as decoded.
   */
  layers(): Layer[] {
    const readable = this.#layers.reduce((sum, { content }) => sum + readableBytes(content.bytes), 0);
    const seen = this.#layers.reduce((sum, { content }) => sum + Math.min(content.length, HEAD), 0);
    const sure =
      (readable >= CONVINCING_BYTES && readable >= seen * SHARE) ||
      this.#layers.some(({ content }) => hasMagic(content.bytes) || isGrpcMessage(content.bytes));

    return this.#layers.map((layer) => ({ ...layer, sure }));
  }
}

/**
 * Number of bytes in runs of at least eight ASCII characters. If the whole field is text in any script, all
 * bytes count.
 */
function readableBytes(bytes: Uint8Array): number {
  if (bytes.length >= CONVINCING_BYTES && Content.ofBytes(bytes).isText) return Math.min(bytes.length, HEAD);
  let readable = 0;
  let run = 0;
  for (const byte of bytes.subarray(0, HEAD)) {
    if (byte >= 32 && byte < 127) run++;
    else {
      if (run >= SHORTEST_RUN) readable += run;
      run = 0;
    }
  }

  return run >= SHORTEST_RUN ? readable + run : readable;
}
