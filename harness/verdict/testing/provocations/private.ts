import type { TimelineStep } from '../../../model/timeline.ts';
import { changeStep, withMode, without, withSteps } from '../changes.ts';
import { at } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Private mode that was not proven, or not in time. */
export const privateProvocations: Provocation[] = [
  ['mode-not-private', 'normal mode', withMode({ private: false }), 'inconclusive'],
  [
    'no-canary',
    'no canary',
    (e) => ({ ...e, canaries: e.canaries.filter((c) => c.role === 'control') }),
    'inconclusive',
  ],
  ['not-proven-private', 'no proof', without('private-proof'), 'inconclusive'],
  [
    'not-proven-private',
    'one cue',
    changeStep('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'menu-item', seen: false, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'the same cue twice',
    changeStep('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'page-marker', seen: true, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'two cues of one kind',
    changeStep('private-proof', {
      cues: [
        { name: 'toolbar', seen: true, detail: 'privateBadge' },
        { name: 'toolbar', seen: true, detail: 'another badge' },
        { name: 'secure-flag', seen: false, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'proof for another canary',
    changeStep('private-proof', { canaries: ['visit-1-title'] }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'an unknown cue',
    changeStep('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'wallpaper', seen: true, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  ['private-proof-late', 'proof after the load', changeStep('private-proof', { at: at(16) }), 'inconclusive'],
  [
    'proven-by-own-rows',
    "cues that rows of the tester's own table found",
    withSteps((steps) =>
      steps.flatMap((step): TimelineStep[] =>
        step.kind === 'private-proof'
          ? [
              step,
              {
                kind: 'own-rows',
                at: step.at,
                canaries: step.canaries,
                rows: ["menuExitPrivate by text 'Quit'"],
              },
            ]
          : [step],
      ),
    ),
    'clean',
  ],
];
