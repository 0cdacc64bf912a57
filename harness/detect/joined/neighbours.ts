import type { Canary } from '../../model/canary.ts';
import { type Separator, SEPARATORS, type Step } from '../chain.ts';
import { Content } from '../content.ts';
import { CERTAIN_BITS, entropyBits, LIKELY_BITS } from '../match/entropy.ts';
import { type Excerpt, excerptOf } from '../excerpt.ts';
import type { Hit } from '../match/hit.ts';
import type { Matcher } from '../match/matcher.ts';
import type { Reached, Sighting } from '../search.ts';
import { MAX_JOINED, type Value, valueListsOf } from './message-values.ts';

/** Maximum number of layers of a part that are joined. */
const MAX_LAYERS = 64;
/** Total bytes of these layers. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Maximum number of characters searched on each side of a cut. */
const LONGEST_PIECE = 2048;

/**
 * Finds canaries that are split across adjacent values of one message: form fields, JSON strings, path segments or
 * protobuf fields.
 * @param candidates layers that contain a piece of a rare word
 * @param given.known canaries already seen in the exchange; for them, a join with fewer bits counts
 */
export function sightJoined(
  candidates: readonly Reached[],
  limits: {
    canaries: readonly Canary[];
    matcher: Matcher;
    skip: ReadonlySet<number>;
    known: ReadonlySet<number>;
  },
): Sighting[] {
  const sightings: Sighting[] = [];
  let left = MAX_BYTES;
  for (const layer of candidates.slice(0, MAX_LAYERS)) {
    left -= layer.content.length;
    if (left < 0) break;
    for (const list of valueListsOf(layer.input))
      for (const separator of SEPARATORS)
        for (const { step, content, hit, excerpt } of joinsOf(list, separator, limits)) {
          const { chain, offsets, message } = layer.derived(step, content);
          sightings.push({ ...hit, chain, offsets: [...offsets, hit.offset], excerpt, message });
        }
  }

  return sightings;
}

interface Join {
  step: Step;
  /** All joined values, complete. */
  content: Content;
  hit: Hit;
  excerpt: Excerpt;
}

function joinsOf(
  list: readonly Value[],
  separator: Separator,
  { canaries, matcher, skip, known }: Parameters<typeof sightJoined>[1],
): Join[] {
  if (list.length < 2) return [];
  const text = list.map((value) => value.text).join(separator);
  const joins: Join[] = [];
  for (const whole of matcher.match(Content.ofText(text), skip)) {
    const canary = canaries[whole.canary];
    if (!canary || whole.short) continue;
    const bits = bitsOf(whole, canary);
    if (bits < CERTAIN_BITS && !(bits >= LIKELY_BITS && known.has(whole.canary))) continue;
    const from = valueAt(list, separator, whole.offset);
    for (let to = from + 1; to <= Math.min(list.length, from + MAX_JOINED); to++) {
      const values = list.slice(from, to);
      const joined = values.map(edgeOf).join(separator);
      const hit = matcher
        .match(Content.ofText(joined), skip)
        .find((each) => each.canary === whole.canary && each.match === whole.match);
      if (!hit) continue;
      /** A canary in a single value was already found there. */
      if (values.length > 1) {
        const content = Content.ofText(values.map((value) => value.text).join(separator));
        const before = (values[0]?.text.length ?? 0) - Math.min(LONGEST_PIECE, values[0]?.text.length ?? 0);
        joins.push({
          step: { kind: 'joined-values', separator, names: values.map(({ name }) => name) },
          content,
          excerpt: excerptOf(content, before + hit.offset),
          hit: { ...hit, confidence: bits >= CERTAIN_BITS ? hit.confidence : 'likely' },
        });
      }
      break;
    }
  }

  return joins;
}

/** The end of the first of several values, and the beginning of the others. */
function edgeOf({ text }: Value, at: number, { length }: readonly Value[]): string {
  if (length === 1) return text;

  return at === 0 ? text.slice(-LONGEST_PIECE) : text.slice(0, LONGEST_PIECE);
}

/** Bits of a hit. A piece counts with the minimum of its confidence. */
export function bitsOf({ match, confidence }: Hit, { value }: Canary): number {
  if (match === 'part' || match.startsWith('digest:'))
    return confidence === 'certain' ? CERTAIN_BITS : LIKELY_BITS;

  return entropyBits(match === 'host' ? value.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/s, '') : value);
}

/** Index of the value that contains a character of the joined text. */
function valueAt(list: readonly Value[], between: string, offset: number): number {
  let end = 0;
  for (const [at, { text }] of list.entries()) {
    end += text.length + between.length;
    if (offset < end) return at;
  }

  return 0;
}
