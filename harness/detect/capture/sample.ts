import { cyrb53 } from '../digest/cyrb53.ts';

/**
 * Keeps a limited number of keys with their values: those with the smallest hash. The result does not depend on the
 * order of the keys.
 */
export class Sample<T> {
  readonly #most: number;
  readonly #kept = new Map<string, { rank: number; value: T }>();
  /** Keys with a greater rank are rejected. */
  #limit = Infinity;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    return this.#kept.get(key)?.value;
  }

  set(key: string, value: T): void {
    const known = this.#kept.get(key);
    if (known) {
      known.value = value;

      return;
    }
    const rank = rankOf(key);
    if (rank > this.#limit) return;
    this.#kept.set(key, { rank, value });
    if (this.#kept.size >= 2 * this.#most) this.#prune();
  }

  /** The kept keys, by rank. */
  keys(): string[] {
    return this.entries().map(([key]) => key);
  }

  /** The kept keys with their values, by rank. */
  entries(): [key: string, value: T][] {
    this.#prune();

    return [...this.#kept].sort(byRank).map(([key, { value }]) => [key, value]);
  }

  #prune(): void {
    if (this.#kept.size <= this.#most) return;
    const sorted = [...this.#kept].sort(byRank);
    for (const [key] of sorted.slice(this.#most)) this.#kept.delete(key);
    this.#limit = sorted[this.#most - 1]?.[1].rank ?? Infinity;
  }
}

function rankOf(key: string): number {
  const { high, low } = cyrb53(key);

  return high * 2 ** 32 + (low >>> 0);
}

type Kept = [key: string, { rank: number }];

function byRank([key, { rank }]: Kept, [other, { rank: otherRank }]: Kept): number {
  return rank - otherRank || (key < other ? -1 : 1);
}
