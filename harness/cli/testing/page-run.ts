import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePlan, writeRun } from '../../evidence/folders.ts';
import { digestsOf } from '../../evidence/digest.ts';
import { writeJson } from '../../evidence/json-file.ts';
import { sealRun } from '../../evidence/seal.ts';
import { type CaseRecord, caseId, folderOfCase } from '../../model/case.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { Verdict } from '../../model/verdict.ts';
import { decodedFileOf } from '../../report/reports.ts';
import { withDigests } from '../../runner/record/run-evidence.ts';

const RECORDINGS = join(import.meta.dirname, '../../runner/testing/recordings');
/** A picture of one grey pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** A case of a run for tests of pages, made from a recording. */
export interface PageCaseSpec {
  /** A folder of `harness/runner/testing/recordings`. */
  recording: string;
  expected?: Verdict[];
  /** In place of the recorded release, scenario, switch, reasons. */
  versionName?: string;
  versionCode?: number;
  sha256?: string;
  scenario?: string;
  reasons?: RunCase['reasons'];
  /** The case was planned and never decided. */
  neverRan?: boolean;
  /** The exchange of its first finding was recorded in a later case: it is in `late.har`. */
  isLate?: boolean;
  /** Changes a JSON file of the case: `case.json`, `traffic.har`, ... */
  change?: (name: string, content: unknown) => unknown;
}

/** A run with each outcome, and with what a page has words of its own for. */
export const EVERY_OUTCOME: readonly PageCaseSpec[] = [
  { recording: 'default-releases/mint@3.4.0.visit-typed.private', expected: ['leaks'] },
  { recording: 'default-releases/mint@3.4.3.visit-typed.private' },
  { recording: 'default-releases/mint@3.4.3.search.private' },
  { recording: 'one-visit/mint@9.0.0-digest-base.visit-typed.private', versionCode: 90_001 },
  {
    recording: 'one-visit/mint@9.0.0-dns-tunnel.visit-typed.private',
    expected: ['leaks'],
    scenario: 'tunnel',
  },
  { recording: 'one-visit/mint@9.0.0-hashed-id.visit-typed.private', scenario: 'hashed' },
  { recording: 'unvalidated', scenario: 'unvalidated' },
  { recording: 'metered', expected: ['inconclusive'], scenario: 'metered' },
  { recording: 'default-releases/mi-browser@12.1.4.visit-typed.private' },
  { recording: 'default-releases/mi-browser@12.1.4.search.private', reasons: [] },
  { recording: 'default-releases/mi-browser@12.1.4.visit-link.private', expected: ['leaks'] },
  { recording: 'switch/mint@9.0.0-switch.visit-typed.private.off', scenario: 'switch' },
  { recording: 'default-releases/chrome@120.visit-typed.private', neverRan: true },
];

/** Writes the folder of a run that has ended and is sealed. @returns its path */
export async function writePageRun(
  specs: readonly PageCaseSpec[],
  change: (run: Run) => Run = (run) => run,
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'leakgate-pages-'));
  const cases: RunCase[] = [];
  const handsets: Run['handsets'] = [];
  for (const spec of specs) {
    const { row, record } = await writeCaseOf(dir, spec);
    if (handsets.length === 0) handsets.push(record.facts.handset);
    cases.push(row);
  }
  const run = change(runOf(cases, handsets));
  await mkdir(join(dir, 'rules'));
  await writePlan(dir, planOf(run));
  await writeRun(dir, await withDigests(dir, run));
  await sealRun(dir);

  return dir;
}

async function writeCaseOf(dir: string, spec: PageCaseSpec): Promise<{ row: RunCase; record: CaseRecord }> {
  const recording = await folderOf(spec.recording);
  const record = JSON.parse(await readFile(join(recording, 'case.json'), 'utf8')) as CaseRecord;
  const { facts } = record;
  const release = {
    ...facts.release,
    ...(spec.versionName !== undefined && { versionName: spec.versionName }),
    ...(spec.versionCode !== undefined && { versionCode: spec.versionCode }),
    ...(spec.sha256 !== undefined && { sha256: spec.sha256 }),
  };
  const scenario = spec.scenario ?? facts.scenario;
  const id = caseId({ release, scenario, mode: facts.mode });
  const evidence = `cases/${folderOfCase(id)}/`;
  const reasons = spec.reasons ?? record.reasons;
  const changed: CaseRecord = { ...record, facts: { ...facts, id, release, scenario }, reasons };
  if (!spec.neverRan) await writeFiles(recording, join(dir, evidence), changed, spec);
  const [expected, verdict] = [spec.expected ?? ['clean' as const], record.verdict];

  return {
    record: changed,
    row: {
      id,
      state: spec.neverRan ? 'planned' : 'decided',
      handset: spec.neverRan ? null : 0,
      release,
      scenario,
      mode: facts.mode,
      verdict: spec.neverRan ? null : verdict,
      expected,
      reasons: spec.neverRan
        ? [{ code: 'not-run', text: 'The case was planned but got no verdict: the handset was unplugged.' }]
        : reasons,
      findings: record.findings.length,
      recipients: record.recipients,
      attempts: 1,
      durationMs: 20_000,
      evidence,
      files: {},
    },
  };
}

async function writeFiles(
  from: string,
  to: string,
  record: CaseRecord,
  { change = (_, content) => content, isLate = false }: PageCaseSpec,
): Promise<void> {
  await cp(from, to, { recursive: true, filter: (file) => !file.endsWith('manifest.json') });
  await mkdir(join(to, 'screens'), { recursive: true });
  await writeFile(join(to, 'screens/visit-1.png'), PIXEL);
  for (const name of await readdir(to))
    if (/\.(?:json|har)$/.test(name) && name !== 'case.json')
      await writeJson(join(to, name), change(name, JSON.parse(await readFile(join(to, name), 'utf8'))));
  await mkdir(join(to, 'decoded'), { recursive: true });
  for (const { exchange, part } of record.findings) {
    const text = change('decoded', { text: `POST https://collector.example/\n\n{ "canary": "..." }\n` }) as {
      text: string;
    };
    await writeFile(join(to, decodedFileOf(exchange, part)), text.text);
  }
  if (isLate) await moveToLate(to, record);
  const files = await digestsOf(to, ['case.json']);
  await writeJson(join(to, 'case.json'), change('case.json', { ...record, files }));
}

/** Copies the entry of the first finding into `late.har`, and lets all findings in it refer to the copy. */
async function moveToLate(dir: string, record: CaseRecord): Promise<void> {
  const traffic = JSON.parse(await readFile(join(dir, 'traffic.har'), 'utf8')) as {
    log: { entries: unknown[] };
  };
  const moved = record.findings[0]?.exchange ?? 0;
  const late = { ...traffic, log: { ...traffic.log, entries: [traffic.log.entries[moved]] } };
  await writeJson(join(dir, 'late.har'), late);
  for (const finding of record.findings)
    if (finding.exchange === moved) finding.exchange = traffic.log.entries.length;
}

/** A recording by its path, or the only one in a folder. */
async function folderOf(recording: string): Promise<string> {
  const folder = join(RECORDINGS, recording);
  const names = await readdir(folder);

  return names.includes('case.json') ? folder : join(folder, names[0] ?? '');
}

function runOf(cases: RunCase[], handsets: Run['handsets']): Run {
  const unexpected = cases.filter(({ verdict, expected }) =>
    verdict === null ? true : verdict !== 'clean' && !expected.includes(verdict),
  );
  const gone = cases.filter(({ verdict, expected }) => verdict === 'clean' && !expected.includes('clean'));

  return {
    schema: 'leakgate/run@1',
    id: '20261122T100000Z-0a1b',
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: '2026-11-22T10:20:00.000Z',
    rules: 'ab'.repeat(32),
    tool: { version: '0.1.0', node: 'v20', appium: '3', driver: '8', mockttp: '4', chromium: 'Chromium 156' },
    handsets,
    cases,
    skipped: [{ release: 'mint@3.4.0', scenario: 'search', mode: 'private/on', why: 'it has no switch' }],
    gate: {
      passed: unexpected.length === 0,
      exitCode: unexpected.some(({ verdict }) => verdict === 'leaks') ? 1 : unexpected.length > 0 ? 2 : 0,
      failures: unexpected.map(({ id, verdict }) => ({
        case: id,
        why: `the verdict is ${verdict ?? 'none'}`,
      })),
      changed: gone.map(({ id }) => ({ case: id, why: 'the verdict is clean, but leaks was expected' })),
    },
    files: {},
  };
}

function planOf(run: Run): Plan {
  return {
    schema: 'leakgate/plan@1',
    run: run.id,
    createdAt: run.startedAt,
    rules: run.rules,
    handsets: ['sim'],
    speed: 20,
    identities: 1,
    soakMs: 0,
    blocks: 6,
    twin: true,
    capabilities: {},
    specs: { 'visit-typed': 'specs/visit-typed.spec.ts' },
    batches: [],
    skipped: [],
  };
}
