import type { VisibilityEvent } from '../../../model/visibility.ts';
import { bentEvent, withEvents, withoutEvent } from '../bends.ts';
import { at } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** A tunnel that was not proven to stand all the time. */
export const ofHeartbeat: Provocation[] = [
  ['heartbeat-missing', 'no heartbeat', withoutEvent('heartbeat'), 'inconclusive'],
  ['heartbeat-missing', 'a gap', bentEvent('heartbeat', { longestGapMs: 10_001 }), 'inconclusive'],
  ['heartbeat-missing', 'a break that healed soon', bentEvent('heartbeat', { missed: 1 }), 'inconclusive'],
  ['heartbeat-missing', 'too few beats', bentEvent('heartbeat', { beats: 5 }), 'inconclusive'],
  [
    'heartbeat-missing',
    'begun too late',
    bentEvent('heartbeat', { from: at(30), beats: 368 }),
    'inconclusive',
  ],
  ['heartbeat-missing', 'ended too early', bentEvent('heartbeat', { at: at(60), beats: 60 }), 'inconclusive'],
  [
    'heartbeat-missing',
    'beats that are far apart',
    bentEvent('heartbeat', { everyMs: 60_000 }),
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
