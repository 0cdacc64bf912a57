import type { CaseEvidence } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { Occurrence } from '../reasons.ts';

type Window = Extract<TimelineStep, { kind: 'window' }>;
type Phase = 'foreground' | 'background' | 'after-private' | 'after-relaunch';

/** Sensors ends a session 30 s after HOME and flushes then (sa-sdk-android 3.2.10). */
const BACKGROUND_MS = 30_000;
/** Sensors flushes 15 s after an event (sa-sdk-android 3.2.10). */
const AFTER_PRIVATE_MS = 15_000;

/** Whether every chance to send was waited for, long enough, with nothing open at its end, and all of it recorded. */
export function windowReasons({ facts, timeline, visibility }: CaseEvidence): Occurrence[] {
  const needed: Record<Phase, number> = {
    foreground: facts.windowMs,
    background: BACKGROUND_MS,
    'after-private': AFTER_PRIVATE_MS,
    'after-relaunch': facts.windowMs,
  };
  const reasons = (Object.keys(needed) as Phase[]).flatMap((phase) =>
    phaseReasons(timeline.steps, phase, needed[phase]),
  );
  if (!timeline.steps.some((step) => step.kind === 'story-ended'))
    reasons.push({ code: 'story-unfinished', values: {} });
  const { from, to } = visibility.recording;
  for (const step of timeline.steps) {
    const matters = step.kind === 'private-proof' || step.kind === 'page-loaded' || step.kind === 'window';
    if (matters && !(step.at >= from && step.at <= to))
      reasons.push({ code: 'outside-recording', values: { step: step.kind } });
  }

  return reasons;
}

function phaseReasons(steps: readonly TimelineStep[], phase: Phase, needed: number): Occurrence[] {
  const windows = steps.filter((step): step is Window => step.kind === 'window' && step.phase === phase);
  if (windows.length === 0) return [{ code: 'window-missing', values: { phase } }];
  const longest = Math.max(...windows.map((window) => window.handsetMs));
  const reasons: Occurrence[] = [];
  if (!(longest >= needed))
    reasons.push({ code: 'window-shorter-than-sdk', values: { phase, ms: longest, needed } });
  if (windows.some((window) => !window.quiet)) reasons.push({ code: 'not-quiet', values: { phase } });

  return reasons;
}
