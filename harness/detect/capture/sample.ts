import { hash } from 'node:crypto';

/**
 * Keeps a limited number of keys with their values: those with the smallest MD5. The result does not depend on the
 * order of the keys.
 */
export class Sample<T> {
  readonly #most: number;
  readonly #kept = new Map<string, { rank: string; value: T }>();
  /** Keys with a greater rank are rejected. */
  #limit: string | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    return this.#kept.get(key)?.value;
  }

  set(key: string, value: T): void {
    const rank = this.#kept.get(key)?.rank ?? hash('md5', key);
    if (this.#limit !== undefined && rank > this.#limit) return;
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
    this.#limit = sorted[this.#most - 1]?.[1].rank;
  }
}

function byRank<T>(
  [, a]: [string, { rank: string; value: T }],
  [, b]: [string, { rank: string; value: T }],
): number {
  return a.rank < b.rank ? -1 : 1;
}
