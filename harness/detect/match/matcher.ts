import { isAscii } from 'node:buffer';
import type { Canary } from '../../model/canary.ts';
import type { Content } from '../content.ts';
import { Automaton } from './automaton.ts';
import { type CharsetWords, createCharsetWords } from './charset-words.ts';
import { type DisguisedWords, disguisedWordsOf } from './disguised.ts';
import { LIKELY_BITS } from './entropy.ts';
import { hasEdges } from './edges.ts';
import { fold, type SearchText } from './search-text.ts';
import { searchTextsOf } from './search-texts.ts';

/** A canary found in a text. */
export interface Hit {
  /** Index among the canaries. */
  canary: number;
  match: SearchText['match'] | `digest:${string}`;
  confidence: 'certain' | 'likely';
  offset: number;
  /** Set only on a digest of 32 bits, which needs corroboration. */
  short?: Short;
}

/** The variant of the canary that a short digest hashes, and the field name before it, if any. */
export interface Short {
  variant: string;
  field: string;
}

export interface Matcher {
  /**
   * The best hit of each canary in a content, sorted by canary.
   * @param skip canaries not to search for
   */
  match(content: Content, skip: ReadonlySet<number>): Hit[];
  /** The same without digests. */
  matchPlainly(content: Content, skip: ReadonlySet<number>): Hit[];
  /** A fast check before `match`; never false if `match` has a hit. One pass, whatever the number of canaries. */
  mayMatch(content: Content): boolean;
  /** How a word of a canary is disguised in a content, as in a chain: `reverse`, `rot:13`, `charset:gb18030`. */
  disguises(content: Content): string[];
  /** Charsets of canaries' words. Absent if all canaries are ASCII. */
  charsets?: {
    /** Whether a content may contain a word in another charset. */
    mayMatch(content: Content): boolean;
    /** Whether decoded text contains a word, so that the charset may be the right one. */
    mayBeRight(text: Content): boolean;
  };
  /** Characters of the shortest needle. A shorter value, in any encoding, contains no canary. */
  readonly shortest: number;
}

interface Anchored {
  needle: SearchText;
  canary: number;
  /** Offset of the anchor in the needle. */
  at: number;
}

/**
 * One matcher for many canaries. The longest word of each needle is its anchor. One pass of an automaton checks for all
 * anchors; each needle is then compared with the text around its anchor.
 */
export class TextMatcher implements Matcher {
  readonly shortest: number;
  readonly charsets: Matcher['charsets'];
  readonly #byAnchor: ReadonlyMap<string, readonly Anchored[]>;
  readonly #anchors: readonly string[];
  readonly #areAscii: boolean;
  readonly #automaton: Automaton;
  readonly #charsetWords: CharsetWords | undefined;
  /** The disguise of each disguised word. */
  readonly #steps: DisguisedWords['steps'];
  #disguised: Automaton | undefined;
  #pattern: RegExp | undefined;

  constructor(canaries: readonly Canary[]) {
    const byAnchor = anchorsOf(canaries);
    this.#byAnchor = byAnchor;
    this.#anchors = [...byAnchor.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    this.#areAscii = this.#anchors.every((word) => !NOT_ASCII.test(word));
    const { steps, triggers } = disguisedWordsOf(
      [...byAnchor].map(([word, anchored]) => ({
        word,
        strength: anchored.some(({ needle }) => needle.strength === 'certain') ? 'certain' : 'weak',
      })),
    );
    this.#steps = steps;
    this.#automaton = new Automaton([...this.#anchors, ...steps.keys(), ...triggers]);
    this.#charsetWords = createCharsetWords(
      [...byAnchor.values()].flatMap((anchored) => anchored.map(({ needle }) => needle.text)),
      canaries.map(({ value }) => value),
    );
    if (this.#charsetWords)
      this.charsets = {
        mayMatch: this.#charsetWords.mayMatch,
        mayBeRight: (content) => this.#mayContain(content),
      };
    let shortest = LONGEST_SHORTEST;
    for (const anchored of byAnchor.values())
      for (const { needle } of anchored) shortest = Math.min(shortest, needle.text.length);
    this.shortest = shortest;
  }

  mayMatch(content: Content): boolean {
    return this.#mayContain(content) || (this.#charsetWords?.mayMatch(content) ?? false);
  }

  match(content: Content, skip: ReadonlySet<number>): Hit[] {
    if (!this.#mayContain(content)) return [];
    const folded = fold(content.text);
    const best = createBest();
    this.#pattern ??= new RegExp(this.#anchors.map(escapeRegExp).join('|'), 'g');
    const pattern = this.#pattern;
    pattern.lastIndex = 0;
    for (let found = pattern.exec(folded); found; found = pattern.exec(folded)) {
      pattern.lastIndex = found.index + 1;
      for (let end = found[0].length; end > 0; end--)
        for (const { needle, canary, at } of this.#byAnchor.get(found[0].slice(0, end)) ?? [])
          if (!skip.has(canary) && isMatchAt(needle, folded, found.index - at))
            best.take(canary, needle, found.index - at);
    }

    return best.hits();
  }

  matchPlainly(content: Content, skip: ReadonlySet<number>): Hit[] {
    return this.match(content, skip);
  }

  disguises(content: Content): string[] {
    const found = new Set(this.#charsetWords?.mayMatch(content) ? this.#charsetWords.steps(content) : []);
    this.#disguised ??= new Automaton([...this.#steps.keys()]);
    if (this.#disguised.inBytes(content.bytes)) {
      const text = content.text.toLowerCase();
      for (const [word, step] of this.#steps) if (text.includes(word)) found.add(step);
    }

    return [...found];
  }

  #mayContain(content: Content): boolean {
    if (!content.madeBytes && !content.shape.isBeyondAscii) return this.#automaton.inText(content.text);
    if (isAscii(content.bytes) || (this.#areAscii && !(content.isText && FOLDS_TO_ASCII.test(content.text))))
      return this.#automaton.inBytes(content.bytes);

    return this.#automaton.inText(fold(content.text));
  }
}

/** Upper limit of `shortest`: values of this length are searched whatever the canaries are. */
const LONGEST_SHORTEST = 12;
const NOT_ASCII = /[\u0080-\uffff]/;
/** Characters that folding turns into ASCII letters: the Kelvin sign and the dotted capital I. */
const FOLDS_TO_ASCII = /[\u212a\u0130]/;

function anchorsOf(canaries: readonly Canary[]): Map<string, Anchored[]> {
  const byAnchor = new Map<string, Anchored[]>();
  for (const [canary, each] of canaries.entries())
    for (const needle of searchTextsOf(each)) {
      const anchor = longestWord(needle.text);
      const known = byAnchor.get(anchor.word) ?? [];
      known.push({ needle, canary, at: anchor.at });
      byAnchor.set(anchor.word, known);
    }

  return byAnchor;
}

function longestWord(text: string): { word: string; at: number } {
  let best = { word: '', at: 0 };
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu))
    if (match[0].length > best.word.length) best = { word: match[0], at: match.index };

  return best.word === '' ? { word: text, at: 0 } : best;
}

function isMatchAt({ text, edges }: SearchText, folded: string, at: number): boolean {
  return at >= 0 && folded.startsWith(text, at) && hasEdges(edges, folded, at, at + text.length);
}

const RANK: Readonly<Record<string, number>> = { whole: 0, host: 1, part: 2 };

/** Keeps the best hit of each canary. */
function createBest(): { take(canary: number, needle: SearchText, offset: number): void; hits(): Hit[] } {
  const best = new Map<number, Hit>();
  const weak = new Map<number, Map<string, WeakPiece>>();

  return {
    take(canary, needle, offset) {
      if (needle.strength === 'weak') {
        const pieces = weak.get(canary) ?? new Map<string, WeakPiece>();
        if (!pieces.has(needle.text)) pieces.set(needle.text, { needle, offset });
        weak.set(canary, pieces);

        return;
      }
      const hit: Hit = { canary, match: needle.match, confidence: needle.strength, offset };
      const known = best.get(canary);
      if (!known || compareHits(hit, known) < 0) best.set(canary, hit);
    },
    hits() {
      for (const [canary, pieces] of weak) {
        const counted = countedPieces([...pieces.values()]);
        const bits = counted.reduce((sum, { needle }) => sum + needle.bits, 0);
        const [first] = counted;
        if (first && !best.has(canary) && counted.length > 1 && bits >= LIKELY_BITS)
          best.set(canary, { canary, match: 'part', confidence: 'likely', offset: first.offset });
      }

      return [...best.values()].sort((a, b) => a.canary - b.canary);
    },
  };
}

interface WeakPiece {
  needle: SearchText;
  offset: number;
}

/**
 * Ordinary words count only next to the host: traffic about the same subject has them too. A domain without its `www.` says
 * nothing new beside the domain with it. A word of the path counts even if the domain contains it.
 */
function countedPieces(pieces: readonly WeakPiece[]): readonly WeakPiece[] {
  const hosts = pieces.flatMap(({ needle }) => (needle.match === 'host' ? [needle.text] : []));
  const isPartOfHost = (text: string) =>
    hosts.some((host) => host.length > text.length && host.includes(text));

  return pieces.filter(({ needle: { match, text, isOrdinary } }) =>
    match === 'host' ? !isPartOfHost(text) : hosts.length > 0 || !isOrdinary,
  );
}

function compareHits(a: Hit, b: Hit): number {
  return (
    Number(a.confidence === 'likely') - Number(b.confidence === 'likely') ||
    (RANK[a.match] ?? 3) - (RANK[b.match] ?? 3) ||
    a.offset - b.offset
  );
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
