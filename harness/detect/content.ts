import { hash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { Shape } from './shape.ts';

/** The output of a decoding, as bytes and as text. Each form is created on first use. */
export class Content {
  #bytes: Uint8Array | undefined;
  #text: string | undefined;
  #isText: boolean | undefined;
  #shape: Shape | undefined;

  private constructor(bytes: Uint8Array | undefined, text: string | undefined) {
    this.#bytes = bytes;
    this.#text = text;
    if (text !== undefined) this.#isText = true;
  }

  static ofBytes(bytes: Uint8Array): Content {
    return new Content(bytes, undefined);
  }

  static ofText(text: string): Content {
    return new Content(undefined, text);
  }

  get bytes(): Uint8Array {
    this.#bytes ??= Buffer.from(this.#text ?? '', 'utf8');

    return this.#bytes;
  }

  /** The bytes, if they were already created. Most texts are never needed as bytes. */
  get madeBytes(): Uint8Array | undefined {
    return this.#bytes;
  }

  /** UTF-8 if valid, otherwise Latin-1, so that readable runs inside binary data stay readable. */
  get text(): string {
    if (this.#text === undefined) {
      const buffer = asBuffer(this.bytes);
      this.#text = buffer.toString(isUtf8(buffer) ? 'utf8' : 'latin1');
    }

    return this.#text;
  }

  /** Whether this reads as text: UTF-8 with less than 2 % control characters. */
  get isText(): boolean {
    this.#isText ??= beginsLikeText(this.bytes) && isUtf8(this.bytes) && controlShare(this.bytes) < 0.02;

    return this.#isText;
  }

  get shape(): Shape {
    this.#shape ??= this.#bytes ? Shape.ofBytes(this.#bytes) : Shape.ofText(this.#text ?? '');

    return this.#shape;
  }

  get length(): number {
    return this.#bytes?.length ?? this.text.length;
  }

  /** Equal for equal content, whatever its chain. */
  get key(): string {
    const kind = this.isText ? 't' : 'b';

    return this.length > LONGEST_PRINT ? `${kind}:${printOf(this)}` : kind + printOf(this);
  }
}

/** Bytes or characters of the longest content that is compared as it is, and not by its digest. */
const LONGEST_PRINT = 512;

function printOf(content: Content): string {
  if (content.length > LONGEST_PRINT) return hash('sha1', content.bytes, 'base64');

  return content.isText ? content.text : asBuffer(content.bytes).toString('latin1');
}

/** A set of contents. It does not put letters before texts, as their keys do, which would copy each text. */
export class ContentSet {
  readonly #texts = new Set<string>();
  readonly #bytes = new Set<string>();
  readonly #digests = new Set<string>();

  /** @returns whether the content was not in the set yet */
  add(content: Content): boolean {
    const set = content.length > LONGEST_PRINT ? this.#digests : content.isText ? this.#texts : this.#bytes;
    const { size } = set;

    return set.add(printOf(content)).size > size;
  }
}

/** A view of the bytes with Buffer's methods; copies nothing. */
export function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;

  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes to check for values that never start a text. In binary data these are a length, a flag or a tag. */
const FRONT = 4;

/** Whether text in UTF-8 can begin with the first bytes. A cheap test that rejects most binary data. */
function beginsLikeText(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, FRONT);
  for (let at = 0; at < end; at++) if ((bytes[at] ?? 0) < 9) return false;
  const first = bytes[0] ?? 0;
  if (first < 0x80) return true;

  return first >= 0xc2 && first <= 0xf4 && (bytes.length < 2 || (bytes[1] ?? 0) >> 6 === 2);
}

/** Share of control characters other than tab and line ends in the first 4 KiB, from 0 to 1. */
function controlShare(bytes: Uint8Array): number {
  const seen = Math.min(bytes.length, 4096);
  let controls = 0;
  for (let at = 0; at < seen; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127) controls++;
  }

  return seen === 0 ? 0 : controls / seen;
}
