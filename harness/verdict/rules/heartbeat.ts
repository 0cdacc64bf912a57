import { durationText } from '../../model/duration.ts';
import { counted } from '../../model/counted.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';

type Heartbeat = Extract<VisibilityEvent, { kind: 'heartbeat' }>;

/** A gap of more than so many beats is one in which uploads may have been lost; fewer are a busy machine. A break is told by `missed`. */
export const BEATS_MISSED = 10;
/** Beats that are further apart show nothing of what is between them. */
const SELDOM_MS = 10_000;
/** The recorder is ready before the first beat, and its account is taken after the last. */
const EDGE_MS = 10_000;

/** Whether bytes came through the tunnel all the time that was recorded. */
export function heartbeatReasons({ evidence }: Reading): Occurrence[] {
  const { exchanges, timeline } = evidence;
  const { events, recording } = evidence.visibility;
  const beats = events
    .filter((event): event is Heartbeat => event.kind === 'heartbeat')
    .toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  if (beats.length === 0) return [missing('no heartbeat was recorded')];
  const reasons = beats.flatMap(gapsIn);
  // What was still under way when the account of the case before was taken makes a recording begin before its case.
  const isCarried = exchanges.some(({ at }) => at === recording.from);
  const begun = isCarried ? (timeline.steps[0]?.at ?? recording.from) : recording.from;
  let covered = Date.parse(begun) + EDGE_MS;
  for (const { from, at, everyMs } of beats) {
    if (!(Date.parse(from) <= covered + BEATS_MISSED * everyMs))
      reasons.push(missing(`no heartbeat before ${from}`));
    covered = Math.max(covered, Date.parse(at));
  }
  if (!(covered + EDGE_MS >= Date.parse(recording.to)))
    reasons.push(missing(`no heartbeat after ${new Date(covered).toISOString()}`));

  return reasons;
}

function gapsIn({ from, at, everyMs, beats, missed = 0, longestGapMs }: Heartbeat): Occurrence[] {
  const lasted = Date.parse(at) - Date.parse(from);
  if (!(everyMs > 0 && everyMs <= SELDOM_MS))
    return [missing(`a heartbeat was sent only every ${durationText(everyMs)}`)];
  if (missed !== 0)
    return [missing(`${counted(missed, 'heartbeat was', 'heartbeats were')} refused or cut off`)];
  if (!(longestGapMs <= BEATS_MISSED * everyMs))
    return [missing(`no heartbeat arrived for ${durationText(longestGapMs)}`)];
  // So many beats leave gaps of at least so much between them.
  const least = lasted / (beats + 1);
  if (!(least <= longestGapMs + everyMs && longestGapMs > 0))
    return [
      missing(
        `${counted(beats, 'heartbeat')} in ${durationText(lasted)} cannot have gaps of at most ${durationText(longestGapMs)}`,
      ),
    ];

  return [];
}

function missing(detail: string): Occurrence {
  return { code: 'heartbeat-missing', values: { detail } };
}
