import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type { Run, RunCase } from '../../model/run.ts';
import { createNarrator } from './narrator.ts';

const row: RunCase = {
  id: 'mint@3.4.3~0123abcd/visit-typed/private',
  state: 'decided',
  handset: 0,
  release: {
    family: 'mint',
    package: 'com.mi.globalbrowser.mini',
    versionName: '3.4.3',
    versionCode: 30403,
    sha256: '0123abcd'.repeat(8),
    signer: 'feed'.repeat(16),
  },
  scenario: 'visit-typed',
  mode: { private: true, statistics: 'default', switch: null },
  verdict: 'leaks',
  expected: ['clean'],
  reasons: [],
  findings: 1,
  recipients: ['sa.api.intl.miui.com'],
  attempts: 1,
  durationMs: 1,
  evidence: 'cases/x/',
  files: {},
};

describe('createNarrator', () => {
  const printed = (narrate: (narrator: ReturnType<typeof createNarrator>) => void): string => {
    const out = new PassThrough();
    narrate(createNarrator({ out, simulated: true }));

    return String(out.read() ?? '');
  };

  it('prints the reason of a long wait, and nothing for a short one', () => {
    assert.match(
      printed((narrator) => narrator.caseWaits(row, 'twin', 902_000)),
      /visit-typed .* same scenario in normal mode, about 15 min/,
    );
    assert.equal(
      printed((narrator) => narrator.caseWaits(row, 'foreground', 4_250)),
      '',
    );
  });

  it('prints how long the run will still take', () => {
    // Only the field that the narrator reads.
    const run = { cases: [row, row] } as unknown as Run;
    for (const [leftMs, text] of [
      [9_400, '9 s'],
      [59_700, '1 min'],
      [147_000, '2 min 30 s'],
      [236_000, '4 min'],
      [3_600_000, '60 min'],
    ] as const)
      assert.match(
        printed((narrator) => narrator.caseDecided(row, run, leftMs)),
        new RegExp(`^ {2}1/2 .*leaks .*, about ${text} to go\n$`),
      );
  });

  it('prints the earlier verdict of a case that was judged again, and the reason', () => {
    assert.match(
      printed((narrator) => narrator.caseJudgedAgain(row, 'clean', 'late traffic')),
      /leaks .*sa\.api\.intl\.miui\.com {2}judged again: late traffic; it was clean/,
    );
  });
});
