import { changeStep, withExchanges, without } from '../changes.ts';
import type { JudgedExchange } from '../../../model/evidence.ts';
import { KEYBOARD } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

function withoutUid(exchange: JudgedExchange): JudgedExchange {
  const { uid: _, ...rest } = exchange;

  return rest;
}

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
    'visit-not-attributed',
    'pages that another app requested',
    withExchanges((each) => each.map(withoutUid)),
    'inconclusive',
  ],
  [
    'visit-not-attributed',
    'a page that the keyboard requested',
    withExchanges((each) => each.map((one, index) => (index === 0 ? { ...one, uid: KEYBOARD } : one))),
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
