import { changeStep, combine, withFacts, without } from '../changes.ts';
import { at } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Windows that are missing, too short, not quiet or spent frozen. */
export const windowProvocations: Provocation[] = [
  [
    'window-missing',
    'no background window under the second identity',
    without('window', (s) => s.phase === 'background' && s.at === at(130)),
    'inconclusive',
  ],
  [
    'window-missing',
    'no background window',
    without('window', (s) => s.phase === 'background'),
    'inconclusive',
  ],
  [
    'window-shorter-than-sdk',
    'a short window',
    changeStep('window', { handsetMs: 44_000 }, (s) => s.phase === 'foreground'),
    'inconclusive',
  ],
  [
    'window-shorter-than-sdk',
    'a window whose length is not a number',
    changeStep('window', { handsetMs: Number.NaN }, (s) => s.phase === 'after-relaunch'),
    'inconclusive',
  ],
  [
    'sdk-holds-longer',
    'an SDK that reports once an hour',
    combine(
      withFacts({ sdks: ['firebase'], windowMs: 900_000, settledAfterMs: 900_000, watchedForMs: 9_000_000 }),
      changeStep('window', { handsetMs: 900_000, awakeMs: 900_000 }),
    ),
    'clean',
  ],
  [
    'sdk-unknown',
    'code that looks like an SDK',
    combine(
      withFacts({
        sdks: ['sensors', 'unknown'],
        windowMs: 900_000,
        settledAfterMs: 900_000,
        watchedForMs: 9_000_000,
      }),
      changeStep('window', { handsetMs: 900_000, awakeMs: 900_000 }),
    ),
    'clean',
  ],
  [
    'sdk-interval-unknown',
    'an SDK without a known interval',
    combine(
      withFacts({
        sdks: ['sensors', 'umeng'],
        windowMs: 900_000,
        settledAfterMs: 900_000,
        watchedForMs: 9_000_000,
      }),
      changeStep('window', { handsetMs: 900_000, awakeMs: 900_000 }),
    ),
    'clean',
  ],
  [
    'not-quiet',
    'not quiet',
    changeStep('window', { quiet: false }, (s) => s.phase === 'after-private'),
    'inconclusive',
  ],
  ['story-unfinished', 'no end', without('story-ended'), 'inconclusive'],
  [
    'process-frozen',
    'frozen in the background',
    changeStep('window', { awakeMs: 9000 }, (s) => s.phase === 'background'),
    'inconclusive',
  ],
  [
    'process-frozen',
    'a browser that ended in the foreground',
    changeStep('window', { awakeMs: 1000 }, (s) => s.phase === 'foreground'),
    'inconclusive',
  ],
  [
    'process-frozen',
    'a browser that ended after its second start',
    changeStep('window', { awakeMs: 0 }, (s) => s.phase === 'after-relaunch'),
    'inconclusive',
  ],
  [
    'freeze-unread',
    'a phone that does not report freezing',
    changeStep('window', { awakeMs: null }, (s) => s.phase === 'background'),
    'clean',
  ],
  [
    'freeze-unread',
    'a phone that does not report whether the browser ran in the foreground',
    changeStep('window', { awakeMs: null }, (s) => s.phase === 'foreground'),
    'clean',
  ],
  ['evidence-missing', 'freezing was not read', changeStep('window', { awakeMs: undefined }), 'inconclusive'],
];
