import type { Canary } from '../../model/canary.ts';
import { COMMON, CRYPTOGRAPHIC, digest, numericAlgorithms, shortAlgorithms } from './algorithms.ts';
import { type DigestTable, digestTableOf } from './table.ts';
import { variantsOf } from './variants.ts';

/** A digest of 32 bits, that counts only together with something else. */
export interface ShortNeedle {
  canary: number;
  name: string;
  variant: string;
}

export interface DigestNeedles {
  long: DigestTable;
  /** By value, without a sign. */
  short: Map<number, ShortNeedle[]>;
}

/** Every digest of every variant of every canary: about 1,600 for a URL. */
export function digestNeedlesOf(canaries: readonly Canary[]): DigestNeedles {
  const variants = canaries.flatMap((each, canary) =>
    variantsOf(each).map((variant) => ({ canary, ...variant })),
  );
  const words = new Uint32Array(2 * NAMES.length * variants.length);
  const short = new Map<number, ShortNeedle[]>();
  for (const [at, { canary, text, name: variant }] of variants.entries()) {
    const bytes = Buffer.from(text);
    writeDigests(text, bytes, words.subarray(2 * NAMES.length * at));
    for (const { name, of } of shortAlgorithms) add(short, of(bytes, text), { canary, name, variant });
  }

  return { long: digestTableOf(words, variants, NAMES), short };
}

const isCommon = (name: string): name is (typeof COMMON)[number] => COMMON.some((common) => common === name);

/** Where the last 8 and the last 16 bytes of a digest begin, by which it is kept where it is cut; an MD5 has no more than 16. */
const TAILS: Readonly<Record<(typeof COMMON)[number], readonly number[]>> = {
  md5: [8],
  sha1: [12, 4],
  sha256: [24, 16],
  sha512: [56, 48],
};

/** What UUIDs are made in: none, as by Java's `UUID.nameUUIDFromBytes`, and those of hosts and URLs (RFC 9562, appendix A). */
const NAME_SPACES = ['', '6ba7b8109dad11d180b400c04fd430c8', '6ba7b8119dad11d180b400c04fd430c8'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
/** Versions of UUIDs that are made of a name, and what they are cut from. */
const UUIDS = [
  { version: 3, of: 'md5' },
  { version: 5, of: 'sha1' },
] as const;

/** How the digests are called that `writeDigests` writes: `md5`, or `sha256(md5)` for a digest of a digest. */
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

/** Writes the first 8 bytes of each digest of a text as two words. */
function writeDigests(text: string, bytes: Buffer, words: Uint32Array): void {
  let at = 0;
  const write = (made: string, from = 0) => {
    words[at++] = wordOf(made, from);
    words[at++] = wordOf(made, from + 4);
  };
  for (const name of CRYPTOGRAPHIC) {
    const made = digest(name, text);
    write(made);
    if (name === 'md5') write(made, 4); // The "16-digit MD5": its middle.
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
      // Four bits of the seventh byte say the version.
      words[at - 1] = ((words[at - 1] ?? 0) & ~0xf000) | (version << 12);
    }
  for (const { of } of numericAlgorithms) {
    const { high, low } = of(bytes);
    words.set([high, low, swapped(low), swapped(high)], at); // As its hex is, and as memory is.
    at += 4;
  }
}

/** Four bytes, one character each, the first one uppermost. */
function wordOf(bytes: string, at: number): number {
  return (
    (bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3)
  );
}

/** The bytes of 32 bits in the other order. */
function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

function add<T>(map: Map<number, T[]>, key: number, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
