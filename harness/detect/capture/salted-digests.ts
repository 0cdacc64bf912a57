import type { Canary } from '../../model/canary.ts';
import { digest } from '../digest/algorithms.ts';
import { type Variant, variantsOf } from '../digest/variants.ts';

/** A wanted digest that matches a canary with a salt. */
export interface Match {
  canary: number;
  variant: Variant;
  match: `digest:${string}`;
  /** As it was wanted, in hex. */
  digest: string;
}

/** What is computed and compared. */
export interface SaltedOptions {
  /** Names of the digest algorithms. */
  names: readonly string[];
  /** Wanted digests in hex; with `areCut`, their first or last 8 bytes or more. */
  targets: readonly string[];
  areCut: boolean;
  /** Digests that are computed once for several searches. */
  kept?: KeptDigests;
}

/** The digests of the common texts and separators, by algorithm and salt, and by the number of the text. */
export class KeptDigests {
  readonly #salts: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;
  readonly #lists = new Map<string, string[][]>();

  /**
   * @param salts whose digests are kept
   * @param names of the algorithms whose digests are kept
   */
  constructor(salts: readonly string[], names: readonly string[]) {
    this.#salts = new Set(salts);
    this.#names = new Set(names);
  }

  /** The digests so far, to be extended; undefined if they are not kept. */
  of(name: string, salt: string): string[][] | undefined {
    if (!this.#salts.has(salt) || !this.#names.has(name)) return undefined;
    const key = `${name} ${salt}`;
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = []));

    return list;
  }
}

/** Maximum number of digests computed at the end of a capture: about 0.1 s. */
const MAX_TRIES = 60_000;
/** The same for digests that were cut. */
const MAX_TRIES_CUT = 30_000;
/** What is tried with all salts before the rest, and alone for cut digests. */
const COMMON = { variants: /^(?:url|host|words)$/, separators: ['', ':', '|'] };
const ALL = {
  variants: /^(?:url|host|words)(?:-without-(?:query|slash|scheme|scheme-and-slash))?(?:-lower)?$/,
  separators: ['', ':', '|', '-', '_'],
};
const RARE_SEPARATORS = ALL.separators.filter((separator) => !COMMON.separators.includes(separator));
/** Bytes of a digest that identify it. */
const CUT = 8;

/** A text of a canary that is hashed with a salt. */
export interface SaltedText {
  canary: number;
  variant: Variant;
  bytes: Buffer;
  isCommon: boolean;
}

/** The texts of canaries that are hashed with salts. */
export function saltedTextsOf(canaries: readonly Canary[]): SaltedText[] {
  return canaries.flatMap((each, canary) =>
    variantsOf(each)
      .filter(({ name }) => ALL.variants.test(name))
      .map((variant) => ({
        canary,
        variant,
        bytes: Buffer.from(variant.text),
        isCommon: COMMON.variants.test(variant.name),
      })),
  );
}

/**
 * Computes digests of each text with each salt until the limit, and returns those that are wanted. First the common
 * variants of canaries with the common separators, then the rest. Cut digests are compared with the common ones only.
 */
export function matchesOf(
  texts: readonly SaltedText[],
  salts: readonly string[],
  { names, targets, areCut, kept }: SaltedOptions,
): Match[] {
  if (targets.length === 0 || salts.length === 0) return [];
  const findWanted = areCut ? createCutLookup(targets) : createLookup(targets);
  const common = texts.filter(({ isCommon }) => isCommon);
  const longest = texts.reduce((length, { bytes }) => Math.max(length, bytes.length), 0);
  const matches: Match[] = [];
  let tries = areCut ? MAX_TRIES_CUT : MAX_TRIES;
  const compare = ({ canary, variant }: SaltedText, match: Match['match'], computed: string) => {
    tries--;
    const wanted = findWanted(computed);
    if (wanted) matches.push(...wanted.map((digest) => ({ canary, variant, match, digest })));
  };
  const algorithmsOf = (salt: string) =>
    names.map((name) => ({
      name,
      salted: `digest:${name}+salt` as const,
      keyed: `digest:hmac-${name}` as const,
      hmac: createHmac(name, salt, longest),
    }));
  for (const salt of salts)
    for (const { name, salted, keyed, hmac } of algorithmsOf(salt)) {
      const known = kept?.of(name, salt);
      for (const [index, text] of common.entries()) {
        if (tries <= 0) return matches;
        const computed = known?.[index] ?? [
          ...saltedDigests(name, text, salt, COMMON.separators),
          hmac(text.bytes),
        ];
        if (known) known[index] = computed;
        for (let at = 0; at < computed.length; at++)
          compare(text, at < computed.length - 1 ? salted : keyed, computed[at] ?? '');
      }
    }
  if (areCut) return matches;
  for (const salt of salts) {
    const algorithms = algorithmsOf(salt);
    for (const text of texts) {
      if (tries <= 0) return matches;
      const separators = text.isCommon ? RARE_SEPARATORS : ALL.separators;
      for (const { name, salted, keyed, hmac } of algorithms) {
        for (const computed of saltedDigests(name, text, salt, separators)) compare(text, salted, computed);
        if (!text.isCommon) compare(text, keyed, hmac(text.bytes));
      }
    }
  }

  return matches;
}

/** The digests of a text with a salt before and behind it. */
function saltedDigests(
  name: string,
  { variant: { text } }: SaltedText,
  salt: string,
  separators: readonly string[],
): string[] {
  const digests: string[] = [];
  for (const separator of separators)
    digests.push(digest(name, salt + separator + text), digest(name, text + separator + salt));

  return digests;
}

/** Returns the wanted digests, in hex, that a computed one is. */
type Lookup = (computed: string) => readonly string[] | undefined;

function createLookup(targets: readonly string[]): Lookup {
  const wanted = new Map(targets.map((hex) => [Buffer.from(hex, 'hex').toString('latin1'), [hex]]));
  const heads = new PairSet();
  for (const bytes of wanted.keys()) heads.add(bytes, 0);

  return (computed) => (heads.has(computed, 0) ? wanted.get(computed) : undefined);
}

/** Looks up the start and the end of a digest. */
function createCutLookup(targets: readonly string[]): Lookup {
  const starts = new Map<string, string[]>();
  const ends = new Map<string, string[]>();
  const heads = new PairSet();
  const tails = new PairSet();
  for (const hex of targets) {
    const bytes = Buffer.from(hex, 'hex').toString('latin1');
    const [start, end] = [bytes.slice(0, CUT), bytes.slice(-CUT)];
    starts.set(start, [...(starts.get(start) ?? []), hex]);
    ends.set(end, [...(ends.get(end) ?? []), hex]);
    heads.add(start, 0);
    tails.add(end, CUT - 2);
  }

  return (computed) => {
    const mayStart = heads.has(computed, 0);
    const mayEnd = tails.has(computed, computed.length - 2);
    if (!mayStart && !mayEnd) return undefined;
    const hex = Buffer.from(computed, 'latin1').toString('hex');

    return [
      ...(starts.get(computed.slice(0, CUT)) ?? []).filter((wanted) => hex.startsWith(wanted)),
      ...(ends.get(computed.slice(-CUT)) ?? []).filter((wanted) => hex.endsWith(wanted)),
    ];
  };
}

/** Pairs of bytes, by which a lookup rejects almost every digest. */
class PairSet {
  readonly #seen = new Uint8Array(1 << 16);

  /** @param bytes one character for each byte */
  add(bytes: string, at: number): void {
    this.#seen[pairAt(bytes, at)] = 1;
  }

  has(bytes: string, at: number): boolean {
    return this.#seen[pairAt(bytes, at)] === 1;
  }
}

function pairAt(bytes: string, at: number): number {
  return (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
}

/** HMAC's padding bytes for the inner and the outer digest. */
const [INNER, OUTER] = [0x36, 0x5c];
/** Block size in bytes. */
const blockOf = (name: string) => (name === 'sha512' ? 128 : 64);

/**
 * Computes HMACs of many texts with one key. Uses one-shot digests, which take a third of the time of incremental ones.
 * Source: RFC 2104.
 * @param longest maximum length of a text in bytes
 */
function createHmac(name: string, secret: string, longest: number): (text: Buffer) => string {
  const block = blockOf(name);
  const secretBytes = Buffer.from(secret);
  const key = secretBytes.length > block ? Buffer.from(digest(name, secretBytes), 'latin1') : secretBytes;
  const padded = (pad: number, length: number) => {
    const bytes = Buffer.alloc(block + length);
    for (let at = 0; at < block; at++) bytes[at] = (key[at] ?? 0) ^ pad;

    return bytes;
  };
  const inner = padded(INNER, longest);
  const outer = padded(OUTER, digest(name, '').length);

  return (text) => {
    const end = block + text.copy(inner, block);
    outer.write(digest(name, inner.subarray(0, end)), block, 'latin1');

    return digest(name, outer);
  };
}
