import type { Exchange } from '../../model/exchange.ts';
import type { Link } from '../layer-node.ts';
import type { Part } from '../parts.ts';
import type { Closed } from './closed.ts';
import { spelledPlace, type Vector } from './fit.ts';

/** What stayed closed in an exchange, without the rest of it. */
export interface Kept {
  exchange: Pick<Exchange, 'index' | 'host'>;
  part: Omit<Part, 'content'>;
  chain: readonly Link[];
  offsets: readonly number[];
  place: string;
  bytes: Uint8Array;
  /** What may be vectors, beside it. */
  vectors: readonly Vector[];
  sdk: string | undefined;
  /** It is no identifier or digest, by its size. */
  isLarge: boolean;
}

const MOST = 256;
const MOST_BYTES = 8 * 1024 * 1024;
/** Longer data is a picture or a file, or a batch that had better bring its own key. */
const LARGEST = 512 * 1024;
/** Fewer bytes, and those of a digest, may be an identifier. */
const SMALLEST = 24;
const DIGESTS = [28, 32, 64];

/**
 * Keeps what stayed closed in a capture until all keys are known: 256 parts and 8 MiB, those that are no identifiers first,
 * the largest first, whatever the order in which they come.
 */
export class Shelf {
  #kept: Kept[] = [];
  #bytes = 0;
  readonly #dropped = new Set<number>();

  put(
    { part: { name, contentType, codings, bulk }, layer, way }: Closed,
    exchange: Kept['exchange'],
    vectors: readonly Vector[],
    sdk: string | undefined,
  ): void {
    const { length } = layer.content;
    const isLarge = way.length === 0 && length >= SMALLEST && !DIGESTS.includes(length);
    if (length > LARGEST) {
      this.#dropped.add(exchange.index);

      return;
    }
    this.#kept.push({
      exchange,
      part: { name, contentType, codings, bulk },
      chain: layer.chain,
      offsets: layer.offsets,
      place: spelledPlace(name, layer.chain),
      bytes: Uint8Array.from(layer.content.bytes),
      vectors,
      sdk,
      isLarge,
    });
    this.#bytes += length;
    if (this.#kept.length >= 4 * MOST || this.#bytes >= 2 * MOST_BYTES) this.#prune();
  }

  /** What is kept, by exchange and place, and the exchanges of which something that is no identifier was not. */
  end(): { all: Kept[]; dropped: ReadonlySet<number> } {
    this.#prune();

    return { all: this.#kept.toSorted(byPlace), dropped: this.#dropped };
  }

  #prune(): void {
    const sorted = this.#kept.toSorted(bySize);
    let bytes = 0;
    const over = sorted.findIndex((each, at) => at >= MOST || (bytes += each.bytes.length) > MOST_BYTES);
    if (over < 0) return;
    for (const { exchange, isLarge } of sorted.slice(over)) if (isLarge) this.#dropped.add(exchange.index);
    this.#kept = sorted.slice(0, over);
    this.#bytes = this.#kept.reduce((sum, each) => sum + each.bytes.length, 0);
  }
}

function bySize(a: Kept, b: Kept): number {
  return Number(b.isLarge) - Number(a.isLarge) || b.bytes.length - a.bytes.length || byPlace(a, b);
}

function byPlace(a: Kept, b: Kept): number {
  return a.exchange.index - b.exchange.index || (a.place < b.place ? -1 : a.place > b.place ? 1 : 0);
}
