import type { Canary } from '../../model/canary.ts';
import type { CaseRecord } from '../../model/case.ts';
import { LEAK_REASONS } from '../../model/reason-codes.ts';
import type { Finding } from '../../model/scan.ts';
import type { Identifier, Party } from '../../model/ties.ts';
import { groupBy } from './group-by.ts';

/** What a run's folder has of a case: its record and its canaries; undefined for a case that was never decided. */
export interface DecidedCase {
  record: CaseRecord;
  canaries: readonly Canary[];
}

/** A value that left the phone for one recipient, in one place and encoding; several exchanges may have carried it. */
export interface Leak {
  canary: string;
  kind: Canary['kind'];
  /** What was browsed: the address, the searched words, the typed text. */
  value: string;
  host: string;
  /** Null if the table of owners has no row for the host's domain. */
  owner: string | null;
  /** Of the server's address, where a real server was contacted. */
  country: string | null;
  sdk: string | undefined;
  part: string;
  /** Decodings from the part inwards. */
  chain: string[];
  match: string;
  confidence: Finding['confidence'];
  /**
   * Whether a reason of the case says that this value leaked to this host. A case that leaks may have other findings too, such as
   * one that another app sent.
   */
  isProven: boolean;
  /** Indexes of the HAR entries that carried it. */
  exchanges: number[];
  /** Identifiers in the same exchanges, each once. */
  identifiers: Identifier[];
}

/** The findings of a case, those of one value, recipient, place and encoding together. */
export function leaksOf({ record, canaries }: DecidedCase): Leak[] {
  const groups = groupBy(record.findings, ({ canary, host, part, chain, match }) =>
    JSON.stringify([canary, host, part, chain, match]),
  );

  return [...groups.values()].flatMap((findings) => {
    const [first] = findings;
    const canary = canaries.find(({ id }) => id === first?.canary);
    if (!first) return [];
    const exchanges = [...new Set(findings.map(({ exchange }) => exchange))];
    const party: Party | undefined = record.parties.find(({ host }) => host === first.host);

    return [
      {
        canary: first.canary,
        kind: canary?.kind ?? 'text',
        value: canary?.value ?? first.canary,
        host: first.host,
        owner: party?.owner ?? null,
        country: party?.country ?? null,
        sdk: first.sdk,
        part: first.part,
        chain: first.chain,
        match: first.match,
        confidence: first.confidence,
        isProven: record.reasons.some((reason) => provesLeakOf(first, reason)),
        exchanges,
        identifiers: distinctIdentifiers(record.identifiers, exchanges),
      },
    ];
  });
}

/** The sentences of these reasons begin with the canary and the host (`harness/verdict/data/reasons.yaml`). */
function provesLeakOf({ canary, host }: Finding, { code, text }: CaseRecord['reasons'][number]): boolean {
  return LEAK_REASONS.has(code) && text.startsWith(`${canary} went to ${host} in `);
}

/** What a case is said to have sent: proven leaks, or all findings of a case in which no reason names one. */
export function claimedLeaks(leaks: readonly Leak[]): readonly Leak[] {
  const proven = leaks.filter(({ isProven }) => isProven);

  return proven.length > 0 ? proven : leaks;
}

function distinctIdentifiers(identifiers: readonly Identifier[], exchanges: readonly number[]): Identifier[] {
  const near = identifiers.filter(({ exchange }) => exchanges.includes(exchange));

  return [...new Map(near.map((each) => [`${each.name} ${each.token}`, each])).values()];
}
