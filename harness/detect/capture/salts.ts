import { Sample } from './sample.ts';
import type { WrittenDigest } from './written-digests.ts';

/** Values of one part that are no neighbours of a digest. */
const MAX_PER_PART = 128;
/** Values of one part that are neighbours of a digest. */
const MAX_NEIGHBOURS = 256;
/** Values before a digest, and as many behind it, that count as its neighbours. */
const REACH = 2;
/** Characters before and behind a digest in which its neighbours begin. */
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
    if (digests.length === 0 && this.#others >= MAX_PER_PART) return;
    const values: Value[] = [];
    for (const { 0: value, index } of text.matchAll(VALUES)) {
      if (this.#others < MAX_PER_PART) this.#add(value, Number.POSITIVE_INFINITY);
      else if (digests.length === 0) break;
      values.push({ value, at: index });
    }
    for (const at of new Set(digests.map((digest) => digest.at))) this.#addNeighbours(values, at);
  }

  /** Adds the nearest values before and behind a digest. */
  #addNeighbours(values: readonly Value[], at: number): void {
    const behind = firstFrom(values, at);
    for (let distance = 1; distance <= REACH; distance++) {
      const before = values[behind - distance];
      if (before && before.at >= at - SURROUNDINGS) this.#add(before.value, distance);
    }
    const isItself = values[behind]?.at === at;
    for (let distance = 1; distance <= REACH; distance++) {
      const next = values[behind + distance - (isItself ? 0 : 1)];
      if (next && next.at <= at + LONGEST_DIGEST + SURROUNDINGS) this.#add(next.value, distance);
    }
  }

  #add(value: string, distance: number): void {
    const known = this.distances.get(value);
    if (known === undefined && distance > REACH && this.#others >= MAX_PER_PART) return;
    if (known === undefined && this.distances.size >= MAX_PER_PART + MAX_NEIGHBOURS) return;
    if (known === undefined && distance > REACH) this.#others++;
    this.distances.set(value, Math.min(known ?? distance, distance));
  }
}

/** A value that can be a salt, and its offset in a text. */
interface Value {
  value: string;
  at: number;
}

/** The index of the first value at an offset or behind it. */
function firstFrom(values: readonly Value[], at: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }

  return low;
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
