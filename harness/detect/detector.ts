import type { Canary } from '../model/canary.ts';
import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding, Opaque, ScanReport } from '../model/scan.ts';
import type { Sdk } from '../model/sdk.ts';
import { createAlphabetSearch } from './alphabet/alphabet-search.ts';
import { searchAlphabets } from './alphabet/search-layers.ts';
import { CodecSelection } from './codec-selection.ts';
import { printChain } from './chain.ts';
import { fieldsOf } from './codecs/form.ts';
import { createSaltedSearch } from './capture/salted-search.ts';
import { Content } from './content.ts';
import { removeUncorroborated, type PartSighting } from './digest/corroborate.ts';
import type { Excerpt } from './excerpt.ts';
import { createMatcherWithDigests } from './digest/match-digests.ts';
import { type Uncorroborated, findRecurring } from './digest/recurring.ts';
import { createPieceSearch } from './joined/pieces.ts';
import { createPieceIndex } from './joined/words.ts';
import { hostsOf } from './match/search-texts.ts';
import { mergeSightings } from './merge.ts';
import { opaqueOf } from './opaque/classify.ts';
import type { ShortValue } from './opaque/opaque-layers.ts';
import { namePart } from './parts.ts';
import { createSdkRecogniser } from './sdk.ts';
import { contextOf, searchExchange, type Tools } from './search-exchange.ts';
import { searchPart, type Sighting } from './search.ts';

/** Limits for one exchange: 64 MiB of decoded bytes, 200,000 decodings, 16 nested decodings. */
export const DEFAULT_BUDGET: Budget = { bytes: 64 * 1024 * 1024, steps: 200_000, depth: 16 };

export interface Detector {
  /** Searches one exchange. Exchanges may come in any order; the report is sorted. */
  push(exchange: Exchange): void;
  /** Searches a host name that was seen without a readable exchange: in a TLS hello, a tunnel or a DNS lookup. */
  pushName(lookup: NameLookup): void;
  /** The values found so far that no codec decoded and that are too short to be opaque. */
  unread(): readonly UnreadValue[];
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

interface PlacedFinding {
  finding: Finding;
  sighting: Sighting;
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
  { keepsMessages = false }: DetectorOptions = {},
): Detector {
  const matcher = createMatcherWithDigests(canaries);
  const ownHosts = canaries.map(hostsOf);
  const canariesOwnedBy = (host: string) =>
    new Set(ownHosts.flatMap((hosts, canary) => (hosts.includes(host) ? [canary] : [])));
  const pieces = createPieceIndex(canaries);
  const alphabets = createAlphabetSearch(canaries);
  const recogniser = createSdkRecogniser(sdks);
  const tools: Tools = { canaries, matcher, codecs: new CodecSelection(), pieces, alphabets };
  const saltedSearch = createSaltedSearch(canaries, keepsMessages);
  const pieceSearch = createPieceSearch(pieces, matcher);
  const found: { findings: PlacedFinding[]; controls: PlacedFinding[]; allowed: PlacedFinding[] } = {
    findings: [],
    controls: [],
    allowed: [],
  };
  const opaque: Opaque[] = [];
  const stats = { exchanges: 0, bytes: 0, ms: 0, exhausted: 0 };
  const unread: UnreadValue[] = [];
  const uncorroborated: Uncorroborated[] = [];
  const sightings = new Map<Finding, Sighting>();
  const withMessageIfKept = (sighting: Sighting) => (keepsMessages ? sighting : withoutMessage(sighting));
  const addSighting = (
    exchange: Pick<Exchange, 'index' | 'host' | 'via'>,
    part: string,
    sighting: Sighting,
    sdk?: string,
  ) => {
    const canary = canaries[sighting.canary];
    if (!canary) return;
    const target =
      canary.role === 'control'
        ? found.controls
        : isAllowed(canary, exchange.via ?? exchange.host)
          ? found.allowed
          : found.findings;
    const placed = createPlaced(canary, exchange, part, withMessageIfKept(sighting), sdk);
    target.push(placed);
    sightings.set(placed.finding, placed.sighting);
  };

  return {
    push(exchange) {
      const ownCanaries = canariesOwnedBy(exchange.via ?? exchange.host);
      const fields = fieldsIn(exchange);
      const sdk = recogniser.sdkOf(exchange, fields);
      const encryption = recogniser.encryptionOf(exchange, fields, sdk);
      stats.exchanges++;
      for (const { part, bytes, why } of exchange.lost ?? [])
        opaque.push({ exchange: exchange.index, host: exchange.host, part, bytes, class: 'unknown', why });
      const seen: PartSighting[] = [];
      const placed = { index: exchange.index, host: exchange.host, via: exchange.via };
      const searched = searchExchange(exchange, tools, ownCanaries, budget);
      for (const { part, reached, sightings, exhausted } of searched) {
        stats.bytes += part.content.length;
        if (exhausted) stats.exhausted++;
        const report = opaqueOf(exchange, part, reached, encryption, sdk);
        opaque.push(...report.opaque);
        for (const small of report.small)
          unread.push({ ...small, exchange: exchange.index, part: part.name });
        saltedSearch.record(exchange, part.name, reached, sdk);
        seen.push(...sightings.map((sighting) => ({ part: part.name, sighting })));
      }
      pieceSearch.record(exchange, searched, sdk);
      const corroborated = removeUncorroborated(seen);
      const isCorroborated = new Set(corroborated);
      for (const each of seen)
        if (!isCorroborated.has(each))
          uncorroborated.push({
            part: each.part,
            sighting: withMessageIfKept(each.sighting),
            exchange: placed,
            sdk,
          });
      for (const [part, sightings] of groupByPart(corroborated))
        for (const sighting of mergeSightings(sightings)) addSighting(exchange, part, sighting, sdk);
    },
    pushName({ kind, name, through, index }) {
      const host = (through ?? name).toLowerCase().replace(/\.$/, '');
      const ownCanaries = canariesOwnedBy(host);
      const context = contextOf(tools, ownCanaries, budget);
      const part = namePart(kind, name);
      const search = { part, ...searchPart(part, context) };
      if (search.exhausted) stats.exhausted++;
      const sightings = [search, ...searchAlphabets([search], alphabets, context)].flatMap(
        (each) => each.sightings,
      );
      const seen = removeUncorroborated(sightings.map((sighting) => ({ part: kind, sighting })));
      for (const sighting of mergeSightings(seen.map((each) => each.sighting)))
        addSighting({ index, host }, kind, withoutTexts(sighting));
    },
    unread: () => unread,
    end() {
      for (const { exchange, part, sighting, sdk } of [
        ...saltedSearch.end(canariesOwnedBy),
        ...pieceSearch.end(canariesOwnedBy),
        ...findRecurring(uncorroborated),
      ])
        addSighting(exchange, part, sighting, sdk);

      return {
        schema: 'leakgate/scan@1',
        findings: sortFindings(found.findings),
        controls: sortFindings(found.controls),
        allowed: sortFindings(found.allowed),
        opaque: opaque.toSorted(
          (a, b) => a.exchange - b.exchange || compareText(a.part, b.part) || compareText(a.class, b.class),
        ),
        stats: { ...stats, ...(unread.length > 0 && { unread: unread.length }) },
      };
    },
    excerptOf: (finding) => sightings.get(finding)?.excerpt,
    messageOf: (finding) => sightings.get(finding)?.message?.text,
  };
}

/** The fields of a form body, or of the query if the body is not a form. */
function fieldsIn(exchange: Exchange): Map<string, string> {
  const body = Content.ofBytes(exchange.body);
  const isForm =
    body.length > 0 && body.length < 4 * 1024 * 1024 && body.isText && /^[\w.$[\]%+-]{1,64}=/.test(body.text);

  return fieldsOf(isForm ? body.text : (exchange.url.split('?')[1] ?? '').replace(/#.*$/, ''));
}

function withoutMessage(sighting: Sighting): Sighting {
  const copy = { ...sighting };
  delete copy.message;

  return copy;
}

function withoutTexts(sighting: Sighting): Sighting {
  const copy = withoutMessage(sighting);
  delete copy.excerpt;

  return copy;
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

/** `allowedHosts` contains hosts and suffixes written `*.example.com`. */
function isAllowed(canary: Canary, host: string): boolean {
  return (canary.allowedHosts ?? []).some((allowed) =>
    allowed.startsWith('*.') ? host.endsWith(allowed.slice(1).toLowerCase()) : host === allowed.toLowerCase(),
  );
}

function createPlaced(
  canary: Canary,
  exchange: Pick<Exchange, 'index' | 'host'>,
  part: string,
  sighting: Sighting,
  sdk: string | undefined,
): PlacedFinding {
  return {
    sighting,
    finding: {
      canary: canary.id,
      exchange: exchange.index,
      host: exchange.host,
      part,
      chain: printChain(sighting.chain),
      match: sighting.match,
      ...(sdk === undefined ? {} : { sdk }),
      confidence: sighting.confidence,
    },
  };
}

/** Sorts by exchange, part, offset, chain and canary, and removes duplicates. */
function sortFindings(placed: readonly PlacedFinding[]): Finding[] {
  const seen = new Set<string>();
  const ordered = placed.toSorted(
    ({ finding: a, sighting: x }, { finding: b, sighting: y }) =>
      a.exchange - b.exchange ||
      compareText(a.part, b.part) ||
      compareNumbers(x.offsets, y.offsets) ||
      compareText(a.chain.join('\0'), b.chain.join('\0')) ||
      compareText(a.canary, b.canary),
  );

  return ordered
    .map(({ finding }) => finding)
    .filter(({ canary, exchange, part, chain }) => {
      const key = JSON.stringify([canary, exchange, part, chain]);

      return !seen.has(key) && seen.add(key);
    });
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++)
    if (a[at] !== b[at]) return (a[at] ?? 0) - (b[at] ?? 0);

  return a.length - b.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
