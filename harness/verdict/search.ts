import { createDetector, type PlacedValue, type UnreadValue } from '../detect/index.ts';
import type { Canary } from '../model/canary.ts';
import type { CaseEvidence, Policy } from '../model/evidence.ts';
import type { LedgerEntry, OtherCaseFinding } from '../model/ledger.ts';
import type { Finding, Opaque, ScanReport } from '../model/scan.ts';
import { type ConnectionName, namesWithoutExchange } from './connection-names.ts';
import { siteOf } from './site.ts';

/** Which canaries were found, from one pass over all outgoing traffic. */
export interface Search {
  /** The case's own canaries, recorded while it ran. */
  report: ScanReport;
  /** The case's own canaries, recorded during later cases. */
  late: Finding[];
  /** Canaries of the twin. */
  twin: Finding[];
  /** Controls that the pages of the twin sent. */
  twinControls: Finding[];
  /** Canaries of other cases. */
  others: OtherCaseFinding[];
  /** Names of connections without an exchange; findings in them refer to their numbers. */
  names: ConnectionName[];
  /** Values that were not decoded and are too short to be opaque. */
  unread: readonly UnreadValue[];
  /** Every value that was sent, as small as a word or a number. */
  values: readonly PlacedValue[];
  /** Keys of the contents of opaque parts. Parts whose content was not recorded are missing. */
  opaqueContents: ReadonlyMap<Opaque, readonly string[]>;
  /** The decoded message that a finding of this case is in, by the finding. */
  messages: ReadonlyMap<Finding, string>;
}

/** Searches all exchanges and connection names for every canary in question, in one run of the detector. */
export function search(evidence: CaseEvidence, { sdks, budget }: Policy): Search {
  const owners = ownersOf(evidence);
  const searched = owners.map(({ canary }, at) => ({ ...canary, id: `${at}:${canary.id}` }));
  const detector = createDetector(searched, sdks, budget, {
    keepsMessages: true,
    keepsValues: true,
    siteOf,
  });
  for (const exchange of [...evidence.exchanges, ...evidence.late]) detector.push(exchange);
  const names = namesWithoutExchange(evidence);
  for (const name of names) detector.pushName(name);
  const report = detector.end();
  const late = new Set(evidence.late.map(({ index }) => index));
  const isLate = ({ exchange }: { exchange: number }) => late.has(exchange);
  const messages = new Map<Finding, string>();
  const withOwner = (use: Owner['use'], findings: readonly Finding[]) =>
    findings.flatMap((finding) => {
      const owner = owners[Number.parseInt(finding.canary, 10)];
      if (owner?.use !== use) return [];
      const renamed = { ...finding, canary: owner.canary.id };
      const message = use === 'own' ? detector.messageOf(finding) : undefined;
      if (message !== undefined) messages.set(renamed, message);

      return [{ owner, finding: renamed }];
    });
  const findingsOf = (use: Owner['use'], findings: readonly Finding[]) =>
    withOwner(use, findings).map(({ finding }) => finding);
  const own = findingsOf('own', report.findings);
  const { browsing = [], ...rest } = report;
  const browsed = browsing.map((each): Finding => {
    const { why: _, ...finding } = each;

    return finding;
  });

  return {
    report: {
      ...rest,
      findings: own.filter((finding) => !isLate(finding)),
      controls: findingsOf('own', report.controls).filter((finding) => !isLate(finding)),
      allowed: findingsOf('own', [...report.allowed, ...browsed]).filter((finding) => !isLate(finding)),
      opaque: report.opaque.filter((part) => !isLate(part)),
    },
    late: own.filter(isLate),
    twin: findingsOf('twin', [...report.findings, ...report.allowed]).filter((finding) => !isLate(finding)),
    twinControls: findingsOf('twin', report.controls).filter((finding) => !isLate(finding)),
    others: withOwner('other', report.findings)
      .filter(({ finding }) => !isLate(finding))
      .map(({ owner, finding }) => ({ run: owner.run, case: owner.case, finding })),
    names,
    unread: detector.unread(),
    values: detector.sentValues(),
    opaqueContents: detector.opaqueContents(),
    messages,
  };
}

/** Whether a canary belongs to the case's own twin: generated for it while it was recorded. */
export function isOwnTwin(
  entry: LedgerEntry,
  { facts, visibility }: Pick<CaseEvidence, 'facts' | 'visibility'>,
): boolean {
  const { from, to } = visibility.recording;

  return entry.use === 'twin' && entry.case === facts.id && entry.mintedAt >= from && entry.mintedAt <= to;
}

interface Owner {
  use: 'own' | 'twin' | 'other';
  canary: Canary;
  run: string;
  case: string;
}

/** Every canary value once, the case's own first. Ids repeat across cases, so indexes identify them. */
function ownersOf(evidence: CaseEvidence): Owner[] {
  const own = evidence.canaries.map(
    (canary): Owner => ({ use: 'own', canary, run: '', case: evidence.facts.id }),
  );
  const known = new Set(own.map(({ canary }) => canary.value));
  const others = evidence.ledger.flatMap((entry): Owner[] => {
    if (known.has(entry.canary.value)) return [];
    known.add(entry.canary.value);
    const use = isOwnTwin(entry, evidence) ? 'twin' : 'other';
    // Canaries of another case's twin were used in normal mode, and controls are sent by pages: neither is a leak.
    if (use === 'other' && (entry.use === 'twin' || entry.canary.role === 'control')) return [];

    return [{ use, canary: entry.canary, run: entry.run, case: entry.case }];
  });

  return [...own, ...others];
}
