import { changeStep, withExchanges, without } from '../changes.ts';
import type { Provocation } from './provocation.ts';

/** Pages that did not load, and controls that were not found. */
export const pageProvocations: Provocation[] = [
  ['page-not-loaded', 'no load', without('page-loaded'), 'inconclusive'],
  ['page-not-loaded', 'not served', changeStep('page-loaded', { served: false }), 'inconclusive'],
  ['page-not-loaded', 'no beacon', changeStep('page-loaded', { beacon: false }), 'inconclusive'],
  [
    'evidence-missing',
    'a page that the traffic does not show',
    withExchanges((each) => each.slice(1)),
    'inconclusive',
  ],
  [
    'page-control-missing',
    'control not found',
    withExchanges((each) => each.toSpliced(1, 1)),
    'inconclusive',
  ],
  [
    'page-control-missing',
    'no control',
    (e) => ({ ...e, canaries: e.canaries.filter((c) => c.role !== 'control') }),
    'inconclusive',
  ],
];
