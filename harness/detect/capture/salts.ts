import { Sample } from './sample.ts';
import type { WrittenDigest } from './written-digests.ts';

/** Values of one part that are no neighbours of a digest. */
const MAX_PER_PART = 128;
/** Values of one part that are neighbours of a digest. */
const MAX_NEIGHBOURS = 256;
/** Values before a digest, and as many behind it, that count as its neighbours. */
const REACH = 2;
/** Characters before and behind a digest in which its neighbours are. */
const SURROUNDINGS = 256;
const LONGEST_DIGEST = 128;
const [SHORTEST, LONGEST] = [4, 64];
/** Values of fields and JSON strings. */
const VALUES = /(?<=[=:&"]\s?"?)[\w.@+-]{4,64}(?=$|["&;,}\]\s])/g;
/** Values of a capture that are counted. */
const MAX_COUNTED = 16_384;

/** The values of one part that can be salts or keys. */
export class PartSalts {
  /** Number of values between it and the nearest digest, from 1 on; infinite for other values. */
  readonly distances = new Map<string, number>();
  hasDigest = false;
  #others = 0;

  addHeader(value: string): void {
    if (value.length >= SHORTEST && value.length <= LONGEST) this.#add(value, Number.POSITIVE_INFINITY);
  }

  addText(text: string, digests: readonly WrittenDigest[]): void {
    this.hasDigest ||= digests.length > 0;
    if (this.#others < MAX_PER_PART)
      for (const [value] of text.matchAll(VALUES)) {
        if (this.#others >= MAX_PER_PART) break;
        this.#add(value, Number.POSITIVE_INFINITY);
      }
    for (const at of new Set(digests.map((digest) => digest.at)))
      for (const neighbours of neighboursOf(text, at))
        for (let index = 0; index < neighbours.length; index++) this.#add(neighbours[index] ?? '', index + 1);
  }

  #add(value: string, distance: number): void {
    const known = this.distances.get(value);
    if (known === undefined && distance > REACH && this.#others >= MAX_PER_PART) return;
    if (known === undefined && this.distances.size >= MAX_PER_PART + MAX_NEIGHBOURS) return;
    if (known === undefined && distance > REACH) this.#others++;
    this.distances.set(value, Math.min(known ?? distance, distance));
  }
}

/** The nearest values before and behind a digest, the nearest one first. */
function neighboursOf(text: string, at: number): [before: string[], behind: string[]] {
  const from = Math.max(0, at - SURROUNDINGS);
  const near = text.slice(from, at + LONGEST_DIGEST + SURROUNDINGS);
  const before: string[] = [];
  const behind: string[] = [];
  for (const { 0: value, index } of near.matchAll(VALUES)) {
    if (index + value.length === near.length && from + near.length < text.length) break;
    if (from + index < at) before.push(value);
    else if (from + index > at) behind.push(value);
    if (behind.length === REACH) break;
  }

  return [before.slice(-REACH).toReversed(), behind];
}

/**
 * The values of a capture that can be salts or keys. A salt that is new in each message is sent next to its digest, and a salt or
 * key of a device is sent again and again. Both kinds are chosen in turn: values of one part by how near they are to a
 * digest, and all values by the number of parts that contain them.
 */
export class Salts {
  readonly #most: number;
  readonly #known: Sample<{ parts: number; distance: number }>;

  constructor(most: number) {
    this.#most = most;
    this.#known = new Sample(MAX_COUNTED);
  }

  add(part: PartSalts): void {
    for (const [salt, distance] of part.distances) {
      const known = this.#known.get(salt);
      if (!known) {
        this.#known.set(salt, { parts: 1, distance });
        continue;
      }
      known.parts++;
      if (distance < known.distance) known.distance = distance;
    }
  }

  /** The most likely ones first. */
  chosen(): string[] {
    const salts = this.#known.entries().map(([salt, known]) => ({ salt, ...known }));
    const fresh = salts
      .filter(({ parts, distance }) => parts === 1 && distance <= REACH)
      .sort((a, b) => a.distance - b.distance);
    const frequent = salts.toSorted((a, b) => b.parts - a.parts);
    const chosen = new Set<string>();
    for (let at = 0; at < salts.length && chosen.size < this.#most; at++)
      for (const next of [fresh[at], frequent[at]]) if (next) chosen.add(next.salt);

    return [...chosen].slice(0, this.#most);
  }
}
