import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missingResponse } from '../../capture/har-entry.ts';
import type { HandsetLedger } from '../../evidence/handset-ledger.ts';
import { judgeAgain } from '../../evidence/rejudge.ts';
import type { CaseFacts } from '../../model/case.ts';
import { reasonOf } from '../../model/fault.ts';
import type { HarEntry } from '../../model/har.ts';
import type { LedgerEntry, OtherCaseFinding } from '../../model/ledger.ts';
import type { ConnectionName } from '../../verdict/index.ts';
import { caseDirOf } from './run-record.ts';
import { reportProgress } from '../progress.ts';
import { judgeEarlierCase } from './earlier-run.ts';
import type { RunJudge } from './judge.ts';

export interface ChargeContext {
  runDir: string;
  run: string;
  ledger: HandsetLedger;
  judge: RunJudge;
  /** The case during which the findings were recorded; `what was sent after BATCH` if no case was running. */
  recordedIn: string;
  /** The apps and their UIDs at the time of the recording: when the canary was used, a UID may have been another app's. */
  apps: CaseFacts['apps'];
}

/** What was recorded. Findings refer to entries and names by index. */
export interface RecordedTraffic {
  entries: readonly HarEntry[];
  /** Host names of connections that have no HAR entry. */
  names: readonly ConnectionName[];
}

/**
 * Charges late findings to the cases that generated the canaries: writes the entries into the folder of each case and judges
 * the case again. A twin's canary is charged to no case, because it was used in normal mode. What cannot be charged is printed.
 */
export async function chargeLateFindings(
  lateFindings: readonly OtherCaseFinding[],
  { entries, names }: RecordedTraffic,
  context: ChargeContext,
): Promise<void> {
  const { ledger, runDir, run, apps } = context;
  const entryOf = (index: number): HarEntry | undefined => {
    const connectionName = names.find((connection) => connection.index === index);

    return entries[index] ?? (connectionName && entryOfName(connectionName));
  };
  const print = (text: string): void => reportProgress(runDir, { kind: 'said', text });
  for (const { case: id, finding } of lateFindings.filter((lateFinding) => !useOfCanary(lateFinding, ledger)))
    print(
      `${finding.canary} of ${id} was found during ${context.recordedIn}, but this canary is no longer in the handset ledger`,
    );
  for (const [key, findings] of groupByCase(lateFindings, ledger)) {
    const [ownerRun = '', caseId = ''] = JSON.parse(key) as string[];
    const late = [...new Set(findings.map(({ finding }) => finding.exchange))].flatMap((index) => {
      const entry = entryOf(index);

      return entry
        ? [withRecordedIn(entry, ownerRun === run ? context.recordedIn : `${run}/${context.recordedIn}`)]
        : [];
    });
    const hasEntry = ({ finding }: OtherCaseFinding): boolean => entryOf(finding.exchange) !== undefined;
    const subjectOf = (found: readonly OtherCaseFinding[]): string =>
      `${found.map(({ finding }) => finding.canary).join(', ')} of ${caseId}`;
    const notCharged = findings.filter((found) => !hasEntry(found));
    if (notCharged.length > 0)
      print(
        `${subjectOf(notCharged)} was found during ${context.recordedIn}, but not in traffic that can be charged to ${caseId}`,
      );
    if (late.length === 0) continue;
    try {
      if (ownerRun === run) await judgeInThisRun(caseId, late, context);
      else
        print(
          await judgeEarlierCase(
            { folder: ledger.folderOfRun(ownerRun), run: ownerRun, case: caseId },
            { late, apps },
            context.judge,
          ),
        );
    } catch (error) {
      print(
        `${subjectOf(findings.filter(hasEntry))} was found during ${context.recordedIn}, but ${caseId} could not be judged again: ${reasonOf(error)}`,
      );
    }
  }
}

async function judgeInThisRun(id: string, late: readonly HarEntry[], context: ChargeContext): Promise<void> {
  const dir = caseDirOf(context.runDir, id);
  if (!existsSync(join(dir, 'case.json'))) throw new Error(`case ${id} has no case.json yet`);
  await judgeAgain(dir, { late, apps: context.apps }, context.judge);
  reportProgress(context.runDir, {
    kind: 'case-judged-again',
    case: id,
    why: `late traffic during ${context.recordedIn}`,
  });
}

/** Groups findings by run and case, without those of a twin's canaries or of canaries that the ledger lacks. */
function groupByCase(
  lateFindings: readonly OtherCaseFinding[],
  ledger: HandsetLedger,
): Map<string, OtherCaseFinding[]> {
  const groups = new Map<string, OtherCaseFinding[]>();
  for (const lateFinding of lateFindings) {
    if (useOfCanary(lateFinding, ledger) !== 'case') continue;
    const key = JSON.stringify([lateFinding.run, lateFinding.case]);
    groups.set(key, [...(groups.get(key) ?? []), lateFinding]);
  }

  return groups;
}

function useOfCanary(lateFinding: OtherCaseFinding, ledger: HandsetLedger): LedgerEntry['use'] | undefined {
  return ledger.findEntry(lateFinding, lateFinding.finding.canary)?.use;
}

function withRecordedIn(entry: HarEntry, recordedIn: string): HarEntry {
  return { ...entry, _leakgate: { responder: 'none', http: '1.1', ...entry._leakgate, recordedIn } };
}

/** A HAR entry for a connection of which only the host name was recorded. */
function entryOfName({ name, through, at, uid, standInEngine }: ConnectionName): HarEntry {
  return {
    startedDateTime: at,
    time: 0,
    request: {
      method: 'CONNECT',
      url: `${name}:443`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: missingResponse('HTTP/1.1'),
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    comment: 'only the host name of this connection was read, not its content',
    _leakgate: {
      responder: 'none',
      http: '1.1',
      ...(uid !== undefined && { uid }),
      ...(through !== undefined && { via: through }),
      ...(standInEngine && { standInEngine }),
    },
  };
}
