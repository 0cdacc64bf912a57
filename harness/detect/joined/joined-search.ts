import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { CodecSelection } from '../codec-selection.ts';
import type { Piece, Step } from '../chain.ts';
import { excerptOf } from '../excerpt.ts';
import type { Matcher } from '../match/matcher.ts';
import type { Reached, Sighting } from '../search.ts';
import { contentOf, createSequenceSearch, createSequenceTools, type Join } from './sequence-search.ts';
import { joinsOf } from './joins-of-recipient.ts';
import { AS_BASE64 } from './layer-value.ts';
import { type Slice, textOf } from './orders.ts';
import { type Candidates, createPieceSearch, type PiecedFinding } from './pieces.ts';
import { bySending, createSequenceValues, domainOfRecipient, type SequenceValue } from './sequence-values.ts';
import type { PieceIndex } from './words.ts';

/** Who may receive which canary. */
export interface Recipients {
  /** The canaries whose own host this is. */
  ownedBy(host: string): ReadonlySet<number>;
  /** Why a canary in a part of an exchange is no finding; undefined if it is one. */
  excuseOf(canary: number, exchange: PiecedFinding['exchange'], part: string): string | undefined;
}

export interface JoinedSearch {
  /** Records the short values of an exchange. */
  record(
    exchange: Exchange,
    parts: readonly (Candidates & { reached: readonly Reached[] })[],
    sdk?: string,
  ): void;
  /** Records the labels of a host name that was seen without an exchange. */
  recordName(
    exchange: Pick<Exchange, 'index' | 'host'>,
    part: 'sni' | 'dns',
    name: string,
    sightings: readonly Sighting[],
  ): void;
  /**
   * Joins the pieces that each recipient received, and searches its short values in their order.
   */
  end(recipients: Recipients): PiecedFinding[];
  /** Whether values were left out because there were too many. */
  readonly isCut: boolean;
}

/**
 * Finds canaries that were cut into short pieces. Values at one template position, in one kind of layer and to one recipient
 * are searched as sequences.
 */
export function createJoinedSearch(
  canaries: readonly Canary[],
  matcher: Matcher,
  { codecs, pieces }: { codecs: CodecSelection; pieces: PieceIndex },
): JoinedSearch {
  const sent = createSequenceValues();
  const pieceSearch = createPieceSearch(pieces, matcher);
  let tools: ReturnType<typeof createSequenceTools> | undefined;
  /** Exchange and canary pairs that were already found without joining. */
  const seen = new Set<string>();
  const addSeen = (index: number, sightings: readonly Sighting[]) => {
    for (const { canary, confidence } of sightings)
      if (confidence === 'certain') seen.add(`${index} ${canary}`);
  };

  return {
    record(exchange, parts, sdk) {
      if (canaries.length === 0) return;
      pieceSearch.record(exchange, parts, sdk);
      sent.record(exchange, parts, sdk);
      for (const { sightings } of parts) addSeen(exchange.index, sightings);
    },
    recordName(exchange, part, name, sightings) {
      if (canaries.length === 0) return;
      sent.recordName(exchange, part, name);
      addSeen(exchange.index, sightings);
    },
    get isCut() {
      return sent.isCut;
    },
    end(recipients) {
      if (canaries.length === 0) return [];
      const found = pieceSearch.end(recipients.ownedBy);
      tools ??= createSequenceTools(canaries, matcher, codecs);
      const search = createSequenceSearch(tools);
      const reported = new Set(found.map(({ exchange, sighting }) => `${exchange.host} ${sighting.canary}`));
      for (const values of scopesOf(sent.byRecipient())) {
        const skip = new Set([...hostsOf(values)].flatMap((host) => [...recipients.ownedBy(host)]));
        for (const join of joinsOf(values, search, skip)) {
          if (!isOfSeveral(join)) continue;
          const finding = findingOf(join);
          const { canary } = join.sighting;
          const { exchange } = finding;
          const key = `${exchange.host} ${canary}`;
          if (reported.has(key) || seen.has(`${exchange.index} ${canary}`)) continue;
          if (!isOneRecipient(join, recipients)) continue;
          reported.add(key);
          found.push(finding);
        }
      }

      return found;
    },
  };
}

/** The values of each host, then those of each domain with several hosts. */
function* scopesOf(byRecipient: ReadonlyMap<string, SequenceValue[]>): Generator<SequenceValue[]> {
  const domains = new Map<string, SequenceValue[][]>();
  for (const [recipient, values] of byRecipient) {
    yield values;
    const domain = domainOfRecipient(recipient);
    const known = domains.get(domain);
    if (known) known.push(values);
    else domains.set(domain, [values]);
  }
  for (const lists of domains.values()) if (lists.length > 1) yield lists.flat().sort(bySending);
}

function hostsOf(values: readonly SequenceValue[]): Set<string> {
  return new Set(values.map(({ layer: { exchange } }) => exchange.host));
}

/** Whether a join is of several values. A canary in one value is found there. */
function isOfSeveral({ slices }: Join): boolean {
  return slices.some(({ value }) => value !== slices[0]?.value);
}

/** Whether all pieces went to recipients that may receive the canary, or none did. */
function isOneRecipient({ slices, sighting }: Join, { excuseOf }: Recipients): boolean {
  const excuses = slices.map(({ value: { layer } }) => excuseOf(sighting.canary, layer.exchange, layer.part));

  return excuses.every((excuse) => excuse !== undefined) || excuses.every((excuse) => excuse === undefined);
}

/** A join as a finding at the last of its exchanges. */
function findingOf({ slices, separator, sighting }: Join): PiecedFinding {
  const last = slices
    .map(({ value }) => value)
    .toSorted(bySending)
    .at(-1) as SequenceValue;
  const { layer } = last;
  const step: Step = { kind: 'joined-messages', separator, pieces: slices.map(pieceOf) };
  const content = contentOf(slices, separator);

  return {
    exchange: layer.exchange,
    part: layer.part,
    sighting: {
      ...sighting,
      chain: [step, ...sighting.chain],
      offsets: [0, ...sighting.offsets],
      excerpt: sighting.excerpt ?? excerptOf(content, sighting.offset),
    },
    ...(layer.sdk === undefined ? {} : { sdk: layer.sdk }),
  };
}

function pieceOf(slice: Slice): Piece {
  const { value, from } = slice;
  const { layer, place, text } = value;
  const { name } = place;
  const length = textOf(slice).length;

  return {
    exchange: layer.exchange.index,
    place: name === '' || name === AS_BASE64 ? layer.place + name : `${layer.place} > ${name}`,
    ...(length < text.length && { range: { from, to: from + length } }),
  };
}
