import { isAscii } from 'node:buffer';
import type { Canary } from '../../model/canary.ts';
import type { Content } from '../content.ts';
import { Automaton } from './automaton.ts';
import { BestHits } from './best-hits.ts';
import { type CharsetWords, createCharsetWords } from './charset-words.ts';
import { type DisguisedWords, disguisedWordsOf } from './disguised.ts';
import { hasEdges } from './edges.ts';
import type { Hit } from './hit.ts';
import { fold, type SearchText } from './search-text.ts';
import { searchTextsOf } from './search-texts.ts';

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
  /** Longer needles of the same canary that contain a weak one. */
  around: readonly Around[];
}

interface Around {
  needle: SearchText;
  /** Offset of the weak needle in the longer one. */
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
    const best = new BestHits();
    this.#pattern ??= new RegExp(this.#anchors.map(escapeRegExp).join('|'), 'g');
    const pattern = this.#pattern;
    pattern.lastIndex = 0;
    for (let found = pattern.exec(folded); found; found = pattern.exec(folded)) {
      pattern.lastIndex = found.index + 1;
      for (let end = found[0].length; end > 0; end--)
        for (const anchored of this.#byAnchor.get(found[0].slice(0, end)) ?? []) {
          const at = found.index - anchored.at;
          if (
            !skip.has(anchored.canary) &&
            isMatchAt(anchored.needle, folded, at) &&
            !isInside(anchored, folded, at)
          )
            best.take(anchored.canary, anchored.needle, at);
        }
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
  for (const [canary, each] of canaries.entries()) {
    const needles = searchTextsOf(each);
    for (const needle of needles) {
      const anchor = longestWord(needle.text);
      const known = byAnchor.get(anchor.word) ?? [];
      const around = needle.strength === 'weak' ? aroundOf(needle, needles) : [];
      known.push({ needle, canary, at: anchor.at, around });
      byAnchor.set(anchor.word, known);
    }
  }

  return byAnchor;
}

function aroundOf({ text }: SearchText, needles: readonly SearchText[]): Around[] {
  const around: Around[] = [];
  for (const needle of needles)
    if (needle.text.length > text.length)
      for (let at = needle.text.indexOf(text); at >= 0; at = needle.text.indexOf(text, at + 1))
        around.push({ needle, at });

  return around;
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

/** Whether a weak needle is only a part of a longer one at this place, and so says nothing new. */
function isInside({ around }: Anchored, folded: string, at: number): boolean {
  return around.some((each) => isMatchAt(each.needle, folded, at - each.at));
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
