import type { CaseRecord } from '../../model/case.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { Verdict } from '../../model/verdict.ts';

const SHA = '0123abcd'.repeat(8);

/** A run of one mint release with one case for each given verdict. */
export function runOf(...verdicts: Verdict[]): Run {
  return {
    schema: 'leakgate/run@1',
    id: '20200504T013000Z-0a1b',
    startedAt: '2020-05-04T01:30:00.000Z',
    finishedAt: '2020-05-04T01:34:05.000Z',
    rules: 'ab'.repeat(32),
    tool: {
      version: '0.1.0',
      node: 'v20.19.0',
      appium: '3.8.0',
      driver: '8.7.0',
      mockttp: '4.6.1',
      chromium: null,
    },
    handsets: [
      {
        serial: '127.0.0.1:20001',
        simulated: true,
        speed: 20,
        model: 'Redmi <8>',
        android: '13',
        sdk: 33,
        build: 'x',
        rooted: true,
        interception: 'system-ca+proxy',
      },
    ],
    cases: verdicts.map(caseOf),
    skipped: [{ release: 'mint@3.4.0', scenario: 'search', mode: 'private/on', why: 'it has no switch' }],
    files: {},
    gate: {
      passed: false,
      exitCode: 1,
      failures: [{ case: 'mint@3.4.0~0123abcd/scenario-0/private', why: 'leaks' }],
    },
  };
}

function caseOf(verdict: Verdict, at: number): RunCase {
  const scenario = `scenario-${at}`;

  return {
    id: `mint@3.4.0~0123abcd/${scenario}/private`,
    state: 'decided',
    handset: 0,
    release: {
      family: 'mint',
      package: 'com.mi.globalbrowser.mini',
      versionName: '3.4.0',
      versionCode: 30400,
      sha256: SHA,
      signer: SHA,
    },
    scenario,
    mode: { private: true, statistics: 'default', switch: null },
    verdict,
    expected: ['clean'],
    reasons:
      verdict === 'clean' ? [] : [{ code: `because-${verdict}`, text: 'A reason with <angles> & "quotes".' }],
    findings: verdict === 'leaks' ? 1 : 0,
    recipients: verdict === 'leaks' ? ['sa.api.intl.miui.com'] : [],
    attempts: 1,
    durationMs: 20_000,
    evidence: `cases/mint@3.4.0~0123abcd.${scenario}.private/`,
    files: {},
  };
}

/** The finding of the leaking case. */
export const leakRecord = {
  findings: [
    {
      canary: 'visit-1',
      exchange: 3,
      host: 'sa.api.intl.miui.com',
      part: 'request.body',
      chain: ['form:data_list', 'base64', 'gzip', 'json:$[0].properties.url'],
      match: 'whole',
      sdk: 'sensors',
      confidence: 'certain',
    },
  ],
  reasons: [],
  stats: { exchanges: 4, bytes: 1000, exhausted: 0 },
  opaque: [],
} as unknown as CaseRecord;
