import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { writeCase, writePlan, writeRun } from '../../evidence/folders.ts';
import { writeJson } from '../../evidence/json-file.ts';
import { sealRun } from '../../evidence/seal.ts';
import { folderOfCase } from '../../model/case.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { HarEntry } from '../../model/har.ts';
import type { Plan } from '../../model/plan.ts';
import type { Rules } from '../../model/rules.ts';
import type { Run, RunCase } from '../../model/run.ts';
import { withContacts, withDigests, withLinkability } from '../record/run-evidence.ts';
import { keepRules, readKeptExpectations, rulesDigest } from '../rules.ts';
import { readTables } from '../tables.ts';
import { createJudge } from '../record/judge.ts';
import { expectedOf, judgeGate } from '../../verdict/index.ts';
import { at, cleanEvidence, upload, VISIT } from '../../verdict/testing/evidence.ts';

/** An exchange as the recorder writes it. */
export function entryOf(exchange: JudgedExchange): HarEntry {
  const body = Buffer.from(exchange.body);

  return {
    startedDateTime: exchange.at,
    time: 1,
    request: {
      method: exchange.method,
      url: exchange.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: exchange.headers.map(([name, value]) => ({ name, value })),
      queryString: [],
      headersSize: -1,
      bodySize: body.length,
      ...(body.length > 0 && {
        postData: { mimeType: '', text: body.toString('base64'), encoding: 'base64' },
      }),
    },
    response: {
      status: exchange.answer?.status ?? 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: {
        size: exchange.answer?.text?.length ?? 0,
        mimeType: exchange.answer?.mimeType ?? '',
        ...(exchange.answer?.text !== undefined && { text: exchange.answer.text }),
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: 0,
    },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 1, receive: 0 },
    _leakgate: {
      responder: exchange.responder,
      http: '1.1',
      ...(exchange.uid !== undefined && { uid: exchange.uid }),
    },
  };
}

/** Writes the folder of a run under the current rules, with two cases: one is clean, one leaks. */
export async function writeCurrentRun(
  change?: (evidence: CaseEvidence) => CaseEvidence,
): Promise<WrittenRun> {
  return writeRunFolder(await rulesDigest(), keepRules, change);
}

export interface WrittenRun {
  dir: string;
  run: Run;
  caseDirs: string[];
}

/**
 * Writes the folder of a run with two cases.
 * @param writeRules writes the rules into the folder; by default only their digest, so that the folder does not depend on them
 * @param change called with the evidence of each case before it is judged
 */
export async function writeRunFolder(
  rules: string,
  writeRules = digestWriter(rules),
  change = (evidence: CaseEvidence) => evidence,
): Promise<WrittenRun> {
  const judge = createJudge(await readTables(DEFAULT_BUDGET), rules);
  const dir = await mkdtemp(join(tmpdir(), 'leakgate-run-'));
  const clean = cleanEvidence();
  const leaking: CaseEvidence = {
    ...cleanEvidence(),
    facts: {
      ...clean.facts,
      id: clean.facts.id.replace('visit-typed', 'visit-link'),
      scenario: 'visit-link',
    },
    exchanges: [...clean.exchanges, upload(VISIT)],
  };
  const cases: Run['cases'] = [];
  for (const given of [clean, leaking].map(change)) cases.push(await writeDecided(dir, given, judge));
  const planned = endedRun(cases, change(clean), rules);
  await writePlan(dir, planOf(planned, rules));
  await writeRules(dir);
  const expectations = await readKeptExpectations(dir);
  const expected = cases.map((row) => ({
    ...row,
    expected: expectedOf({ on: 'simulated', ...row }, expectations),
  }));
  const judged = await withContacts(dir, { ...planned, cases: expected });
  const gate = judgeGate(judged, expectations, at(59).slice(0, 10));
  const run = await withLinkability(dir, await withDigests(dir, { ...judged, gate }));
  await writeRun(dir, run);
  await sealRun(dir);

  return { dir, run, caseDirs: cases.map(({ evidence }) => join(dir, evidence)) };
}

/** Judges a case from the entries of its HAR and writes its folder. @returns its row in `run.json` */
async function writeDecided(
  dir: string,
  given: CaseEvidence,
  judge: ReturnType<typeof createJudge>,
): Promise<RunCase> {
  const entries = given.exchanges.map(entryOf);
  const evidence = { ...given, exchanges: exchangesOf(entries) };
  const { id, release, scenario, mode, handset } = given.facts;
  const folder = `cases/${folderOfCase(id)}/`;
  const { judgement, decoded } = judge.judgeEvidence(evidence);
  const record = await writeCase(join(dir, folder), {
    evidence,
    entries,
    screens: new Map([
      ['visit-1.png', Buffer.from('89504e470d0a1a0a', 'hex')],
      ['failed.xml', Buffer.from(`<node text="${handset.serial}"/>`)],
    ]),
    decoded,
    judgement,
    startedAt: at(0),
    finishedAt: at(59),
    attempt: 1,
    rules: judge.rules,
  });

  return {
    id,
    state: 'decided',
    handset: 0,
    release,
    scenario,
    mode,
    verdict: record.verdict,
    expected: ['clean'],
    reasons: record.reasons,
    findings: record.findings.length,
    recipients: record.recipients,
    attempts: 1,
    durationMs: 59_000,
    evidence: folder,
    files: record.files,
  };
}

/** A run of these cases that has ended, without a gate result. */
function endedRun(cases: Run['cases'], { facts }: CaseEvidence, rules: string): Run {
  return {
    schema: 'leakgate/run@1',
    id: '20261122T100000Z-0a1b',
    startedAt: at(0),
    finishedAt: at(59),
    rules,
    tool: {
      version: '0.1.0',
      node: 'v20.19.0',
      appium: '3.8.0',
      driver: '8.7.0',
      mockttp: '4.6.1',
      chromium: null,
    },
    handsets: [facts.handset],
    cases,
    skipped: [
      {
        release: 'mint@3.4.0',
        scenario: 'visit-typed',
        mode: 'private/on',
        why: 'it has no statistics switch',
      },
    ],
    gate: null,
    files: {},
  };
}

function digestWriter(digest: string): (dir: string) => Promise<void> {
  const rules: Rules = { schema: 'leakgate/rules@1', digest, unicode: '15.1', packages: {}, files: {} };

  return async (dir) => {
    await mkdir(join(dir, 'rules/apks'), { recursive: true });
    await writeFile(join(dir, 'rules/apks/expectations.yaml'), '[]\n');
    await writeJson(join(dir, 'rules/rules.json'), rules);
  };
}

function planOf(run: Run, rules: string): Plan {
  const [first] = run.cases;
  if (!first) throw new Error('a run of no cases has no plan');

  return {
    schema: 'leakgate/plan@1',
    run: run.id,
    createdAt: run.startedAt,
    rules,
    handsets: ['sim'],
    speed: 20,
    identities: 1,
    soakMs: 0,
    blocks: 6,
    twin: true,
    capabilities: {},
    specs: { 'visit-typed': '/leakgate/specs/visit-typed.spec.ts' },
    batches: [
      {
        id: 'mint@3.4.3~0123abcd',
        release: {
          ...first.release,
          file: 'apks/simulated/mint-3.4.3.apk',
          simulated: true,
          proving: false,
          minSdk: 21,
          targetSdk: 29,
          debuggable: false,
          activity: 'com.miui.android.apps.chrome.Main',
          sdks: ['sensors'],
          statisticsSwitch: true,
        },
        cases: run.cases.map(({ id, scenario }) => ({
          id,
          batch: 'mint@3.4.3~0123abcd',
          scenario,
          mode: { private: true, statistics: 'default' },
        })),
      },
    ],
    skipped: run.skipped,
  };
}
