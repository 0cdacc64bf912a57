import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { asBuffer, type Content } from '../content.ts';
import { KeyList } from '../digest/key-list.ts';
import { DigestLookup } from '../digest/lookup.ts';
import { KEY, type PoolHit } from '../digest/pool.ts';
import { readValues } from '../digest/written-values.ts';
import { KeyBuffer, type KeySink, SHORT_BYTES } from '../digest/writings.ts';
import { excerptOf } from '../excerpt.ts';
import { mergeSightings } from '../merge.ts';
import type { Reached, Sighting } from '../search.ts';
import { innermostAt, pieceOffset } from './text-pieces.ts';

/** A digest that was found among the values of a capture, and its location. */
export interface ValueFinding {
  exchange: Pick<Exchange, 'index' | 'host' | 'via'>;
  part: string;
  sighting: Sighting;
  sdk?: string;
}

/** Values and bytes of content that are kept before they are compared. */
const MAX_KEYS = 1 << 19;
const MAX_BYTES = 32 * 1024 * 1024;

interface Place {
  exchange: ValueFinding['exchange'];
  part: string;
  layer: Reached;
  /** All layers of the part. */
  reached: readonly Reached[];
  skip: ReadonlySet<number>;
  sdk?: string;
}

interface PlacedHit {
  hit: PoolHit;
  place: Place;
  offset: number;
}

/**
 * Finds digests by collecting the values of the traffic first: words in hex, base64, base32, base36, base58, base62 and
 * decimal, and bytes. Then it compares 64 bits of each with 8 bytes at every offset of every digest, and with pairs of
 * digests of 32 bits. So a digest may be cut anywhere, and written in any of these ways.
 */
export class DigestSearch implements KeySink {
  readonly #canaries: readonly Canary[];
  readonly #keys = new KeyList();
  readonly #values = new KeyBuffer(this);
  readonly #found: ValueFinding[] = [];
  #digests: DigestLookup | undefined;
  #places: Place[] = [];
  #bytes = 0;

  constructor(canaries: readonly Canary[]) {
    this.#canaries = canaries;
  }

  /**
   * Records the values of a part that may be digests.
   * @param skip canaries that are not reported here: found already, or sent to their own host
   */
  record(
    exchange: Pick<Exchange, 'index' | 'host' | 'via'>,
    part: string,
    reached: readonly Reached[],
    skip: ReadonlySet<number>,
    sdk?: string,
  ): void {
    if (this.#canaries.length === 0) return;
    for (const layer of reached) {
      const before = this.#keys.count;
      if (pieceOffset(layer) !== undefined) continue;
      this.#read(layer.content);
      if (this.#keys.count === before) continue;
      this.#places.push({ exchange, part, layer, reached, skip, sdk });
      this.#bytes += layer.content.length;
    }
    if (this.#keys.count >= MAX_KEYS || this.#bytes >= MAX_BYTES) this.#compare();
  }

  /** Everything found so far. */
  end(): ValueFinding[] {
    this.#compare();

    return this.#found;
  }

  /** Keeps the values of a text that may be digests. */
  take(high: Int32Array, low: Int32Array, at: Int32Array, count: number): void {
    this.#lookup().check(high, low, count, (index) =>
      this.#add(high[index] ?? 0, low[index] ?? 0, at[index] ?? 0),
    );
  }

  #read(content: Content): void {
    if (content.isText || content.length > SHORT_BYTES) readValues(content, this.#values);
    else if (content.length >= KEY)
      this.#lookup().keysIn(asBuffer(content.bytes), (high, low, at) => this.#add(high, low, at));
  }

  #add(high: number, low: number, at: number): void {
    this.#keys.add(high, low, this.#places.length, at);
  }

  #lookup(): DigestLookup {
    this.#digests ??= new DigestLookup(this.#canaries);

    return this.#digests;
  }

  #compare(): void {
    if (this.#keys.count > 0) this.#found.push(...findingsOf([...this.#bestHits().values()]));
    this.#keys.clear();
    this.#places = [];
    this.#bytes = 0;
  }

  /** The best digest of each canary in each content. */
  #bestHits(): Map<string, PlacedHit> {
    const hits = new Map<string, PlacedHit>();
    this.#lookup().find(this.#keys, (hit, found) => {
      for (const each of found) {
        const { content, offset } = this.#keys.placeAt(each);
        const place = this.#places[content];
        if (!place || place.skip.has(hit.canary)) continue;
        const key = `${content} ${hit.canary}`;
        const known = hits.get(key);
        if (!known || (known.hit.confidence === 'likely' && hit.confidence === 'certain'))
          hits.set(key, { hit, place, offset });
      }
    });

    return hits;
  }
}

/** Offset of a digest of a canary in a content, by its name in a finding; undefined for other matches. */
export function digestPlace(match: string, content: Content, canary: Canary): number | undefined {
  if (!match.startsWith('digest:')) return undefined;
  const keys = new KeyList();
  readValues(content, new KeyBuffer(keys));
  let offset: number | undefined;
  new DigestLookup([canary]).find(keys, (hit, [place = 0]) => {
    if (match === `digest:${hit.name}`) offset ??= keys.placeAt(place).offset;
  });

  return offset;
}

function findingsOf(hits: readonly PlacedHit[]): ValueFinding[] {
  const parts = new Map<string, { place: Place; sightings: Sighting[] }>();
  for (const { hit, place, offset } of hits) {
    const key = `${place.exchange.index} ${place.part}`;
    const known = parts.get(key) ?? { place, sightings: [] };
    parts.set(key, known);
    known.sightings.push(sightingOf(hit, place, offset));
  }

  return [...parts.values()].flatMap(({ place: { exchange, part, sdk }, sightings }) =>
    mergeSightings(sightings).map((sighting) => ({ exchange, part, sighting, sdk })),
  );
}

function sightingOf({ canary, confidence, name }: PoolHit, place: Place, at: number): Sighting {
  const { layer, offset } = innermostAt(place.reached, place.layer, at);

  return {
    canary,
    match: `digest:${name}`,
    confidence,
    offset,
    chain: layer.chain,
    offsets: [...layer.offsets, offset],
    excerpt: excerptOf(layer.content, offset),
    message: layer.message,
  };
}
