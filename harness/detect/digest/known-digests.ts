import type { Canary } from '../../model/canary.ts';
import { COMMON, CRYPTOGRAPHIC, digest, numericAlgorithms, shortAlgorithms } from './algorithms.ts';
import { PlaceIndex } from './places.ts';
import { type DigestTable, digestTableOf, type DigestWords } from './table.ts';
import { NAME_SPACES, UUIDS } from './uuids.ts';
import { variantsOf } from './variants.ts';
import { swapBytes } from './writings.ts';

/** A digest of 32 bits, which counts only with corroboration. */
export interface ShortDigest {
  canary: number;
  name: string;
  variant: string;
}

export interface KnownDigests {
  long: DigestTable;
  /** Digests by their value as an unsigned number. */
  short(value: number): readonly ShortDigest[];
}

/** Every digest of every variant of every canary: about 1,700 for a URL. */
export function knownDigestsOf(canaries: readonly Canary[]): KnownDigests {
  const variants = canaries.flatMap((each, canary) =>
    variantsOf(each).map((variant) => ({ canary, ...variant })),
  );
  const count = NAMES.length * variants.length;
  const words: DigestWords = { first: new Uint32Array(count), second: new Uint32Array(count) };
  const numbers = new Uint32Array(shortAlgorithms.length * variants.length);
  for (const [at, { text }] of variants.entries()) {
    const bytes = Buffer.from(text);
    writeDigests(text, bytes, words, at * NAMES.length);
    for (const [each, { of }] of shortAlgorithms.entries())
      numbers[at * shortAlgorithms.length + each] = of(bytes, text);
  }

  return { long: digestTableOf(words, variants, NAMES), short: shortNeedlesOf(numbers, variants) };
}

const NONE: readonly ShortDigest[] = [];

/** @param numbers digests of each variant, in the order of the algorithms */
function shortNeedlesOf(
  numbers: Uint32Array,
  variants: readonly { canary: number; name: string }[],
): KnownDigests['short'] {
  const index = new PlaceIndex(numbers);

  const needleAt = (place: number): ShortDigest[] => {
    const variant = variants[Math.floor(place / shortAlgorithms.length)];
    const algorithm = shortAlgorithms[place % shortAlgorithms.length];
    if (!variant || !algorithm) return [];

    return [{ canary: variant.canary, name: algorithm.name, variant: variant.name }];
  };

  return (value) => {
    const places = index.placesOf(value);

    return places.length === 0 ? NONE : places.flatMap(needleAt);
  };
}

const isCommon = (name: string): name is (typeof COMMON)[number] => COMMON.some((common) => common === name);

/** Offsets of the last 8 and the last 16 bytes of each digest, to find truncated digests. All of MD5 is 16 bytes. */
const TAILS: Readonly<Record<(typeof COMMON)[number], readonly number[]>> = {
  md5: [8],
  sha1: [12, 4],
  sha256: [24, 16],
  sha512: [56, 48],
};

/** Names of the digests in the order of `writeDigests`: `md5`, or `sha256(md5)` for a digest of a digest. */
const NAMES: readonly string[] = [
  ...CRYPTOGRAPHIC.flatMap((name) => [
    name,
    ...(name === 'md5' ? [name] : []),
    ...(isCommon(name)
      ? [
          ...TAILS[name].map(() => name),
          ...COMMON.flatMap((outer) => Array.from({ length: 3 }, () => `${outer}(${name})`)),
        ]
      : []),
  ]),
  ...NAME_SPACES.flatMap(() => UUIDS.map(({ version }) => `uuid${version}`)),
  ...numericAlgorithms.flatMap(({ name }) => [name, name]),
];

/** Writes the first 8 bytes of each digest of a text, starting at `start`. */
function writeDigests(text: string, bytes: Buffer, { first, second }: DigestWords, start: number): void {
  let at = start;
  const write = (computed: string, skipped = 0) => {
    first[at] = wordOf(computed, skipped);
    second[at++] = wordOf(computed, skipped + 4);
  };
  for (const name of CRYPTOGRAPHIC) {
    const made = digest(name, text);
    write(made);
    if (name === 'md5') write(made, 4); // The "16-digit MD5" is the middle of the hex.
    if (!isCommon(name)) continue;
    for (const from of TAILS[name]) write(made, from);
    const inner = Buffer.from(made, 'latin1');
    const hex = inner.toString('hex');
    const upper = hex.toUpperCase();
    for (const outer of COMMON) for (const each of [hex, upper, inner]) write(digest(outer, each));
  }
  for (const space of NAME_SPACES)
    for (const { version, of } of UUIDS) {
      write(digest(of, Buffer.concat([space, bytes])));
      // Four bits of the seventh byte are the version.
      second[at - 1] = ((second[at - 1] ?? 0) & ~0xf000) | (version << 12);
    }
  for (const { of } of numericAlgorithms) {
    const { high, low } = of(bytes, text);
    first[at] = high; // Big-endian, as in hex.
    second[at++] = low;
    first[at] = swapBytes(low); // Little-endian, as in memory.
    second[at++] = swapBytes(high);
  }
}

/** Four characters (one byte each) as a big-endian word. */
function wordOf(bytes: string, at: number): number {
  return (
    (bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3)
  );
}
