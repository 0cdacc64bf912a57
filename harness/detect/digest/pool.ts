import type { Canary } from '../../model/canary.ts';
import { COMMON, CRYPTOGRAPHIC, digest, numericAlgorithms, rareNumericAlgorithms } from './algorithms.ts';
import type { KeyIndex, KeyList } from './key-list.ts';
import { NAME_SPACES, UUIDS, uuidOf } from './uuids.ts';
import { type DigestedText, poolTextsOf } from './pool-texts.ts';
import type { Word64 } from './word64.ts';
import { SMALLEST_UPPER_HALF } from './writings.ts';

/** Digests of many texts: the same digests of each text, one after the other. */
interface Block {
  texts: readonly DigestedText[];
  columns: readonly Column[];
  /** Bytes of one text's digests. */
  size: number;
  bytes: Buffer;
}

interface Column {
  name: string;
  at: number;
  length: number;
}

/** A digest of a canary, of which 8 bytes are in a content. */
export interface PoolHit extends Pick<DigestedText, 'canary' | 'confidence'> {
  name: string;
}

/** Receives a value as two signed halves, and its offset. */
export type TakeKey = (high: number, low: number, at: number) => void;

/** Bytes of a value. */
export const KEY = 8;

/** All bytes of all digests of canaries. About 45 KB for a URL. */
export class DigestPool {
  readonly #blocks: readonly Block[];
  /** Two bits of one word for each four bytes in a row. One random value in 25 or fewer has both. */
  readonly #windows: Uint32Array;
  readonly #shift: number;

  constructor(canaries: readonly Canary[]) {
    const { plain, encoded, joined, whole } = poolTextsOf(canaries);
    this.#blocks = [
      blockOf(plain, everyDigest),
      blockOf(encoded, cryptographicDigests),
      blockOf(joined, commonDigests),
      blockOf(whole, repeatedDigests),
    ];
    this.#windows = windowsOf(this.#blocks);
    this.#shift = shiftOf(this.#windows);
  }

  /**
   * Passes the indexes of the values that may be 8 bytes in a row of a digest: of random ones, one in ten million or fewer.
   * A loop of its own, in which the processor waits for several places of the large table at once.
   */
  check(high: Int32Array, low: Int32Array, count: number, take: (index: number) => void): void {
    for (let index = 0; index < count; index++)
      if (this.#hasWindow(high[index] ?? 0) && this.#mayHave(high[index] ?? 0, low[index] ?? 0)) take(index);
  }

  #mayHave(high: number, low: number): boolean {
    return (
      this.#hasWindow(high) &&
      this.#hasWindow(low) &&
      this.#hasWindow((high << 16) | (low >>> 16)) &&
      this.#hasWindow((high << 8) | (low >>> 24)) &&
      this.#hasWindow((high << 24) | (low >>> 8))
    );
  }

  #hasWindow(window: number): boolean {
    const hash = Math.imul(window, SPREAD);
    const bits = bitsOf(hash);

    return ((this.#windows[hash >>> this.#shift] ?? 0) & bits) === bits;
  }

  /** Passes the values of bytes, at any offset, that may be 8 bytes in a row of a digest. */
  keysIn(bytes: Buffer, take: TakeKey): void {
    for (let at = 0; at + KEY <= bytes.length; ) {
      const low = wordAt(bytes, at + 4);
      /** These four bytes are also in the next four values. */
      if (!this.#hasWindow(low)) at += 5;
      else {
        const high = wordAt(bytes, at);
        if (this.#mayHave(high, low)) take(high, low, at);
        at++;
      }
    }
  }

  /** Passes every digest of which 8 bytes in a row, at any offset, are a value of the list. */
  search(keys: KeyList, take: (hit: PoolHit, places: readonly number[]) => void): void {
    const index = keys.index();
    for (const { texts, columns, size, bytes } of this.#blocks)
      for (let row = 0; row < texts.length; row++)
        for (let column = 0; column < columns.length; column++) {
          const { name = '', at = 0, length = 0 } = columns[column] ?? {};
          const text = texts[row];
          const places = placesIn(bytes, row * size + at, length, index);
          if (places.length > 0 && text)
            take({ canary: text.canary, confidence: text.confidence, name }, places);
        }
  }
}

/** Bits for each byte of the digests. */
const BITS_OF_BYTE = 8;
/** Bits of all digests: 8 MB. */
const MOST_BITS = 1 << 26;
const SPREAD = 0x9e3779b1;

function windowsOf(blocks: readonly Block[]): Uint32Array {
  const size = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const bits = Math.min(MOST_BITS, Math.max(1024, 2 ** Math.ceil(Math.log2(size * BITS_OF_BYTE))));
  const windows = new Uint32Array(bits / 32);
  const shift = shiftOf(windows);
  for (const { bytes } of blocks) {
    let window = 0;
    for (let at = 0; at < bytes.length; at++) {
      window = (window << 8) | (bytes[at] ?? 0);
      const hash = Math.imul(window, SPREAD);
      windows[hash >>> shift] = (windows[hash >>> shift] ?? 0) | bitsOf(hash);
    }
  }

  return windows;
}

/** The highest bits of a hash choose a word. */
function shiftOf(windows: Uint32Array): number {
  return Math.clz32(windows.length) + 1;
}

/** Lower bits of a hash choose two bits of its word. */
function bitsOf(hash: number): number {
  return (1 << (hash & 31)) | (1 << ((hash >>> 5) & 31));
}

/** The places of the index's values that are 8 bytes in a row of a digest. */
function placesIn(bytes: Buffer, from: number, length: number, index: KeyIndex): readonly number[] {
  let places: number[] | undefined;
  const last = from + length - 8;
  let high = wordAt(bytes, from) >>> 8;
  for (let offset = from; offset <= last; offset++) {
    high = (high << 8) | (bytes[offset + 3] ?? 0);
    if (index.mayHave(high)) (places ??= []).push(...index.placesOf(high, wordAt(bytes, offset + 4)));
  }

  return places ?? NONE;
}

const NONE: readonly number[] = [];

type Digests = Iterable<readonly [name: string, bytes: Uint8Array | string]>;

function blockOf(texts: readonly DigestedText[], digestsOf: (text: DigestedText) => Digests): Block {
  const [first] = texts;
  const columns: Column[] = [];
  let size = 0;
  for (const [name, { length }] of first ? digestsOf(first) : []) {
    columns.push({ name, at: size, length });
    size += length;
  }
  const bytes = Buffer.alloc(size * texts.length);
  let at = 0;
  for (const text of texts)
    for (const [, computed] of digestsOf(text))
      at += typeof computed === 'string' ? bytes.write(computed, at, 'latin1') : copy(computed, bytes, at);

  return { texts, columns, size, bytes };
}

function copy(source: Uint8Array, target: Buffer, at: number): number {
  target.set(source, at);

  return source.length;
}

function* cryptographicDigests({ bytes }: DigestedText): Digests {
  for (const name of CRYPTOGRAPHIC) yield [name, digest(name, bytes)];
}

function* everyDigest(digested: DigestedText): Digests {
  yield* cryptographicDigests(digested);
  const { text, bytes } = digested;
  for (const space of NAME_SPACES)
    for (const { version, of } of UUIDS)
      yield [`uuid${version}`, uuidOf(digest(of, Buffer.concat([space, bytes])), version)];
  for (const algorithms of [numericAlgorithms, rareNumericAlgorithms])
    for (const { name, of } of algorithms) {
      const [big, little] = orders(of(bytes, text));
      yield [name, big];
      yield [name, little];
    }
}

function* commonDigests({ bytes }: DigestedText): Digests {
  for (const name of COMMON) yield [name, digest(name, bytes)];
}

/** Rounds of a repeated digest. Each costs as much as a digest of another text. */
const MAX_ROUNDS = 8;

/** Digests of digests, of bytes or of hex: each common digest of another one, and each repeated. */
function* repeatedDigests({ bytes }: DigestedText): Digests {
  for (const inner of COMMON) {
    const once = Buffer.from(digest(inner, bytes), 'latin1');
    const hex = once.toString('hex');
    for (const outer of COMMON) {
      yield [`${outer}(${inner})`, digest(outer, once)];
      yield [`${outer}(${inner})`, digest(outer, hex)];
      yield [`${outer}(${inner})`, digest(outer, hex.toUpperCase())];
    }
    let ofBytes = digest(inner, once);
    let ofHex = digest(inner, hex);
    for (let round = 3; round <= MAX_ROUNDS; round++) {
      ofBytes = digest(inner, Buffer.from(ofBytes, 'latin1'));
      ofHex = digest(inner, Buffer.from(ofHex, 'latin1').toString('hex'));
      yield [`${inner}^${round}`, ofBytes];
      yield [`${inner}^${round}`, ofHex];
    }
  }
}

/** The 8 bytes of a number in both orders; zeros if it is too small to prove anything. */
function orders({ high, low }: Word64): [Buffer, Buffer] {
  const big = Buffer.alloc(8);
  if (high >>> 0 >= SMALLEST_UPPER_HALF) {
    big.writeInt32BE(high, 0);
    big.writeInt32BE(low, 4);
  }

  return [big, Buffer.from(big).reverse()];
}

/** Four bytes, the highest first. */
export function wordAt(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
