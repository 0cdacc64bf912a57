import assert from 'node:assert/strict';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { screensOf } from './screens.ts';

const at = '2026-11-22T10:00:00.000Z';
const cue = (name: string, seen: boolean, detail: string): TimelineStep => ({
  kind: 'private-proof',
  at,
  canaries: ['visit-1'],
  cues: [{ name, seen, detail }],
});
const screens = (files: string[], ...steps: TimelineStep[]) =>
  screensOf(
    {
      timeline: { schema: 'leakgate/timeline@1', steps },
      canaries: [{ id: 'visit-1', kind: 'url', value: 'https://a.example' }],
    } as unknown as CaseEvidence,
    new Set(files),
  );

describe('screensOf', () => {
  const PNG = 'screens/visit-1.png';

  it('says nothing of a window that allows pictures', () => {
    assert.deepEqual(screens([PNG], cue('secure-flag', false, 'secure: false')), [
      { canary: 'visit-1', file: PNG, note: '' },
    ]);
  });

  it('says that a window has FLAG_SECURE, where pictures are black', () => {
    assert.match(
      screens([PNG], cue('secure-flag', true, 'the window forbids screenshots'))[0]?.note ?? '',
      /^The window has FLAG_SECURE/,
    );
  });

  const unknown: [name: string, steps: TimelineStep[]][] = [
    ['the phone does not report it', [cue('secure-flag', false, 'secure: null')]],
    [
      'normal mode forbids pictures too',
      [cue('secure-flag', false, 'normal mode forbids screenshots too, or the phone does not report it')],
    ],
    ['no cue was read', [cue('toolbar', true, 'x')]],
    ['private mode was never proven', []],
  ];
  for (const [name, steps] of unknown)
    it(`says that it is unknown if ${name}`, () => {
      assert.match(screens([PNG], ...steps)[0]?.note ?? '', /FLAG_SECURE.* is unknown/);
    });

  it('says nothing of the twin, which is in normal mode', () => {
    assert.deepEqual(screens(['screens/twin-visit-1.png']), [
      { canary: 'twin-visit-1', file: 'screens/twin-visit-1.png', note: '' },
    ]);
  });

  it('says why the phone gave no picture', () => {
    const refused: TimelineStep = {
      kind: 'step',
      at,
      name: 'screenshot visit-1 refused',
      detail: 'secure flag set',
    };
    assert.deepEqual(screens([], cue('secure-flag', true, 'x'), refused), [
      {
        canary: 'visit-1',
        file: undefined,
        note: 'The phone gave no picture. It answered: secure flag set. The window has FLAG_SECURE: Android forbids pictures of it, so that a picture is black or missing.',
      },
    ]);
  });

  it('leaves out other files', () => {
    assert.deepEqual(screens(['screens/failed.xml', 'traffic.har', 'decoded/x.png']), []);
  });
});
