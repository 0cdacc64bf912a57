import { LIKELY_BITS } from './entropy.ts';
import type { Hit } from './hit.ts';
import type { SearchText } from './search-text.ts';

const RANK: Readonly<Record<string, number>> = { whole: 0, host: 1, part: 2 };

/** Keeps the best hit of each canary. */
export class BestHits {
  readonly #best = new Map<number, Hit>();
  readonly #weak = new Map<number, Map<string, WeakPiece>>();

  take(canary: number, needle: SearchText, offset: number): void {
    if (needle.strength === 'weak') {
      const pieces = this.#weak.get(canary) ?? new Map<string, WeakPiece>();
      if (!pieces.has(needle.text)) pieces.set(needle.text, { needle, offset });
      this.#weak.set(canary, pieces);

      return;
    }
    const hit: Hit = { canary, match: needle.match, confidence: needle.strength, offset };
    const known = this.#best.get(canary);
    if (!known || compareHits(hit, known) < 0) this.#best.set(canary, hit);
  }

  /** Sorted by canary. Weak pieces count if there are enough of them and nothing else of their canary is there. */
  hits(): Hit[] {
    const hits = [...this.#best.values()];
    for (const [canary, pieces] of this.#weak) {
      const counted = countedPieces([...pieces.values()]);
      const bits = counted.reduce((sum, { needle }) => sum + needle.bits, 0);
      const [first] = counted;
      if (first && !this.#best.has(canary) && counted.length > 1 && bits >= LIKELY_BITS)
        hits.push({ canary, match: 'part', confidence: 'likely', offset: first.offset });
    }

    return hits.sort((a, b) => a.canary - b.canary);
  }
}

interface WeakPiece {
  needle: SearchText;
  offset: number;
}

/**
 * Ordinary words count only next to the host: traffic about the same subject has them too. A domain without its `www.` says
 * nothing new beside the domain with it. A word of the path that stands apart counts, even if the domain contains it too.
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
