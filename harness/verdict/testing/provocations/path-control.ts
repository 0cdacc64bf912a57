import { changeStep, combine, unrooted, without } from '../changes.ts';
import { BROWSER, HELPER } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

const reached = (uid: number, end: 'other' | 'none', printed = '') => ({
  paths: [BROWSER, HELPER].map((each) =>
    each === uid ? { uid, reached: end, printed } : { uid: each, reached: 'own' as const, printed: '' },
  ),
});

/** Traffic that does not arrive at the port of its UID. */
export const pathProvocations: Provocation[] = [
  [
    'path-unproven',
    "a browser whose traffic arrives as another app's",
    changeStep('path-control', reached(BROWSER, 'other')),
    'inconclusive',
  ],
  [
    'path-unproven',
    'a helper that cannot reach the recorder at the end',
    changeStep(
      'path-control',
      reached(HELPER, 'none', 'nc: connect: Operation not permitted'),
      ({ when }) => when === 'end',
    ),
    'inconclusive',
  ],
  [
    'evidence-missing',
    'the paths were not tested at the end',
    without('path-control', ({ when }) => when === 'end'),
    'inconclusive',
  ],
  [
    'evidence-missing',
    'the path of the browser was not tested',
    changeStep('path-control', { paths: [{ uid: HELPER, reached: 'own', printed: '' }] }),
    'inconclusive',
  ],
  [
    'nothing-found',
    'a phone without root, which redirects no UID',
    combine(unrooted, changeStep('path-control', { paths: [] })),
    'clean',
  ],
];
