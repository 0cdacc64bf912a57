import type { VisibilityEvent } from '../../../model/visibility.ts';
import { changeEvent, withEvents, withoutEvent } from '../changes.ts';
import { at } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** A tunnel that was not proven to work the whole time. */
export const heartbeatProvocations: Provocation[] = [
  ['heartbeat-missing', 'no heartbeat', withoutEvent('heartbeat'), 'inconclusive'],
  ['heartbeat-missing', 'a gap', changeEvent('heartbeat', { longestGapMs: 10_001 }), 'inconclusive'],
  ['heartbeat-missing', 'a failed beat', changeEvent('heartbeat', { missed: 1 }), 'inconclusive'],
  ['heartbeat-missing', 'too few beats', changeEvent('heartbeat', { beats: 5 }), 'inconclusive'],
  [
    'heartbeat-missing',
    'first beat too late',
    changeEvent('heartbeat', { from: at(30), beats: 368 }),
    'inconclusive',
  ],
  [
    'heartbeat-missing',
    'last beat too early',
    changeEvent('heartbeat', { at: at(60), beats: 60 }),
    'inconclusive',
  ],
  ['heartbeat-missing', 'a long interval', changeEvent('heartbeat', { everyMs: 60_000 }), 'inconclusive'],
  [
    'heartbeat-missing',
    'a gap between two series',
    withEvents((events) =>
      events.flatMap((event): VisibilityEvent[] =>
        event.kind === 'heartbeat'
          ? [
              { ...event, at: at(30), beats: 30 },
              { ...event, from: at(60), beats: 338 },
            ]
          : [event],
      ),
    ),
    'inconclusive',
  ],
];
