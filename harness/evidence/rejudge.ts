import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { CaseFacts, CaseRecord } from '../model/case.ts';
import type { CaseEvidence, Judgement } from '../model/evidence.ts';
import type { HarEntry } from '../model/har.ts';
import type { Timeline, TimelineStep } from '../model/timeline.ts';
import type { Ties } from '../model/ties.ts';
import { digestsOf, sha256OfFile } from './digest.ts';
import { readCase, readCaseRecord } from './folders.ts';
import { writeHar } from './har-writer.ts';
import { readJson, writeJson } from './json-file.ts';

/** What is recorded about a case only after it was judged. */
export interface LaterEvidence {
  /** Entries of later recordings that contain its canaries, each marked with the case in which it was recorded. */
  late?: readonly HarEntry[];
  /** The apps to which UIDs were attributed during these recordings. */
  apps?: CaseFacts['apps'];
  /** Experiments of the same run that found nothing. They replace those that the case has. */
  independent?: readonly Independence[];
  /** Milliseconds of handset time recorded without interruption since its last canary was used. */
  watchedForMs?: number;
}

/** What an experiment of a run says for its other cases. */
export type Independence = Omit<Extract<TimelineStep, { kind: 'independent-of-page' }>, 'kind' | 'at'>;

/** How cases are judged. `rules` is the digest of the rules that `judgeEvidence` applies. */
export interface Judge<J> {
  rules: string;
  judgeEvidence: (evidence: CaseEvidence) => Judged<J>;
}

export interface Judged<J> {
  judgement: J;
  /** Decoded messages for people to read, by file name. */
  decoded: ReadonlyMap<string, string>;
}

/**
 * Judges a case again from its folder and from what was recorded later, and writes its record again: `late.har` first,
 * `case.json` last. The earlier evidence stays unchanged.
 */
export async function judgeAgain<J extends Judgement & Partial<Ties>>(
  dir: string,
  later: LaterEvidence,
  judge: Judge<J>,
): Promise<CaseRecord> {
  if (later.late && later.late.length > 0) {
    const { facts } = await readCaseRecord(dir);
    const entries = later.late.map((entry) => withOtherApp(entry, facts.apps, later.apps ?? []));
    await appendLateEntries(join(dir, 'late.har'), entries);
  }
  const { record, evidence } = await readCase(dir);
  const facts: CaseFacts = {
    ...evidence.facts,
    watchedForMs: Math.max(evidence.facts.watchedForMs, later.watchedForMs ?? 0),
  };
  const timeline = later.independent
    ? withIndependence(evidence.timeline, later.independent)
    : evidence.timeline;
  const { judgement, decoded } = judge.judgeEvidence({ ...evidence, facts, timeline });
  if (later.independent) await writeJson(join(dir, 'timeline.json'), timeline);
  for (const [name, text] of decoded) {
    await mkdir(join(dir, 'decoded'), { recursive: true });
    await writeFile(join(dir, 'decoded', name), text);
  }
  const rewritten: CaseRecord = {
    ...record,
    facts,
    ...judgement,
    rules: judge.rules,
    files: await digestsOf(dir, ['case.json']),
  };
  await writeJson(join(dir, 'case.json'), rewritten);

  return rewritten;
}

/** The timeline that ends with these experiments, and no others. */
function withIndependence({ schema, steps }: Timeline, independent: readonly Independence[]): Timeline {
  const own = steps.filter(({ kind }) => kind !== 'independent-of-page');
  const last = own.at(-1)?.at ?? '';
  const added = independent.map((each) => ({ kind: 'independent-of-page' as const, at: last, ...each }));

  return { schema, steps: [...own, ...added] };
}

/** Temporary files of a writer that was killed. */
const UNFINISHED = /^(?:case\.json|late\.har|timeline\.json)\.\d+$/;

/** Files that are written again before `case.json`. */
const LATER_FILES = ['late.har', 'timeline.json'] as const;

/**
 * The record of a case. Judges it again first where a process was killed between writing such a file and writing `case.json`.
 */
export async function finishJudging<J extends Judgement & Partial<Ties>>(
  dir: string,
  judge: Judge<J>,
): Promise<CaseRecord> {
  for (const name of await readdir(dir)) if (UNFINISHED.test(name)) await rm(join(dir, name));
  const record = await readCaseRecord(dir);
  for (const name of LATER_FILES) {
    const file = join(dir, name);
    const sha256 = existsSync(file) ? await sha256OfFile(file) : undefined;
    if (record.files[name] !== sha256) return judgeAgain(dir, {}, judge);
  }

  return record;
}

/** Entries are not checked further: only Leakgate writes `late.har`. */
const lateHarSchema = z.object({
  log: z.object({ entries: z.array(z.custom<HarEntry>((entry) => typeof entry === 'object')) }),
});

/**
 * A UID can pass to another app when one is removed and one installed. Such traffic is attributed to the new app by
 * name.
 */
function withOtherApp(
  entry: HarEntry,
  appsOfCase: CaseFacts['apps'],
  laterApps: CaseFacts['apps'],
): HarEntry {
  const marks = entry._leakgate;
  const packageOf = (apps: CaseFacts['apps']) => apps.find(({ uid }) => uid === marks?.uid)?.package;
  const sender = packageOf(laterApps);
  if (!marks || sender === undefined || sender === packageOf(appsOfCase)) return entry;

  return { ...entry, _leakgate: { ...marks, otherApp: sender } };
}

/** An exchange that was open when one recording ended is also in the next one, but counts as late only once. */
async function appendLateEntries(file: string, entries: readonly HarEntry[]): Promise<void> {
  const known = existsSync(file) ? (await readJson(file, lateHarSchema)).log.entries : [];
  const seen = new Set(known.map(keyOf));
  await writeHar(file, [...known, ...entries.filter((entry) => !seen.has(keyOf(entry)))]);
}

function keyOf({ startedDateTime, request }: HarEntry): string {
  return JSON.stringify([startedDateTime, request.method, request.url, request.postData?.text ?? '']);
}
