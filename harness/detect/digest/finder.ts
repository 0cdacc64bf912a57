import { isAscii } from 'node:buffer';
import type { Canary } from '../../model/canary.ts';
import type { Content } from '../content.ts';
import { BASE64, HEX, IS_DIGIT, IS_NO_HEX, KIND, NONE } from './character-kinds.ts';
import { type DigestHit, HitCollector, textAt } from './digest-hits.ts';
import { createScratch, writeShortAscii } from '../scratch.ts';
import { type KnownDigests, knownDigestsOf } from './known-digests.ts';
import type { KnownDigest } from './table.ts';

/** Finds digests of canaries. They are computed when the first content arrives that could contain one. */
export class DigestFinder {
  readonly #canaries: readonly Canary[];
  readonly #scratch = createScratch();
  #index: KnownDigests | undefined;

  constructor(canaries: readonly Canary[]) {
    this.#canaries = canaries;
  }

  /**
   * The best digest of each canary in a content, and every digest of 32 bits. The first 8 bytes of a digest identify
   * it. Searches hex in either case, both base64 alphabets, and raw bytes. Text that may be bytes read as Latin-1 is
   * also searched as bytes.
   */
  find(content: Content, skip: ReadonlySet<number>): readonly DigestHit[] {
    if (this.#canaries.length === 0 || content.length < 4) return [];
    this.#index ??= knownDigestsOf(this.#canaries);
    const collector = new HitCollector(skip, content);
    const short = writeShortAscii(content, this.#scratch);
    if (short >= 0) {
      scanText(this.#scratch, short, this.#index, collector);

      return collector.hits();
    }
    const { bytes } = content;
    scanText(bytes, bytes.length, this.#index, collector);
    if (!content.isText) scanBytes(bytes, this.#index, collector);
    else if (!isAscii(bytes) && !BEYOND_BYTES.test(content.text))
      scanBytes(Buffer.from(content.text, 'latin1'), this.#index, collector);

    return collector.hits();
  }
}

/** Text without a character beyond Latin-1 may be bytes that were read as one character each. */
const BEYOND_BYTES = /[^\u0000-\u00ff]/;

/** Minimum digits of a number, and minimum base64 characters of 64 bits. */
const SHORTEST_NUMBER = 6;
const SHORTEST_RUN = 11;

/**
 * Searches each run of base64 characters. It samples every sixth character, so it skips runs that are too short. A run
 * without a digit but with a letter beyond `f` is not a number.
 */
function scanText(bytes: Uint8Array, length: number, index: KnownDigests, collector: HitCollector): void {
  let end = 0;
  for (let at = SHORTEST_NUMBER - 1; at < length; at = end + SHORTEST_NUMBER) {
    if (BASE64[bytes[at] ?? 0] === NONE) {
      end = at;
      continue;
    }
    let from = at;
    while (from > end && BASE64[bytes[from - 1] ?? 0] !== NONE) from--;
    let kinds = 0;
    for (end = from; end < length; end++) {
      const code = bytes[end] ?? 0;
      if (BASE64[code] === NONE) break;
      kinds |= KIND[code] ?? 0;
    }
    if (end - from >= SHORTEST_RUN) scanRun(bytes, from, end, index, collector);
    const mayBeNumber = (kinds & IS_DIGIT) !== 0 || (kinds & IS_NO_HEX) === 0;
    if (mayBeNumber && end - from >= SHORTEST_NUMBER) findNumbers(bytes, from, end, index, collector);
  }
}

/** One pass with two sliding windows: the last 8 hex digits and the last 5 base64 characters. */
function scanRun(
  bytes: Uint8Array,
  from: number,
  to: number,
  index: KnownDigests,
  collector: HitCollector,
): void {
  const { long } = index;
  const { filter, shift } = long;
  let hexRun = 0;
  let hex = 0;
  let window = 0;
  for (let at = from; at < to; at++) {
    const code = bytes[at] ?? 0;
    window = ((window << 6) | (BASE64[code] ?? 0)) & 0x3fffffff;
    const key = window >>> shift;
    if (at >= from + 4 && (filter[key >>> 5] ?? 0) & (1 << (key & 31))) {
      const needles = long.startingWith(window);
      if (needles.length > 0) addMatching(isBase64Of, needles, bytes, at - 4, collector);
    }
    const nibble = HEX[code] ?? 16;
    if (nibble === 16) {
      hexRun = 0;
      continue;
    }
    hex = (hex << 4) | nibble;
    if (++hexRun < 8) continue;
    const hexKey = (hex >>> 2) >>> shift;
    if ((filter[hexKey >>> 5] ?? 0) & (1 << (hexKey & 31))) {
      const needles = long.startingWith(hex >>> 2);
      if (needles.length > 0) addMatching(isHexOf, needles, bytes, at - 7, collector);
    }
  }
}

/** A function of its own, because a closure in a loop takes memory in every round, whether it is called or not. */
function addMatching(
  isDigestAt: (digest: Buffer, bytes: Uint8Array, at: number) => boolean,
  needles: readonly KnownDigest[],
  bytes: Uint8Array,
  at: number,
  collector: HitCollector,
): void {
  collector.add(needles, at, (needle) => isDigestAt(needle.bytes, bytes, at));
}

function scanBytes(bytes: Uint8Array, index: KnownDigests, collector: HitCollector): void {
  const { long } = index;
  const { filter, shift } = long;
  let window = 0;
  for (let at = 0; at < bytes.length; at++) {
    window = (window << 8) | (bytes[at] ?? 0);
    const key = (window >>> 2) >>> shift;
    if (at < 3 || !((filter[key >>> 5] ?? 0) & (1 << (key & 31)))) continue;
    const needles = long.startingWith(window >>> 2);
    if (needles.length > 0) addMatching(isRawOf, needles, bytes, at - 3, collector);
  }
  if (bytes.length === 4) collector.addShort(index.short(window >>> 0), 0);
}

/** Finds numbers and 8 hex digits that no letter or digit surrounds. A minus is a sign or a separator. */
function findNumbers(
  bytes: Uint8Array,
  from: number,
  to: number,
  index: KnownDigests,
  collector: HitCollector,
): void {
  const { short } = index;
  for (let at = from; at < to; ) {
    let end = at;
    let digits = 0;
    let hexDigits = 0;
    for (; end < to && (BASE64[bytes[end] ?? 0] ?? NONE) < 62; end++) {
      const nibble = HEX[bytes[end] ?? 0] ?? 16;
      if (nibble < 10) digits++;
      if (nibble < 16) hexDigits++;
    }
    const length = end - at;
    if (length >= SHORTEST_NUMBER && length <= 10 && digits === length) {
      const value = Number(textAt(bytes, at, end));
      if (bytes[at - 1] === MINUS && value <= 2 ** 31) collector.addShort(short(-value >>> 0), at);
      if (value < 2 ** 32) collector.addShort(short(value >>> 0), at);
    }
    if (length >= MIN_DIGITS && length <= MAX_DIGITS && digits === length)
      findLong(BigInt(textAt(bytes, at, end)), bytes[at - 1] === MINUS, at, index, collector);
    if (length === 8 && hexDigits === 8)
      collector.addShort(short(Number.parseInt(textAt(bytes, at, end), 16)), at);
    at = end + 1;
  }
}

const MINUS = 45;
/** Digits. One in 2,000 numbers of 64 bits is shorter; 256 bits have 78 at most. */
const MIN_DIGITS = 17;
const MAX_DIGITS = 78;
/** Bytes of digests that programs write as a number: a `long`, or a `BigInteger` of MD5, SHA-1 or SHA-256. */
const NUMBER_SIZES = [8, 16, 20, 32];

/** Finds a digest written as one decimal number, signed or unsigned, big- or little-endian. */
function findLong(
  value: bigint,
  isNegative: boolean,
  at: number,
  { long }: KnownDigests,
  collector: HitCollector,
): void {
  for (const size of NUMBER_SIZES) {
    if (value >> BigInt(size * 8) !== 0n) continue;
    const number = BigInt.asUintN(size * 8, isNegative ? -value : value);
    const big = Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex');
    for (const bytes of [big, Buffer.from(big).reverse()]) {
      const needles = long.startingWith(bytes.readUInt32BE(0) >>> 2);
      if (needles.length > 0) collector.add(needles, at, (needle) => isRawOf(needle.bytes, bytes, 0));
    }
  }
}

function isHexOf(digest: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let each = 0; each < 8; each++) {
    const high = HEX[bytes[at + each * 2] ?? 0] ?? 16;
    const low = HEX[bytes[at + each * 2 + 1] ?? 0] ?? 16;
    if (high === 16 || low === 16 || digest[each] !== high * 16 + low) return false;
  }

  return true;
}

/** Compares 64 bits: ten characters and the upper four bits of the next. */
function isBase64Of(digest: Buffer, bytes: Uint8Array, at: number): boolean {
  const expected = digest.toString('base64', 0, 9);
  for (let each = 0; each < 11; each++) {
    const actualBits = BASE64[bytes[at + each] ?? 0] ?? NONE;
    const expectedBits = BASE64[expected.charCodeAt(each)] ?? NONE;
    if (
      actualBits === NONE ||
      (each < 10 ? actualBits !== expectedBits : actualBits >> 2 !== expectedBits >> 2)
    )
      return false;
  }

  return true;
}

function isRawOf(digest: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let each = 0; each < 8; each++) if (digest[each] !== bytes[at + each]) return false;

  return true;
}
