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
