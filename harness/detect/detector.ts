import type { Canary } from '../model/canary.ts';
import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Browsing, Finding, Opaque, ScanReport } from '../model/scan.ts';
import type { Sdk } from '../model/sdk.ts';
import { AlphabetSearch } from './alphabet/alphabet-search.ts';
import { searchAlphabets } from './alphabet/search-layers.ts';
import { CodecSelection } from './codec-selection.ts';
import { printChain } from './chain.ts';
import { DigestSearch } from './capture/digest-search.ts';
import { createSaltedSearch } from './capture/salted-search.ts';
import { removeUncorroborated, type PartSighting } from './digest/corroborate.ts';
import type { Excerpt } from './excerpt.ts';
import { DigestMatcher } from './digest/match-digests.ts';
import { type Uncorroborated, findRecurring } from './digest/recurring.ts';
import { createJoinedSearch } from './joined/joined-search.ts';
import { PieceIndex } from './joined/words.ts';
import { mergeSightings } from './merge.ts';
import { opaqueOf } from './opaque/classify.ts';
import type { ShortValue } from './opaque/opaque-layers.ts';
import { namePart } from './parts.ts';
import { createRecipients, type Received, type SiteOf } from './recipients.ts';
import { createSdkRecogniser, fieldsIn } from './sdk.ts';
import { contextOf, searchExchange, type Tools } from './search-exchange.ts';
import { compareText, type Placed, sortFindings, withoutMessage, withoutTexts } from './placed.ts';
import { searchPart, type Sighting } from './search.ts';
import { type SentValue, sentValuesOf } from './values/sent-values.ts';

/** Limits for one exchange: 64 MiB of decoded bytes, 200,000 decodings, 16 nested decodings. */
export const DEFAULT_BUDGET: Budget = { bytes: 64 * 1024 * 1024, steps: 200_000, depth: 16 };

export interface Detector {
  /** Searches one exchange. Exchanges may come in any order; the report is sorted. */
  push(exchange: Exchange): void;
  /** Searches a host name that was seen without a readable exchange: in a TLS hello, a tunnel or a DNS lookup. */
  pushName(lookup: NameLookup): void;
  /** The values found so far that no codec decoded and that are too short to be opaque. */
  unread(): readonly UnreadValue[];
  /** Every value that was sent, as small as a word or a number; empty without `keepsValues`. */
  sentValues(): readonly PlacedValue[];
  /** For each opaque part with recorded content, keys of what is opaque in it; empty without `keepsValues`. */
  opaqueContents(): ReadonlyMap<Opaque, readonly string[]>;
  /** All findings so far. `stats.ms` is 0 because a detector has no clock; the caller can set it. */
  end(): ScanReport;
  /** The decoded text around the canary of a finding that `end` returned. */
  excerptOf(finding: Finding): Excerpt | undefined;
  /** The decoded message that contains a finding of `end`; undefined for a finding in a host name, and without `keepsMessages`. */
  messageOf(finding: Finding): string | undefined;
}

export interface DetectorOptions {
  /** Keeps the decoded message of each finding in memory, for `messageOf`. */
  keepsMessages?: boolean;
  /** Recognizes other hosts of a canary's site; without it, requests to them are searched like any other. */
  siteOf?: SiteOf;
  /** Keeps the values of each exchange in memory, for `sentValues` and `opaqueContents`. */
  keepsValues?: boolean;
}

/** A host name that was sent, with the index that findings use for it. */
export interface NameLookup {
  kind: 'sni' | 'dns';
  name: string;
  /** Host that received the name, if it is not the named host: a proxy, for example. */
  through?: string;
  /** Greater than the index of every exchange. */
  index: number;
}

/** A value that no codec decoded and that is too short to be opaque: the size of an identifier, a digest or a token. */
export interface UnreadValue extends ShortValue {
  exchange: number;
  part: string;
}

/** A value and the exchange that sent it. */
export interface PlacedValue extends SentValue {
  exchange: number;
}

/**
 * Searches outgoing traffic for canaries, through all codecs in any order.
 * @param canaries what to search for; role `control`, and findings sent to allowed hosts, are reported separately
 * @param sdks SDKs to recognize by their uploads; empty if the SDK does not matter
 * @param budget limits for each exchange; `stats.exhausted` counts what they cut short
 */
export function createDetector(
  canaries: readonly Canary[],
  sdks: readonly Sdk[],
  budget: Budget,
  { keepsMessages = false, keepsValues = false, siteOf }: DetectorOptions = {},
): Detector {
  const matcher = new DigestMatcher(canaries);
  const recipients = createRecipients(canaries, siteOf);
  /** Recipients whose key is not the host that reports name, by the index of the exchange. */
  const received = new Map<number, Received>();
  const wordsOfCanaries = new Set(
    canaries.flatMap(({ value }) => value.toLowerCase().match(/[a-z0-9]+/g) ?? []),
  );
  const pieces = new PieceIndex(canaries);
  const alphabets = new AlphabetSearch(canaries);
  const recogniser = createSdkRecogniser(sdks);
  const tools: Tools = { canaries, matcher, codecs: new CodecSelection(), pieces, alphabets };
  const saltedSearch = createSaltedSearch(canaries, keepsMessages);
  const joinedSearch = createJoinedSearch(canaries, matcher, tools);
  const digestSearch = new DigestSearch(canaries);
  const found = {
    findings: [] as Placed[],
    controls: [] as Placed[],
    allowed: [] as Placed[],
    browsing: [] as Placed<Browsing>[],
  };
  const opaque: Opaque[] = [];
  const stats = { exchanges: 0, bytes: 0, ms: 0, exhausted: 0 };
  const unread: UnreadValue[] = [];
  const values: PlacedValue[] = [];
  const opaqueContents = new Map<Opaque, readonly string[]>();
  const uncorroborated: Uncorroborated[] = [];
  const sightings = new Map<Finding, Sighting>();
  const withMessageIfKept = (sighting: Sighting) => (keepsMessages ? sighting : withoutMessage(sighting));
  const excuseOf = (canary: number, recipient: Pick<Exchange, 'index' | 'host'>, part: string) =>
    recipients.excuseOf(
      canary,
      { ...(received.get(recipient.index) ?? recipient), key: recipient.host },
      part,
    );
  /** @param recipient its host is the key of the recipient */
  const addSighting = (
    recipient: Pick<Exchange, 'index' | 'host'>,
    part: string,
    sighting: Sighting,
    sdk?: string,
  ) => {
    const canary = canaries[sighting.canary];
    if (!canary) return;
    const exchange: Received = received.get(recipient.index) ?? recipient;
    const placed = createPlaced(canary, exchange, part, withMessageIfKept(sighting), sdk);
    sightings.set(placed.finding, placed.sighting);
    const excuse = excuseOf(sighting.canary, recipient, part);
    if (canary.role === 'control') found.controls.push(placed);
    else if (excuse === 'allowed') found.allowed.push(placed);
    else if (excuse === undefined) found.findings.push(placed);
    else found.browsing.push({ ...placed, finding: { ...placed.finding, why: excuse } });
  };

  return {
    push(exchange) {
      const key = recipients.keyOf(exchange);
      const ownCanaries = recipients.ownedBy(key);
      const grouped = key === exchange.host ? exchange : { ...exchange, host: key };
      if (grouped !== exchange) received.set(exchange.index, receivedOf(exchange));
      const fields = fieldsIn(exchange);
      const sdk = recogniser.sdkOf(exchange, fields);
      const encryption = recogniser.encryptionOf(exchange, fields, sdk);
      stats.exchanges++;
      for (const { part, bytes, why } of exchange.lost ?? [])
        opaque.push({ exchange: exchange.index, host: exchange.host, part, bytes, class: 'unknown', why });
      const seen: PartSighting[] = [];
      const searched = searchExchange(exchange, tools, ownCanaries, budget);
      for (const { part, reached, sightings, exhausted } of searched) {
        stats.bytes += part.content.length;
        if (exhausted) stats.exhausted++;
        const report = opaqueOf(exchange, part, reached, encryption, sdk);
        opaque.push(...report.opaque);
        if (keepsValues)
          for (const [at, row] of report.opaque.entries()) opaqueContents.set(row, report.contents[at] ?? []);
        for (const small of report.small)
          if (!wordsOfCanaries.has(small.value.toLowerCase()))
            unread.push({ ...small, exchange: exchange.index, part: part.name });
        saltedSearch.record(grouped, part.name, reached, sdk);
        seen.push(...sightings.map((sighting) => ({ part: part.name, sighting })));
      }
      if (keepsValues)
        for (const value of sentValuesOf(searched)) values.push({ ...value, exchange: exchange.index });
      joinedSearch.record(grouped, searched, sdk);
      const corroborated = removeUncorroborated(seen);
      for (const { part, reached } of searched)
        digestSearch.record(
          grouped,
          part.name,
          reached,
          withFound(ownCanaries, corroborated, part.name),
          sdk,
        );
      const isCorroborated = new Set(corroborated);
      for (const each of seen)
        if (!isCorroborated.has(each))
          uncorroborated.push({
            part: each.part,
            sighting: withMessageIfKept(each.sighting),
            exchange: { index: exchange.index, host: key },
            sdk,
          });
      for (const [part, sightings] of groupByPart(corroborated))
        for (const sighting of mergeSightings(sightings)) addSighting(grouped, part, sighting, sdk);
    },
    pushName({ kind, name, through, index }) {
      const host = (through ?? name).toLowerCase().replace(/\.$/, '');
      const context = contextOf(tools, recipients.ownedBy(host), budget);
      const part = namePart(kind, name);
      const search = { part, ...searchPart(part, context) };
      if (search.exhausted) stats.exhausted++;
      const sightings = [search, ...searchAlphabets([search], alphabets, context)].flatMap(
        (each) => each.sightings,
      );
      joinedSearch.recordName({ index, host }, kind, name, sightings);
      const seen = removeUncorroborated(sightings.map((sighting) => ({ part: kind, sighting })));
      digestSearch.record({ index, host }, kind, search.reached, withFound(context.skip, seen, kind));
      for (const sighting of mergeSightings(seen.map((each) => each.sighting)))
        addSighting({ index, host }, kind, withoutTexts(sighting));
    },
    unread: () => unread,
    sentValues: () => values,
    opaqueContents: () => opaqueContents,
    end() {
      for (const { exchange, part, sighting, sdk } of [
        ...digestSearch.end(),
        ...saltedSearch.end(recipients.ownedBy),
        ...joinedSearch.end({ ownedBy: recipients.ownedBy, excuseOf }),
        ...findRecurring(uncorroborated),
      ])
        addSighting(exchange, part, sighting, sdk);

      return {
        schema: 'leakgate/scan@1',
        findings: sortFindings(found.findings),
        controls: sortFindings(found.controls),
        allowed: sortFindings(found.allowed),
        ...(found.browsing.length > 0 && { browsing: sortFindings(found.browsing) }),
        opaque: opaque.toSorted(
          (a, b) => a.exchange - b.exchange || compareText(a.part, b.part) || compareText(a.class, b.class),
        ),
        stats: {
          ...stats,
          exhausted: stats.exhausted + Number(joinedSearch.isCut),
          ...(unread.length > 0 && { unread: unread.length }),
        },
      };
    },
    excerptOf: (finding) => sightings.get(finding)?.excerpt,
    messageOf: (finding) => sightings.get(finding)?.message?.text,
  };
}

/** Canaries whose own host received a part, and those found in it. */
function withFound(own: ReadonlySet<number>, found: readonly PartSighting[], part: string): Set<number> {
  return new Set([...own, ...found.flatMap((each) => (each.part === part ? [each.sighting.canary] : []))]);
}

function groupByPart(sightings: readonly PartSighting[]): Map<string, Sighting[]> {
  const parts = new Map<string, Sighting[]>();
  for (const { part, sighting } of sightings) {
    const known = parts.get(part);
    if (known) known.push(sighting);
    else parts.set(part, [sighting]);
  }

  return parts;
}

function receivedOf({ index, host, via, byHostHeader }: Exchange): Received {
  return { index, host, ...(via !== undefined && { via }), ...(byHostHeader && { byHostHeader }) };
}

function createPlaced(
  canary: Canary,
  { index, host, via, byHostHeader }: Received,
  part: string,
  sighting: Sighting,
  sdk: string | undefined,
): Placed {
  return {
    sighting,
    finding: {
      canary: canary.id,
      exchange: index,
      host,
      ...(byHostHeader && via && { address: via }),
      part,
      chain: printChain(sighting.chain),
      match: sighting.match,
      ...(sdk === undefined ? {} : { sdk }),
      confidence: sighting.confidence,
    },
  };
}
