import { changeStep, without } from '../changes.ts';
import { at, TWIN } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

const PENDING = {
  package: 'com.mi.globalbrowser.mini',
  id: 4,
  service: 'androidx.work.impl.background.systemjob.SystemJobService',
  waitsFor: ['TIMING_DELAY'],
};

/** Scheduled jobs that did not run, or were not read. */
export const jobsProvocations: Provocation[] = [
  [
    'jobs-pending',
    'a job that did not run',
    changeStep('jobs', { forced: 1, pending: [PENDING] }, (s) => s.at === at(141)),
    'clean',
  ],
  ['jobs-unread', 'a phone that does not list jobs', changeStep('jobs', { forced: null }), 'clean'],
  [
    'evidence-missing',
    'jobs were not read before the second forced stop',
    without('jobs', (s) => s.at === at(141)),
    'inconclusive',
  ],
  [
    'evidence-missing',
    'jobs were not read at the end of the first identity',
    without('jobs', (s) => s.at === at(51)),
    'inconclusive',
  ],
  [
    'evidence-missing',
    'jobs were not read after the twin',
    without('jobs', (s) => s.at === at(TWIN + 21)),
    'inconclusive',
  ],
];
