import type { Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { hasMagic, isGrpcMessage } from './magic.ts';

/** Fields shorter than this can neither be nor hide a canary. */
const SHORTEST = 4;
/** Characters of text in a row that chance seldom gives, and the least of such characters that prove a format. */
const RUN = 8;
const BELIEVED = 12;
/** The share of the fields that must be such text. */
const SHARE = 0.1;
/** How much of each field is looked at. */
const HEAD = 4096;

/** Collects the texts and byte strings of a binary format as layers. */
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
   * The fields, as sure where they hold text or compressed data. Formats of a byte or two of framing fit random bytes now and
   * then, and must not pass for having been understood.
   */
  layers(): Layer[] {
    const readable = this.#layers.reduce((sum, { content }) => sum + readableBytes(content.bytes), 0);
    const seen = this.#layers.reduce((sum, { content }) => sum + Math.min(content.length, HEAD), 0);
    const sure =
      (readable >= BELIEVED && readable >= seen * SHARE) ||
      this.#layers.some(({ content }) => hasMagic(content.bytes) || isGrpcMessage(content.bytes));

    return this.#layers.map((layer) => ({ ...layer, sure }));
  }
}

/** Bytes that stand in runs of eight or more characters of ASCII; all of them in text of any script. */
function readableBytes(bytes: Uint8Array): number {
  if (bytes.length >= BELIEVED && Content.ofBytes(bytes).isText) return Math.min(bytes.length, HEAD);
  let readable = 0;
  let run = 0;
  for (const byte of bytes.subarray(0, HEAD)) {
    if (byte >= 32 && byte < 127) run++;
    else {
      if (run >= RUN) readable += run;
      run = 0;
    }
  }

  return run >= RUN ? readable + run : readable;
}
