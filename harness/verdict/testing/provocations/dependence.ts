import { cleanEvidence } from '../evidence.ts';
import { caseWithPages } from '../pages.ts';
import type { Provocation } from './provocation.ts';

/** What is sent, in a case that compares pages. */
export const dependenceProvocations: Provocation[] = [
  [
    'content-follows-page',
    'a code of the page',
    () => caseWithPages(({ number, code }) => ({ n: number, c: code })),
    'suspect',
  ],
  [
    'dependence-not-shown',
    'a counter of visits',
    () => caseWithPages(({ number }) => ({ n: number })),
    'inconclusive',
  ],
  [
    'independent-of-page',
    'an experiment of the same run that found nothing',
    () => ({
      ...cleanEvidence(),
      timeline: {
        ...cleanEvidence().timeline,
        steps: [
          ...cleanEvidence().timeline.steps,
          {
            kind: 'independent-of-page',
            at: cleanEvidence().timeline.steps.at(-1)?.at ?? '',
            case: 'an/experiment',
            detail: '20 of 20',
          },
        ],
      },
    }),
    'clean',
  ],
  [
    'dependence-not-decided',
    'a block that is missing',
    () =>
      caseWithPages(
        ({ number }) => ({ n: number }),
        (steps) => steps.slice(0, -1),
      ),
    'inconclusive',
  ],
];
