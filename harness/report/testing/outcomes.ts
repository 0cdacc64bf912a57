import type { Canary } from '../../model/canary.ts';
import type { CaseRecord } from '../../model/case.ts';
import type { RunCase } from '../../model/run.ts';
import type { Finding } from '../../model/scan.ts';
import { type DecidedCase, type RunSummary, summarize, type SummaryInput } from '../summary/summary.ts';
import { leakRecord, runOf } from './run.ts';

export const DIGEST = 'd19e57'.padEnd(64, '0');
/** What the cases of `runOfOutcomes` browsed. */
export const ADDRESS = 'https://qk3v9x2m7abc.example/';
export const WORDS = 'garden kettle qk3v';

const CANARIES: Canary[] = [
  { id: 'visit-1', kind: 'url', value: ADDRESS },
  { id: 'visit-1-title', kind: 'text', value: 'Pepper basket' },
  { id: 'search-1', kind: 'search', value: WORDS },
];

/** A finding of `canary` in an upload to `host`. */
export function findingOf(canary: string, changes: Partial<Finding> = {}): Finding {
  return { ...(leakRecord.findings[0] as Finding), canary, ...changes };
}

/** What a case's folder has: its findings, an identifier and an owner; and canaries. */
export function decidedCase(
  findings: readonly Finding[],
  canaries: readonly Canary[] = CANARIES,
): DecidedCase {
  const hosts = new Set(findings.map(({ host }) => host));
  const record = {
    ...leakRecord,
    startedAt: '2020-05-04T01:30:00.000Z',
    finishedAt: '2020-05-04T01:31:00.000Z',
    findings,
    identifiers: [...hosts].map((host) => ({
      exchange: 3,
      host,
      kind: 'handset',
      name: 'android_id',
      means: 'device',
      place: 'request.body > form:data_list',
      form: 'plain',
      value: '4dfe58fb3832534e',
      token: '0123456789abcdef',
    })),
    parties: [...hosts].map((host) => ({
      host,
      domain: 'miui.com',
      owner: host.endsWith('miui.com') ? 'Xiaomi' : null,
      transport: 'tls',
      findings: 1,
      address: null,
      country: null,
    })),
    files: {},
  } as unknown as CaseRecord;

  return { record, canaries };
}

/** A run with a case of each outcome, in the opposite order of their urgency; the gate fails with exit code 1. */
export function runOfOutcomes(): ReturnType<typeof runOf> {
  const run = runOf('clean', 'clean', 'inconclusive', 'clean', 'leaks', 'suspect', 'clean', 'leaks');
  const change = (at: number, changes: Partial<RunCase>): void =>
    void Object.assign(run.cases[at] ?? {}, changes);
  change(1, { reasons: [{ code: 'few-identities', text: 'Ran with 1 fresh identity; 3 are needed.' }] });
  change(2, {
    expected: ['inconclusive'],
    reasons: [{ code: 'not-run', text: 'The case was planned but got no verdict: adb lost the phone.' }],
  });
  change(3, { expected: ['leaks'] });
  change(4, { expected: ['leaks'] });
  const [id = '', ...ids] = [7, 6, 5].map((at) => run.cases[at]?.id ?? '');
  run.gate = {
    passed: false,
    exitCode: 1,
    failures: [
      { case: id, why: 'the verdict is leaks, which is not expected: history-leak' },
      { case: ids[0] ?? '', why: 'contacted log.example.net, which mint@3.3.0 never contacted' },
      { case: ids[1] ?? '', why: 'the verdict is suspect, which is not expected' },
      {
        case: 'mint@3.3.* visit-* private (simulated)',
        why: 'this expectation was valid only until 2020-05-01',
      },
    ],
    changed: [
      { case: run.cases[3]?.id ?? '', why: 'the verdict is clean, but leaks was expected (a known fault)' },
    ],
  };

  return run;
}

/** The summary of a run whose leaking cases sent an address and searched words to Xiaomi. */
export function summaryOf(
  run: ReturnType<typeof runOf> = runOfOutcomes(),
  input: Partial<SummaryInput> = {},
): RunSummary {
  return summarize(run, {
    digest: DIGEST,
    decidedCase: (id) =>
      run.cases.find((row) => row.id === id)?.verdict === 'leaks'
        ? decidedCase([
            findingOf('visit-1'),
            findingOf('search-1', { part: 'request.url', chain: ['query:q'] }),
          ])
        : decidedCase([]),
    ...input,
  });
}
