import { isAscii } from 'node:buffer';
import { asBuffer, type Content } from '../content.ts';
import type { Short } from '../match/hit.ts';
import type { ShortDigest } from './known-digests.ts';
import type { KnownDigest } from './table.ts';

/** A digest of a canary, found in a text. */
export interface DigestHit {
  /** Index among the canaries. */
  canary: number;
  match: `digest:${string}`;
  confidence: 'certain' | 'likely';
  offset: number;
  /** Set only on a digest of 32 bits, which needs corroboration. */
  short?: Short;
}

const NO_HITS: readonly DigestHit[] = [];

/** The hits in one content: the best of each canary, and all short ones. */
export class HitCollector {
  readonly #skip: ReadonlySet<number>;
  readonly #content: Content;
  /** Created with the first hit, because most contents have none. */
  #best: Map<number, DigestHit> | undefined;
  #short: Map<string, DigestHit> | undefined;

  constructor(skip: ReadonlySet<number>, content: Content) {
    this.#skip = skip;
    this.#content = content;
  }

  add(needles: readonly KnownDigest[], offset: number, isMatch: (needle: KnownDigest) => boolean): void {
    for (const needle of needles) {
      const { canary, confidence } = needle;
      if (this.#skip.has(canary) || !isMatch(needle)) continue;
      this.#best ??= new Map();
      const known = this.#best.get(canary);
      if (!known || (known.confidence === 'likely' && confidence === 'certain'))
        this.#best.set(canary, { canary, match: `digest:${needle.name}`, confidence, offset });
    }
  }

  addShort(needles: readonly ShortDigest[], offset: number): void {
    for (const { canary, name, variant } of needles) {
      const key = `${canary} ${name} ${variant}`;
      if (this.#skip.has(canary) || this.#short?.has(key)) continue;
      this.#short ??= new Map();
      const short = { variant, field: fieldBefore(this.#content.bytes, offset) };
      this.#short.set(key, { canary, match: `digest:${name}`, confidence: 'likely', offset, short });
    }
  }

  /** Hits with offsets in characters, as other hits have them. */
  hits(): readonly DigestHit[] {
    if (!this.#best && !this.#short) return NO_HITS;
    const { bytes, isText } = this.#content;
    const hits = [...(this.#best?.values() ?? []), ...(this.#short?.values() ?? [])].sort(
      (a, b) => a.canary - b.canary,
    );
    if (!isText || isAscii(bytes)) return hits;

    return hits.map((hit) => ({ ...hit, offset: asBuffer(bytes).toString('utf8', 0, hit.offset).length }));
  }
}

/** The field name before a value: `url_hash=`, `"url_hash": "`. */
function fieldBefore(bytes: Uint8Array, at: number): string {
  const before = textAt(bytes, Math.max(0, at - 80), at);

  return /([\w.-]{1,64})["']?\s{0,4}[:=]\s{0,4}["']?-?$/.exec(before)?.[1] ?? '';
}

/** Bytes as text with one character per byte. */
export function textAt(bytes: Uint8Array, from: number, to: number): string {
  return asBuffer(bytes).toString('latin1', from, to);
}
