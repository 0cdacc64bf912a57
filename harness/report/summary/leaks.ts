import type { Canary } from '../../model/canary.ts';
import type { CaseRecord } from '../../model/case.ts';
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
        exchanges,
        identifiers: distinctIdentifiers(record.identifiers, exchanges),
      },
    ];
  });
}

function distinctIdentifiers(identifiers: readonly Identifier[], exchanges: readonly number[]): Identifier[] {
  const near = identifiers.filter(({ exchange }) => exchanges.includes(exchange));

  return [...new Map(near.map((each) => [`${each.name} ${each.token}`, each])).values()];
}
