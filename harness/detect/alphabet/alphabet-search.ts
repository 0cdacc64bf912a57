import type { Canary } from '../../model/canary.ts';
import type { Codec, Layer } from '../codec.ts';
import type { Content } from '../content.ts';
import { CERTAIN_BITS, LIKELY_BITS } from '../match/entropy.ts';
import { searchTextsOf } from '../match/search-texts.ts';
import { createScratch, writeShortAscii } from '../scratch.ts';
import { knownTextsOf } from './known-texts.ts';
import { type PatternHit, PatternSearch } from './pattern-search.ts';
import { type Pattern, patternsOf, SEED } from './patterns.ts';
import { layersOfLetters, LettersFilter } from './letters.ts';
import { SHORTEST as SHORTEST_SHIFTED, ShiftSearch } from './shifts.ts';
import { compact, groupsOf, sequenceOf, type Sequence } from './sequence.ts';
import { isNearlyPlain, layerOfSubstitution, LONGEST, substitution } from './substitution.ts';

/** A canary that was recognized in a private alphabet, with the decoded text. */
export interface Recognized {
  canary: number;
  codec: Codec;
  layer: Layer;
  confidence: 'certain' | 'likely';
}

/** The most distinct symbols with which a sender needs several symbols for one character. */
const MOST_DISTINCT = 32;
/** Symbols for one character, by the most distinct symbols. With more of them, a sender needs fewer symbols. */
const UNITS: readonly [unit: number, largest: number][] = [
  [2, MOST_DISTINCT],
  [3, 10],
  [4, 6],
  [5, 4],
  [6, 3],
  [7, 2],
  [8, 2],
];

/** Characters. A shorter text has fewer letters than a random token. */
const SHORTEST_LETTERS = 12;

/** Recognizes canaries in alphabets that only the sender knows. What a search needs is created at the first one. */
export class AlphabetSearch {
  readonly #canaries: readonly Canary[];
  readonly #scratch = createScratch();
  #patterns: PatternSearch | undefined;
  #shifts: ShiftSearch | undefined;
  #filter: LettersFilter | undefined;

  constructor(canaries: readonly Canary[]) {
    this.#canaries = canaries;
  }

  /** @param skip canaries not to search for */
  search(content: Content, skip: ReadonlySet<number>): Recognized[] {
    if (content.length < SEED) return [];
    this.#patterns ??= new PatternSearch(this.#canaries.flatMap(patternsOfCanary));
    const short = writeShortAscii(content, this.#scratch);
    const sequence =
      short < 0
        ? sequenceOf(content, LONGEST)
        : { symbols: this.#scratch, length: Math.min(short, LONGEST), size: 256 };

    return substitutionsIn(content, sequence, this.#patterns, skip);
  }

  /** The layers of a content after each shift of its letters that a word of a canary suggests. */
  unshift(content: Content): Layer[] {
    if (content.length < SHORTEST_SHIFTED) return [];
    this.#shifts ??= new ShiftSearch(this.#canaries);
    const short = writeShortAscii(content, this.#scratch);

    return short < 0
      ? this.#shifts.search(content, content.bytes, content.bytes.length)
      : this.#shifts.search(content, this.#scratch, short);
  }

  /** The letters of a text, if they may contain those of a canary whose digits were replaced or removed. */
  lettersOf(content: Content): Layer[] {
    if (!content.isText || content.length < SHORTEST_LETTERS) return [];
    this.#filter ??= new LettersFilter(this.#canaries.flatMap(searchTextsOf));
    const short = writeShortAscii(content, this.#scratch);
    const mayMatch =
      short < 0
        ? content.shape.isBeyondAscii || this.#filter.mayMatch(content.bytes, content.bytes.length)
        : this.#filter.mayMatch(this.#scratch, short);

    return mayMatch ? layersOfLetters(content) : [];
  }
}

function patternsOfCanary(canary: Canary, index: number): Pattern[] {
  return knownTextsOf(canary, index)
    .flatMap(patternsOf)
    .filter(({ bits, code }) => bits >= (code === 'text' ? LIKELY_BITS : CERTAIN_BITS));
}

function substitutionsIn(
  content: Content,
  sequence: Sequence,
  patterns: PatternSearch,
  skip: ReadonlySet<number>,
): Recognized[] {
  const hits = patterns.search(sequence);
  const isSmall = patterns.distinct <= MOST_DISTINCT && sequence.length >= 2 * SEED;
  if (hits.length === 0 && !isSmall) return [];
  const whole = hits.map((hit) => ({ hit, unit: 1, from: 0 }));
  const found = isSmall ? [...whole, ...searchGroups(compact(sequence), patterns)] : whole;
  if (found.length === 0) return [];
  const best = new Map<number, Found>();
  for (const each of found) {
    const { canary, bits } = each.hit.pattern;
    if (!skip.has(canary) && bits > (best.get(canary)?.hit.pattern.bits ?? 0)) best.set(canary, each);
  }

  return [...best.values()].flatMap(({ hit: { pattern, at }, unit, from }) => {
    const { canary, code, skip: dropped, letters, bits } = pattern;
    const substituted = { code, unit, at: from + at * unit, skip: dropped, letters };
    if (isNearlyPlain(content, substituted)) return [];
    const confidence = bits >= CERTAIN_BITS ? 'certain' : 'likely';

    return [{ canary, codec: substitution, layer: layerOfSubstitution(content, substituted), confidence }];
  });
}

function searchGroups(sequence: Sequence, patterns: PatternSearch): Found[] {
  const units = UNITS.filter(([unit, largest]) => sequence.size <= largest && sequence.length >= SEED * unit);

  return units.flatMap(([unit]) =>
    Array.from({ length: unit }, (_, from) => patterns.search(groupsOf(sequence, unit, from))).flatMap(
      (hits, from) =>
        hits.filter(({ pattern }) => pattern.code === 'text').map((hit) => ({ hit, unit, from })),
    ),
  );
}

/** A pattern, and the groups of symbols in which it was found. */
interface Found {
  hit: PatternHit;
  unit: number;
  from: number;
}
