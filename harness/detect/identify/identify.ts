import type { Canary } from '../../model/canary.ts';
import type { Budget, CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { Identifier, IdentifierRow, Ties, Trace } from '../../model/ties.ts';
import { AlphabetSearch } from '../alphabet/alphabet-search.ts';
import { CodecSelection } from '../codec-selection.ts';
import { Content } from '../content.ts';
import { DigestMatcher } from '../digest/match-digests.ts';
import { PieceIndex } from '../joined/words.ts';
import { CERTAIN_BITS, entropyBits } from '../match/entropy.ts';
import type { Tools } from '../search-exchange.ts';
import { epochAt } from './epochs.ts';
import { createOwnValues, isEmptyValue, searchFor, tokenOf } from './own.ts';
import { spellingsOf } from './spellings.ts';
import { type NamedValue, valuesIn } from './named-values.ts';

/** Characters. Longer values are messages, not identifiers. */
const LONGEST = 128;
/** Maximum number of values of one case that are searched in all its exchanges. */
const MAX_VALUES = 100;

/**
 * Finds the identifiers in the exchanges that contain a case's findings. They are the handset's own values in any
 * encoding, fields in which SDKs send identifiers, and values too rare for chance. Also returns where each occurs in
 * the whole case. A pure function; without findings it does nothing.
 */
export function identify(
  evidence: CaseEvidence,
  findings: readonly Finding[],
  rows: readonly IdentifierRow[],
  budget: Budget,
): Pick<Ties, 'identifiers' | 'traces'> {
  const exchanges = [...evidence.exchanges, ...evidence.late];
  const found = new Set(findings.map(({ exchange }) => exchange));
  const withFindings = exchanges.filter(({ index }) => found.has(index));
  if (withFindings.length === 0) return { identifiers: [], traces: [] };
  const tools = createTools(plantedCanaries(evidence));
  const ownValues = createOwnValues(evidence.identity.values, budget);
  const handsetIdentifiers = ownValues.findIn(withFindings);
  const values = withFindings.map((exchange) => ({
    exchange,
    values: valuesIn(exchange, tools, budget)
      .flatMap((value) => identifiersOf(exchange, value, rows, tools))
      .filter((value) => !findings.some((finding) => isDecodedFrom(finding, value))),
  }));
  const derived = ownValues.findAmong(values.flatMap((each) => each.values.map(({ value }) => value)));
  const identifiers = values.flatMap(({ exchange, values: named }) =>
    [
      ...handsetIdentifiers.filter((each) => each.exchange === exchange.index),
      ...named.filter(({ value }) => !derived.has(value)),
    ].filter(createDuplicateFilter()),
  );

  return { identifiers, traces: tracesOf(evidence, exchanges, identifiers, found, budget) };
}

/** Every distinct value of the case in a field in which SDKs send identifiers. */
export function identifierValues(
  evidence: CaseEvidence,
  rows: readonly IdentifierRow[],
  budget: Budget,
): { name: string; value: string }[] {
  const tools = createTools(plantedCanaries(evidence));
  const ownValues = createOwnValues(evidence.identity.values, budget);
  const values = [...evidence.exchanges, ...evidence.late]
    .flatMap((exchange) =>
      valuesIn(exchange, tools, budget).flatMap((value) => identifiersOf(exchange, value, rows, tools)),
    )
    .filter(({ kind }) => kind === 'field');

  const derived = ownValues.findAmong(values.map(({ value }) => value));

  return [...new Map(values.map((each) => [each.value, each])).values()].filter(
    ({ value }) => !derived.has(value),
  );
}

/** The canaries of the case and of the ledger: an upload can also report visits of the twin or of earlier cases. */
function plantedCanaries({ canaries, ledger }: CaseEvidence): Canary[] {
  return [...canaries, ...ledger.map(({ canary }) => canary)];
}

function createTools(canaries: readonly Canary[]): Tools {
  return {
    canaries,
    matcher: new DigestMatcher(canaries),
    codecs: new CodecSelection(),
    pieces: new PieceIndex(canaries),
    alphabets: new AlphabetSearch(canaries),
  };
}

/**
 * The value as an identifier if its field is known or it is rare enough. A value that contains a canary is a finding
 * instead.
 */
function identifiersOf(
  exchange: JudgedExchange,
  { place, field, text }: NamedValue,
  rows: readonly IdentifierRow[],
  { matcher }: Tools,
): Identifier[] {
  if (isEmptyValue(text) || text.length > LONGEST || text.length < 4) return [];
  const row = rows.find((each) => each.field === field);
  const isRare = /^[\w.:+/=~-]{12,}$/.test(text) && entropyBits(text) >= CERTAIN_BITS;
  if (row ? row.means === 'constant' || row.means === 'session' : !isRare) return [];
  if (isUrlLike(text) || containsCanary(text, matcher)) return [];

  return [
    {
      exchange: exchange.index,
      host: exchange.host,
      kind: row ? 'field' : 'value',
      name: field,
      means: row?.means ?? 'unknown',
      place,
      form: 'plain',
      value: text,
      token: tokenOf(text),
    },
  ];
}

/** Whether a finding was decoded from a value: the value is then an encoded canary, and no identifier. */
function isDecodedFrom({ exchange, part, chain }: Finding, value: Identifier): boolean {
  const path = [part, ...chain].join(' > ');

  return exchange === value.exchange && (path === value.place || path.startsWith(`${value.place} > `));
}

function isUrlLike(text: string): boolean {
  return /^[a-z][\w+.-]*:\/\//i.test(text);
}

function containsCanary(text: string, matcher: Tools['matcher']): boolean {
  return matcher.match(Content.ofText(text), new Set()).length > 0;
}

/** Keeps each name and value once per exchange. */
function createDuplicateFilter(): (identifier: Identifier) => boolean {
  const seen = new Set<string>();

  return ({ exchange, name, token }) => {
    const key = `${exchange} ${name} ${token}`;

    return !seen.has(key) && seen.add(key) !== undefined;
  };
}

/** Where the case's exchanges contain its identifiers, by identity and by whether the private tab was closed. */
function tracesOf(
  evidence: CaseEvidence,
  exchanges: readonly JudgedExchange[],
  identifiers: readonly Identifier[],
  found: ReadonlySet<number>,
  budget: Budget,
): Trace[] {
  const byToken = new Map(identifiers.map((each) => [each.token, each]));
  const searched = [...byToken.values()].slice(0, MAX_VALUES);
  const canaries = searched.flatMap(({ token, value }) =>
    spellingsOf(value).map((text, n): Canary => ({ id: `${token}/${n}`, kind: 'text', value: text })),
  );
  const exchangesByToken = new Map<string, Set<number>>(
    searched.map(({ token }) => [
      token,
      new Set(identifiers.filter((each) => each.token === token).map(({ exchange }) => exchange)),
    ]),
  );
  for (const { canary, exchange } of searchFor(canaries, exchanges, budget))
    exchangesByToken.get(canary.split('/')[0] ?? '')?.add(exchange);
  const traces = new Map<string, Trace>();
  for (const exchange of exchanges)
    for (const { token, kind, name, means } of searched) {
      if (!exchangesByToken.get(token)?.has(exchange.index)) continue;
      const epoch = epochAt(evidence.timeline.steps, exchange.at);
      const key = `${token} ${epoch.identity} ${String(epoch.closed)}`;
      const trace = traces.get(key) ?? { token, kind, name, means, ...epoch, exchanges: 0, withFindings: 0 };
      trace.exchanges++;
      if (found.has(exchange.index)) trace.withFindings++;
      traces.set(key, trace);
    }

  return [...traces.values()];
}
