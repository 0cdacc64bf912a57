/** An element of `log.entries` as text, and its offset in the file in bytes. */
export interface WrittenEntry {
  text: string;
  offset: number;
}

/** A HAR without its entries. `offsetOf` maps a byte of `text` to its offset in the file. */
export interface HarFrame {
  text: string;
  offsetOf(byte: number): number;
}

/** A JSON error and its offset from the start of the file, in bytes. */
export class BrokenJson extends Error {
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(what);
    this.offset = offset;
  }
}

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d,
];
/** Characters of a key that are kept: enough to recognize `log` and `entries`. */
const MAX_NAME_LENGTH = 64;
const MAX_DEPTH = 100_000;
/** Bytes that a HAR may contain besides its entries. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/**
 * Extracts the elements of `log.entries` from a HAR that arrives in chunks, with one element at a time in memory. It
 * recognizes only brackets and strings: the caller parses each element, and the rest of the file, as JSON.
 */
export class HarScanner {
  readonly #open: number[] = [];
  readonly #names: string[] = [];
  readonly #cuts: { frame: number; file: number }[] = [{ frame: 0, file: 0 }];
  #frame: Buffer[] = [];
  #frameLength = 0;
  /** The element being read, while inside `log.entries`. */
  #entry: { pieces: Buffer[]; offset: number; index: number } | undefined;
  #bytesBefore = 0;
  #inString = false;
  #slashes = 0;
  #name = '';

  /** @throws {BrokenJson} where brackets do not match or a comma is wrong */
  *push(chunk: Buffer): Generator<WrittenEntry> {
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#inString) {
        at = this.#skipString(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? 0;
      const offset = this.#bytesBefore + at;
      if (this.#entry && this.#open.length === 3 && (byte === COMMA || byte === CLOSE_LIST)) {
        this.#entry.pieces.push(chunk.subarray(from, at));
        const written = this.#endEntry(byte, offset);
        if (written) yield written;
        from = byte === COMMA ? at + 1 : at;
      }
      if (byte === QUOTE) {
        this.#inString = true;
        this.#name = '';
      } else if (byte === COLON) this.#names[this.#open.length] = this.#name;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        this.#open.push(byte);
        if (this.#open.length > MAX_DEPTH)
          throw new BrokenJson('objects or lists are nested too deep', offset);
        if (this.#beginsEntries()) {
          this.#addToFrame(chunk.subarray(from, at + 1));
          from = at + 1;
          this.#entry = { pieces: [], offset: offset + 1, index: 0 };
        }
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (this.#open.at(-1) !== (byte === CLOSE_LIST ? OPEN_LIST : OPEN_OBJECT)) {
          this.#entry?.pieces.push(chunk.subarray(from, at));
          throw new BrokenJson(`unexpected ${String.fromCharCode(byte)}`, offset);
        }
        this.#open.pop();
      }
      at++;
    }
    if (this.#entry) this.#entry.pieces.push(chunk.subarray(from));
    else this.#addToFrame(chunk.subarray(from));
    this.#bytesBefore += chunk.length;
  }

  /** The last element of a file that breaks off after it, before the comma: an object with its last bracket. */
  lastWhole(): WrittenEntry | undefined {
    if (!this.#entry || this.#open.length !== 3) return undefined;
    const text = Buffer.concat(this.#entry.pieces).toString('utf8');

    return text.trimEnd().endsWith('}') ? { text, offset: this.#entry.offset } : undefined;
  }

  /** @throws {BrokenJson} where the file ends within `log.entries` */
  end(): HarFrame {
    if (this.#entry)
      throw new BrokenJson('the file ends before the list log.entries is complete', this.#bytesBefore);
    const cuts = this.#cuts;

    return {
      text: Buffer.concat(this.#frame).toString('utf8'),
      offsetOf(byte) {
        const cut = cuts.findLast(({ frame }) => frame <= byte);

        return byte - (cut?.frame ?? 0) + (cut?.file ?? 0);
      },
    };
  }

  /** Skips to the end of a string, or of the chunk. @returns where to continue */
  #skipString(chunk: Buffer, from: number): number {
    let start = from;
    for (;;) {
      const quote = chunk.indexOf(QUOTE, start);
      const end = quote < 0 ? chunk.length : quote;
      let slashes = 0;
      while (end - slashes > start && chunk[end - slashes - 1] === BACKSLASH) slashes++;
      if (end - slashes === start) slashes += this.#slashes;
      this.#slashes = quote < 0 ? slashes : 0;
      if (quote >= 0 && slashes % 2 === 1) {
        start = quote + 1;
        continue;
      }
      this.#inString = quote < 0;
      if (this.#open.length <= 2 && this.#name.length < MAX_NAME_LENGTH)
        this.#name += chunk.toString('latin1', from, Math.min(end, from + MAX_NAME_LENGTH));

      return quote < 0 ? end : end + 1;
    }
  }

  #beginsEntries(): boolean {
    const open = this.#open;

    return (
      this.#entry === undefined &&
      open.length === 3 &&
      open[0] === OPEN_OBJECT &&
      open[1] === OPEN_OBJECT &&
      open[2] === OPEN_LIST &&
      this.#names[1] === 'log' &&
      this.#names[2] === 'entries'
    );
  }

  /** Ends the element before a comma or the end of the list. Only an empty list has an element without text. */
  #endEntry(closing: number, end: number): WrittenEntry | undefined {
    const entry = this.#entry;
    if (!entry) return undefined;
    const text = Buffer.concat(entry.pieces).toString('utf8');
    const isEmpty = text.trim() === '';
    if (isEmpty && (closing === COMMA || entry.index > 0))
      throw new BrokenJson(`unexpected ${String.fromCharCode(closing)}`, end);
    if (closing === COMMA) this.#entry = { pieces: [], offset: end + 1, index: entry.index + 1 };
    else {
      this.#entry = undefined;
      this.#cuts.push({ frame: this.#frameLength, file: end });
    }

    return isEmpty ? undefined : { text, offset: entry.offset };
  }

  #addToFrame(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#frameLength += bytes.length;
    if (this.#frameLength > MAX_FRAME_BYTES)
      throw new BrokenJson('the file has more than 64 MiB outside log.entries', this.#bytesBefore);
    this.#frame.push(bytes);
  }
}
