import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { kindOf, printChain, printStep } from '../chain.ts';
import { wordsOf } from '../codecs/words.ts';
import type { Content } from '../content.ts';
import { excerptOf } from '../excerpt.ts';
import { headerOf } from '../parts.ts';
import type { Reached, Sighting } from '../search.ts';
import { ALPHANUMERIC, tableOf } from '../shape.ts';
import { Sample } from './sample.ts';
import { matchesOf } from './salted-digests.ts';

/** A digest with a salt or a key from the same capture, and the location of the digest. */
export interface SaltedFinding {
  exchange: Pick<Exchange, 'index' | 'host'>;
  part: string;
  sighting: Sighting;
  sdk?: string;
}

type Target = SaltedFinding['exchange'] &
  Pick<Sighting, 'chain' | 'excerpt' | 'message'> & { part: string; sdk?: string };

export interface SaltedSearch {
  /** Records digests and possible salts in a part of an exchange. */
  record(exchange: Exchange, part: string, reached: readonly Reached[], sdk?: string): void;
  /**
   * Tries the recorded values as salts and keys.
   * @param canariesOwnedBy returns the canaries that a host owns
   */
  end(canariesOwnedBy: (host: string) => ReadonlySet<number>): SaltedFinding[];
}

/** Bytes. A longer text is a batch of events, whose identifiers would displace all other values. */
const LONGEST_TEXT = 64 * 1024;
const MAX_TARGETS = 4096;
const MAX_SALTS_PER_PART = 32;
const MAX_SALTS = 512;
/** Values of parts that contain a cut digest. */
const MAX_SALTS_CUT = 96;
const MAX_CUT = 1024;
/** Hex digits of the shortest cut digest. */
const SHORTEST_CUT = 16;
const LONGEST_CUT = 128;
/** Algorithm by number of hex digits. */
const BY_LENGTH: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };
/** Algorithms of cut digests. */
const ALGORITHMS = ['md5', 'sha1', 'sha256'];
const HEX_DIGITS = tableOf('0123456789abcdefABCDEF');
const SHORTEST_HEX = 32;
/** Characters of either base64 alphabet. */
const IN_BASE64 = tableOf(`${ALPHANUMERIC}+/_-`);
/** Characters of a digest in base64, without padding. */
const BASE64_LENGTHS: ReadonlySet<number> = new Set([22, 27, 43, 86]);
const SHORTEST_BASE64 = 22;
const EQUALS = 0x3d;
/** Values of fields and JSON strings. */
const VALUES = /(?<=[=:&"]\s?"?)[\w.@+-]{4,64}(?=$|["&;,}\]\s])/g;

/**
 * Finds digests whose salt or HMAC key is in the same capture. Tries md5, sha1, sha256 and sha512 of salt and value in
 * either order, with no separator, colon, bar, dash or underscore, and HMAC. Work is bounded: up to 512 salts, 4,096
 * digests to find, and 100,000 computed digests. A digest may also be cut: then at most 1,024 digests are searched, with 96
 * values of the same parts and 50,000 computed digests. Above these limits, the values with the smallest MD5 are used, so
 * that the order of exchanges does not matter.
 */
export function createSaltedSearch(canaries: readonly Canary[], keepsMessages: boolean): SaltedSearch {
  const targets = new Sample<Target>(MAX_TARGETS);
  const salts = new Sample<true>(MAX_SALTS);
  const cutTargets = new Sample<Target>(MAX_CUT);
  const saltsOfCut = new Sample<true>(MAX_SALTS_CUT);

  return {
    record(exchange, part, reached, sdk) {
      if (canaries.length === 0) return;
      const { index, host } = exchange;
      const partSalts = new Set<string>();
      let hasCut = false;
      const addSalt = (salt: string) => {
        if (partSalts.size < MAX_SALTS_PER_PART) partSalts.add(salt);
      };
      if (part.startsWith('request.header:')) {
        const value = headerOf(exchange, part.slice('request.header:'.length));
        if (value.length >= 4 && value.length <= 64) addSalt(value);
      }
      for (const layer of reached) {
        const { content } = layer;
        if (!content.isText || content.length > LONGEST_TEXT) continue;
        const { chain } = layer;
        const addTarget = (wanted: Sample<Target>, { hex, at }: WrittenDigest) => {
          const known = wanted.get(hex);
          if (
            !known ||
            index < known.index ||
            (index === known.index && known.part === part && isExtensionOf(chain, known.chain))
          )
            wanted.set(hex, {
              index,
              host,
              part,
              chain,
              sdk,
              excerpt: excerptOf(content, at),
              ...(keepsMessages && { message: layer.message }),
            });
        };
        if (mayHoldDigest(content)) for (const digest of digestsIn(content.text)) addTarget(targets, digest);
        for (const digest of mayHoldCutDigest(content) ? cutDigestsIn(content.text) : []) {
          hasCut = true;
          addTarget(cutTargets, digest);
        }
        if (partSalts.size >= MAX_SALTS_PER_PART) continue;
        for (const [value] of content.text.matchAll(VALUES)) {
          if (partSalts.size >= MAX_SALTS_PER_PART) break;
          addSalt(value);
        }
      }
      for (const salt of partSalts) {
        salts.set(salt, true);
        if (hasCut && /\d/.test(salt)) saltsOfCut.set(salt, true);
      }
    },
    end(canariesOwnedBy) {
      const isWordOfCanary = createWordCheck(canaries);
      const keysOf = (wanted: Sample<Target>) => wanted.keys().filter((digest) => !isWordOfCanary(digest));
      const digests = keysOf(targets);
      const cut = keysOf(cutTargets);
      const names = [...new Set(digests.map((digest) => BY_LENGTH[digest.length] ?? 'md5'))].sort();
      const found: SaltedFinding[] = [];
      const seen = new Set<string>();
      for (const { canary, variant, match, digest } of [
        ...matchesOf(canaries, salts.keys(), { names, targets: digests, areCut: false }),
        ...matchesOf(canaries, saltsOfCut.keys(), { names: ALGORITHMS, targets: cut, areCut: true }),
      ]) {
        const target = targets.get(digest) ?? cutTargets.get(digest);
        const key = `${canary} ${digest}`;
        if (seen.has(key)) continue;
        seen.add(key);
        if (!target || canariesOwnedBy(target.host).has(canary)) continue;
        const { part, sdk, chain, excerpt, message, ...exchange } = target;
        const sighting: Sighting = {
          canary,
          match,
          confidence: variant.confidence,
          offset: 0,
          chain: [...chain],
          offsets: [0],
          ...(excerpt && { excerpt }),
          ...(message && { message }),
        };
        found.push({ exchange, part, sighting, sdk });
      }

      return found;
    },
  };
}

function mayHoldCutDigest({ length, shape }: Content): boolean {
  return length >= SHORTEST_CUT && shape.longestWord >= SHORTEST_CUT;
}

function mayHoldDigest({ length, shape }: Content): boolean {
  return length >= SHORTEST_BASE64 && shape.longestWord >= SHORTEST_BASE64;
}

/** Offset of the first digest in a text that could be a salted or keyed one; undefined for other matches. */
export function saltedPlace(match: string, text: string): number | undefined {
  const name = /^digest:(?:hmac-)?(\w+?)(?:\+salt)?$/.exec(match)?.[1];
  if (!name || !/\+salt$|^digest:hmac-/.test(match)) return undefined;

  return (digestsIn(text).find(({ hex }) => BY_LENGTH[hex.length] === name) ?? cutDigestsIn(text)[0])?.at;
}

interface WrittenDigest {
  /** In lower case. */
  hex: string;
  at: number;
}

/** Digests of 16, 20, 32 or 64 bytes in a text, written as a separate word of hex or base64. */
function digestsIn(text: string): WrittenDigest[] {
  const digests: WrittenDigest[] = [];
  for (const { from, to } of wordsOf(text, HEX_DIGITS, SHORTEST_HEX))
    if (BY_LENGTH[to - from] !== undefined)
      digests.push({ hex: text.slice(from, to).toLowerCase(), at: from });
  for (const { from, to } of wordsOf(text, IN_BASE64, SHORTEST_BASE64))
    if (BASE64_LENGTHS.has(to - from) && isPaddedOnce(text, to))
      digests.push({ hex: Buffer.from(text.slice(from, to), 'base64').toString('hex'), at: from });

  return digests;
}

/** Words of 16 hex digits or more that may be the start or the end of a digest. */
function cutDigestsIn(text: string): WrittenDigest[] {
  return wordsOf(text, HEX_DIGITS, SHORTEST_CUT).flatMap(({ from, to }) => {
    const hex = text.slice(from, to).toLowerCase();
    const isDigest = hex.length % 2 === 0 && hex.length < LONGEST_CUT && /[a-f]/.test(hex) && /\d/.test(hex);

    return isDigest ? [{ hex, at: from }] : [];
  });
}

/** Whether a base64 word ends here: at most two padding characters, with no base64 character after them. */
function isPaddedOnce(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) === EQUALS) at++;

  return at === end || (at <= end + 2 && IN_BASE64[text.charCodeAt(at)] !== 1);
}

/**
 * Recognizes words of a canary that only look like a digest. `example/k3x9m2q7w4tz/garden` has as many base64
 * characters as a SHA-1, and a title in hex can have as many bytes.
 */
function createWordCheck(canaries: readonly Canary[]): (digest: string) => boolean {
  const values = canaries.map(({ value }) => value.toLowerCase()).join('\n');

  return (digest) => {
    const bytes = Buffer.from(digest, 'hex');
    const base64 = bytes.toString('base64').replace(/.=*$/, ''); // The last character can contain other bits.

    return [digest, bytes.toString('latin1'), base64, base64.replaceAll('+', '-').replaceAll('/', '_')].some(
      (spelling) => values.includes(spelling.toLowerCase()),
    );
  };
}

/** Whether a chain only adds named parts to another. */
function isExtensionOf(chain: Reached['chain'], from: Reached['chain']): boolean {
  return (
    chain.length > from.length &&
    printChain(from).every((step, at) => step === printChain(chain)[at]) &&
    chain
      .slice(from.length)
      .every((step) => kindOf(step) === 'structure' && !printStep(step).endsWith('-name'))
  );
}
