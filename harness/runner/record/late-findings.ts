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
  /** What was recorded while the findings were made: a case, or what came after the last. */
  recordedIn: string;
  /** Who was told apart by UID meanwhile: a UID may have been another app's when the canary was planted. */
  apps: CaseFacts['apps'];
}

/** What was recorded, as the findings number it. */
export interface Recorded {
  entries: readonly HarEntry[];
  /** Names that connections were opened for and of which no entry came. */
  names: readonly ConnectionName[];
}

/**
 * Charges findings to the cases that planted what was found: each gets the entries into its folder and is judged again.
 * What a twin planted in normal mode is nobody's leak. What cannot be charged stays where it was found, and is said.
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
  for (const { case: id, finding } of others.filter((each) => !plantedAs(each, ledger)))
    say(`${finding.canary} of ${id} was found during ${charging.recordedIn}, and the ledger has it no more`);
  for (const [key, found] of byCase(others, ledger)) {
    const [of = '', id = ''] = JSON.parse(key) as string[];
    const late = [...new Set(found.map(({ finding }) => finding.exchange))].flatMap((index) => {
      const entry = entryOf(index);

      return entry ? [marked(entry, of === run ? charging.recordedIn : `${run}/${charging.recordedIn}`)] : [];
    });
    const what = `${found.map(({ finding }) => finding.canary).join(', ')} of ${id}`;
    if (late.length === 0) {
      say(`${what} was found during ${charging.recordedIn}, in nothing that could be charged to it`);
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
        `${what} was found during ${charging.recordedIn}, and ${id} could not be judged again: ${reasonOf(error)}`,
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

/** Only what a case planted itself, by run and case. */
function byCase(others: readonly OtherCaseFinding[], ledger: HandsetLedger): Map<string, OtherCaseFinding[]> {
  const groups = new Map<string, OtherCaseFinding[]>();
  for (const other of others) {
    if (plantedAs(other, ledger) !== 'case') continue;
    const key = JSON.stringify([other.run, other.case]);
    groups.set(key, [...(groups.get(key) ?? []), other]);
  }

  return groups;
}

function plantedAs(other: OtherCaseFinding, ledger: HandsetLedger): LedgerEntry['use'] | undefined {
  return ledger.find(other, other.finding.canary)?.use;
}

function marked(entry: HarEntry, recordedIn: string): HarEntry {
  return { ...entry, _leakgate: { responder: 'none', http: '1.1', ...entry._leakgate, recordedIn } };
}

/** A connection that was opened and of which nothing was read, as HAR tells of one. */
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
