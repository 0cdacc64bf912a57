import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { unanswered } from '../../capture/har-entry.ts';
import type { HandsetLedger } from '../../evidence/handset-ledger.ts';
import { type Again, judgeAgain } from '../../evidence/rejudge.ts';
import type { CaseFacts } from '../../model/case.ts';
import { reasonOf } from '../../model/fault.ts';
import type { HarEntry } from '../../model/har.ts';
import type { LedgerEntry, OtherCaseFinding } from '../../model/ledger.ts';
import type { ConnectionName, TiedJudgement } from '../../verdict/index.ts';
import { caseDirOf } from './run-record.ts';
import { reportProgress } from '../progress.ts';
import { judgeEarlierRun } from './earlier-run.ts';

export interface Charging {
  runDir: string;
  run: string;
  ledger: HandsetLedger;
  judging: Again<TiedJudgement>;
  /** The case during which the findings were recorded, or that it was after the last case. */
  recordedIn: string;
  /** Which apps had which UIDs then: a UID may have been another app's when the canary was used. */
  apps: CaseFacts['apps'];
}

/** What was recorded; findings refer to it by index. */
export interface Recorded {
  entries: readonly HarEntry[];
  /** Names that connections were opened for, without an entry. */
  names: readonly ConnectionName[];
}

/**
 * Charges late findings to the cases that generated the canaries: each gets the entries into its folder and is judged again.
 * A canary of a twin, which was used in normal mode, is charged to no case. What cannot be charged is reported.
 */
export async function chargeLate(
  others: readonly OtherCaseFinding[],
  { entries, names }: Recorded,
  charging: Charging,
): Promise<void> {
  const { ledger, runDir, run, apps } = charging;
  const entryOf = (index: number): HarEntry | undefined => {
    const name = names.find((each) => each.index === index);

    return entries[index] ?? (name && entryOfName(name));
  };
  const say = (text: string): void => reportProgress(runDir, { kind: 'said', text });
  for (const { case: id, finding } of others.filter((each) => !generatedFor(each, ledger)))
    say(
      `${finding.canary} of ${id} was found during ${charging.recordedIn}, but the handset ledger no longer has it`,
    );
  for (const [key, found] of byCase(others, ledger)) {
    const [of = '', id = ''] = JSON.parse(key) as string[];
    const late = [...new Set(found.map(({ finding }) => finding.exchange))].flatMap((index) => {
      const entry = entryOf(index);

      return entry ? [marked(entry, of === run ? charging.recordedIn : `${run}/${charging.recordedIn}`)] : [];
    });
    const what = `${found.map(({ finding }) => finding.canary).join(', ')} of ${id}`;
    if (late.length === 0) {
      say(`${what} was found during ${charging.recordedIn}, but in nothing that can be charged to that case`);
      continue;
    }
    try {
      if (of === run) await judgeHere(id, late, charging);
      else
        say(
          await judgeEarlierRun(
            { folder: ledger.folderOf(of), run: of, case: id },
            { late, apps },
            charging.judging,
          ),
        );
    } catch (error) {
      say(
        `${what} was found during ${charging.recordedIn}, but ${id} could not be judged again: ${reasonOf(error)}`,
      );
    }
  }
}

async function judgeHere(id: string, late: readonly HarEntry[], charging: Charging): Promise<void> {
  const dir = caseDirOf(charging.runDir, id);
  if (!existsSync(join(dir, 'case.json'))) throw new Error('it has no record yet');
  await judgeAgain(dir, { late, apps: charging.apps }, charging.judging);
  reportProgress(charging.runDir, {
    kind: 'case-judged-again',
    case: id,
    why: `late traffic during ${charging.recordedIn}`,
  });
}

/** Only canaries that a case itself generated, by run and case. */
function byCase(others: readonly OtherCaseFinding[], ledger: HandsetLedger): Map<string, OtherCaseFinding[]> {
  const groups = new Map<string, OtherCaseFinding[]>();
  for (const other of others) {
    if (generatedFor(other, ledger) !== 'case') continue;
    const key = JSON.stringify([other.run, other.case]);
    groups.set(key, [...(groups.get(key) ?? []), other]);
  }

  return groups;
}

function generatedFor(other: OtherCaseFinding, ledger: HandsetLedger): LedgerEntry['use'] | undefined {
  return ledger.find(other, other.finding.canary)?.use;
}

function marked(entry: HarEntry, recordedIn: string): HarEntry {
  return { ...entry, _leakgate: { responder: 'none', http: '1.1', ...entry._leakgate, recordedIn } };
}

/** The HAR entry of a connection of which only the name was read. */
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
    response: unanswered('HTTP/1.1'),
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    comment: 'a name that a connection was opened for; nothing else of it was read',
    _leakgate: {
      responder: 'none',
      http: '1.1',
      ...(uid !== undefined && { uid }),
      ...(through !== undefined && { via: through }),
      ...(standInEngine && { standInEngine }),
    },
  };
}
