import type { Canary } from '../../model/canary.ts';
import { LIKELY_BITS } from './entropy.ts';
import { fold, type Needle, needlesOf } from './needles.ts';

/** A canary seen in a text. */
export interface Hit {
  /** Index among the canaries. */
  canary: number;
  match: Needle['match'];
  confidence: 'certain' | 'likely';
  offset: number;
}

export interface Matcher {
  /** The best hit of each canary in a text, by canary. `skip` names canaries not to look for. */
  match(text: string, skip: ReadonlySet<number>): Hit[];
}

interface Anchored {
  needle: Needle;
  canary: number;
  /** Where in the needle its anchor stands. */
  at: number;
}

/** Makes one matcher for many canaries: a single pass looks for the rarest word of each needle, then holds the needle there. */
export function createMatcher(canaries: readonly Canary[]): Matcher {
  const byAnchor = anchorsOf(canaries);
  const words = [...byAnchor.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (words.length === 0) return { match: () => [] };
  const pattern = new RegExp(words.map(escape).join('|'), 'g');
  const contained = new Map(words.map((word) => [word, words.filter((other) => word.startsWith(other))]));

  return {
    match(text, skip) {
      const folded = fold(text);
      const seen: { canary: number; needle: Needle; offset: number }[] = [];
      pattern.lastIndex = 0;
      for (let found = pattern.exec(folded); found; found = pattern.exec(folded)) {
        pattern.lastIndex = found.index + 1;
        for (const word of contained.get(found[0]) ?? [])
          for (const { needle, canary, at } of byAnchor.get(word) ?? [])
            if (!skip.has(canary) && stands(needle, folded, found.index - at))
              seen.push({ canary, needle, offset: found.index - at });
      }

      return seen.length === 0 ? [] : bestOf(seen);
    },
  };
}

function anchorsOf(canaries: readonly Canary[]): Map<string, Anchored[]> {
  const byAnchor = new Map<string, Anchored[]>();
  for (const [canary, each] of canaries.entries())
    for (const needle of needlesOf(each)) {
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

function stands(needle: Needle, text: string, at: number): boolean {
  if (at < 0 || !text.startsWith(needle.text, at)) return false;
  const before = at === 0 ? '' : (text[at - 1] ?? '');
  const after = text.slice(at + needle.text.length, at + needle.text.length + 2);
  if (needle.edges === 'none') return true;
  if (isWord(after[0])) return false;
  if (needle.edges === 'tail') return true;
  if (isWord(before)) return false;

  return needle.edges === 'word' || (!/[.-]/.test(before) && after[0] !== '-' && !/^\.[a-z0-9]/.test(after));
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

const RANK: Record<Needle['match'], number> = { whole: 0, host: 1, part: 2 };

function bestOf(seen: { canary: number; needle: Needle; offset: number }[]): Hit[] {
  const best = new Map<number, Hit>();
  const weak = new Map<number, Map<string, { bits: number; offset: number }>>();
  for (const { canary, needle, offset } of seen) {
    if (needle.strength === 'weak') {
      const pieces = weak.get(canary) ?? new Map<string, { bits: number; offset: number }>();
      if (!pieces.has(needle.text)) pieces.set(needle.text, { bits: needle.bits, offset });
      weak.set(canary, pieces);
      continue;
    }
    const hit: Hit = { canary, match: needle.match, confidence: needle.strength, offset };
    const known = best.get(canary);
    if (!known || compare(hit, known) < 0) best.set(canary, hit);
  }
  for (const [canary, pieces] of weak) {
    const bits = [...pieces.values()].reduce((sum, piece) => sum + piece.bits, 0);
    const [first] = pieces.values();
    if (first && !best.has(canary) && pieces.size > 1 && bits >= LIKELY_BITS)
      best.set(canary, { canary, match: 'part', confidence: 'likely', offset: first.offset });
  }

  return [...best.values()].sort((a, b) => a.canary - b.canary);
}

function compare(a: Hit, b: Hit): number {
  return (
    Number(a.confidence === 'likely') - Number(b.confidence === 'likely') ||
    RANK[a.match] - RANK[b.match] ||
    a.offset - b.offset
  );
}

function escape(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
