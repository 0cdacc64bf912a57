import { durationText } from '../../model/duration.ts';
import { counted } from '../../model/counted.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';

type Heartbeat = Extract<VisibilityEvent, { kind: 'heartbeat' }>;

/**
 * The longest gap, in beats, that can be a busy machine; in a longer one, uploads may be lost. Beats that failed
 * are counted in `missed`.
 */
export const MAX_GAP_BEATS = 10;
/** The longest interval between beats, milliseconds; a longer one proves nothing about the time between. */
const MAX_INTERVAL_MS = 10_000;
/** The recorder starts before the first beat, and the recording is read after the last. */
const EDGE_MS = 10_000;

/** Whether the tunnel worked for the whole recording. */
export function heartbeatReasons({ evidence }: RuleInput): Occurrence[] {
  const { exchanges, timeline } = evidence;
  const { events, recording } = evidence.visibility;
  const beats = events
    .filter((event): event is Heartbeat => event.kind === 'heartbeat')
    .toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  if (beats.length === 0) return [missing('no heartbeat was recorded')];
  const reasons = beats.flatMap(gapsIn);
  // A request that was still open when the previous case was read makes the recording begin before its case.
  const isCarriedOver = exchanges.some(({ at }) => at === recording.from);
  const coverFrom = isCarriedOver ? (timeline.steps[0]?.at ?? recording.from) : recording.from;
  let covered = Date.parse(coverFrom) + EDGE_MS;
  for (const { from, at, everyMs } of beats) {
    if (!(Date.parse(from) <= covered + MAX_GAP_BEATS * everyMs))
      reasons.push(missing(`no heartbeat before ${from}`));
    covered = Math.max(covered, Date.parse(at));
  }
  if (!(covered + EDGE_MS >= Date.parse(recording.to)))
    reasons.push(missing(`no heartbeat after ${new Date(covered).toISOString()}`));

  return reasons;
}

function gapsIn({ from, at, everyMs, beats, missed = 0, longestGapMs }: Heartbeat): Occurrence[] {
  const durationMs = Date.parse(at) - Date.parse(from);
  if (!(everyMs > 0 && everyMs <= MAX_INTERVAL_MS))
    return [missing(`heartbeats were sent only every ${durationText(everyMs)}`)];
  if (missed !== 0)
    return [missing(`${counted(missed, 'heartbeat was', 'heartbeats were')} refused or cut off`)];
  if (!(longestGapMs <= MAX_GAP_BEATS * everyMs))
    return [missing(`no heartbeat arrived for ${durationText(longestGapMs)}`)];
  // The longest gap cannot be shorter than the average gap.
  const averageGapMs = durationMs / (beats + 1);
  if (!(averageGapMs <= longestGapMs + everyMs && longestGapMs > 0))
    return [
      missing(
        `${counted(beats, 'heartbeat')} in ${durationText(durationMs)} cannot all be at most ${durationText(longestGapMs)} apart`,
      ),
    ];

  return [];
}

function missing(detail: string): Occurrence {
  return { code: 'heartbeat-missing', values: { detail } };
}
