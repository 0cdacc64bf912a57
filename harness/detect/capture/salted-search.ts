import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { kindOf, printChain, printStep } from '../chain.ts';
import { Content } from '../content.ts';
import { createExcerpts, type Excerpt } from '../excerpt.ts';
import { headerOf } from '../parts.ts';
import type { Reached, Sighting } from '../search.ts';
import { Sample } from './sample.ts';
import { KeptDigests, matchesOf, saltedTextsOf, type SaltedText } from './salted-digests.ts';
import { PartSalts, Salts } from './salts.ts';
import { algorithmOf, cutDigestsIn, digestsIn, type WrittenDigest } from './written-digests.ts';

/** A digest with a salt or a key from the same capture, and the location of the digest. */
export interface SaltedFinding {
  exchange: Pick<Exchange, 'index' | 'host'>;
  part: string;
  sighting: Sighting;
  sdk?: string;
}

type Target = SaltedFinding['exchange'] &
  Pick<Sighting, 'chain' | 'message'> & { part: string; sdk?: string; excerpt(): Excerpt };

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
const MAX_SALTS = 512;
/** Values of parts that contain a cut digest. */
const MAX_SALTS_CUT = 96;
const MAX_CUT = 1024;
/** Algorithms of cut digests. */
const ALGORITHMS = ['md5', 'sha1', 'sha256'];

/**
 * Finds digests whose salt or HMAC key is in the same capture. Tries md5, sha1, sha256 and sha512 of salt and value in
 * either order, with no separator, colon, bar, dash or underscore, and HMAC. Work is bounded: up to 512 salts, 4,096
 * digests to find, and 60,000 computed digests. A digest may also be cut: then at most 1,024 digests are searched, with 96
 * values of the same parts and 30,000 computed digests. Above these limits, the likely salts are used (`Salts`), and digests
 * with the smallest hash, so that the order of exchanges does not matter.
 */
export function createSaltedSearch(canaries: readonly Canary[], keepsMessages: boolean): SaltedSearch {
  const targets = new Sample<Target>(MAX_TARGETS);
  const salts = new Salts(MAX_SALTS);
  const cutTargets = new Sample<Target>(MAX_CUT);
  const saltsOfCut = new Salts(MAX_SALTS_CUT);
  let texts: readonly SaltedText[] | undefined;

  return {
    record(exchange, part, reached, sdk) {
      if (canaries.length === 0) return;
      const { index, host } = exchange;
      const partSalts = new PartSalts();
      if (part.startsWith('request.header:'))
        partSalts.addHeader(headerOf(exchange, part.slice('request.header:'.length)));
      for (const layer of reached) {
        const { content } = layer;
        if (!content.isText || content.length > LONGEST_TEXT) continue;
        const { chain } = layer;
        const whole = digestsIn(content);
        const cut = cutDigestsIn(content);
        const excerptAt = createExcerpts(content, whole.length + cut.length);
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
              excerpt: excerptAt(at),
              ...(keepsMessages && { message: layer.message }),
            });
        };
        for (const digest of whole) addTarget(targets, digest);
        for (const digest of cut) addTarget(cutTargets, digest);
        partSalts.addText(content.text, [...whole, ...cut]);
      }
      salts.add(partSalts);
      if (partSalts.hasDigest) saltsOfCut.add(partSalts);
    },
    end(canariesOwnedBy) {
      const isWordOfCanary = createWordCheck(canaries);
      const keysOf = (wanted: Sample<Target>) => wanted.keys().filter((digest) => !isWordOfCanary(digest));
      const digests = keysOf(targets);
      const cut = keysOf(cutTargets);
      const names = [...new Set(digests.map((digest) => algorithmOf(digest) ?? 'md5'))].sort();
      texts ??= saltedTextsOf(canaries);
      const found: SaltedFinding[] = [];
      const seen = new Set<string>();
      const chosenOfCut = saltsOfCut.chosen();
      const kept = new KeptDigests(chosenOfCut, cut.length > 0 ? ALGORITHMS : []);
      for (const { canary, variant, match, digest } of [
        ...matchesOf(texts, salts.chosen(), { names, targets: digests, areCut: false, kept }),
        ...matchesOf(texts, chosenOfCut, { names: ALGORITHMS, targets: cut, areCut: true, kept }),
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
          excerpt: excerpt(),
          ...(message && { message }),
        };
        found.push({ exchange, part, sighting, sdk });
      }

      return found;
    },
  };
}

/** Offset of the first digest in a text that could be a salted or keyed one; undefined for other matches. */
export function saltedPlace(match: string, text: string): number | undefined {
  const name = /^digest:(?:hmac-)?(\w+?)(?:\+salt)?$/.exec(match)?.[1];
  if (!name || !/\+salt$|^digest:hmac-/.test(match)) return undefined;

  const content = Content.ofText(text);

  return (digestsIn(content).find(({ hex }) => algorithmOf(hex) === name) ?? cutDigestsIn(content)[0])?.at;
}

/**
 * Recognizes words of a canary that only look like a digest. `example/k3x9m2q7w4tz/garden` has as many base64
 * characters as a SHA-1, and a title in hex can have as many bytes.
 */
function createWordCheck(canaries: readonly Canary[]): (digest: string) => boolean {
  const values = canaries.map(({ value }) => value.toLowerCase()).join('\n');
  /** The first characters of everything in the values. Almost every digest has others. */
  const heads = new Set(Array.from({ length: values.length }, (_, at) => values.slice(at, at + HEAD)));
  const isWord = (spelling: string) => heads.has(spelling.slice(0, HEAD)) && values.includes(spelling);

  return (digest) => {
    const bytes = Buffer.from(digest, 'hex');
    const base64 = bytes.toString('base64').replace(/.=*$/, '').toLowerCase(); // The last character can contain other bits.

    return (
      isWord(digest) ||
      isWord(bytes.toString('latin1').toLowerCase()) ||
      isWord(base64) ||
      isWord(base64.replaceAll('+', '-').replaceAll('/', '_'))
    );
  };
}

/** Characters that a short set of texts is looked up by. */
const HEAD = 5;

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
