import type { VisibilityEvent } from '../../../model/visibility.ts';
import { changeEvent, withEvents, withoutEvent } from '../changes.ts';
import { at } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** A tunnel that was not proven to stand all the time. */
export const ofHeartbeat: Provocation[] = [
  ['heartbeat-missing', 'no heartbeat', withoutEvent('heartbeat'), 'inconclusive'],
  ['heartbeat-missing', 'a gap', changeEvent('heartbeat', { longestGapMs: 10_001 }), 'inconclusive'],
  ['heartbeat-missing', 'a break that healed soon', changeEvent('heartbeat', { missed: 1 }), 'inconclusive'],
  ['heartbeat-missing', 'too few beats', changeEvent('heartbeat', { beats: 5 }), 'inconclusive'],
  [
    'heartbeat-missing',
    'begun too late',
    changeEvent('heartbeat', { from: at(30), beats: 368 }),
    'inconclusive',
  ],
  [
    'heartbeat-missing',
    'ended too early',
    changeEvent('heartbeat', { at: at(60), beats: 60 }),
    'inconclusive',
  ],
  [
    'heartbeat-missing',
    'beats that are far apart',
    changeEvent('heartbeat', { everyMs: 60_000 }),
    'inconclusive',
  ],
  [
    'heartbeat-missing',
    'a hole between two',
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
