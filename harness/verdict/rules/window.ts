import { UNKNOWN_SDK } from '../../model/sdk.ts';
import type { Phase, TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';

type Window = Extract<TimelineStep, { kind: 'window' }>;

/** Sensors ends a session 30 s after HOME and flushes then (sa-sdk-android 3.2.10). */
const BACKGROUND_MS = 30_000;
/** Sensors flushes 15 s after an event (sa-sdk-android 3.2.10). */
const AFTER_PRIVATE_MS = 15_000;

/** Whether every window was recorded, was long enough and quiet at its end, and had the browser's process awake. */
export function windowReasons(input: RuleInput): Occurrence[] {
  const { facts, timeline } = input.evidence;
  const needed: [Phase, number][] = [
    ['foreground', facts.windowMs],
    ['background', BACKGROUND_MS],
    ['after-private', AFTER_PRIVATE_MS],
    ['after-relaunch', facts.windowMs],
  ];
  const twin: [Phase, number][] = hasTwin(input)
    ? [
        ['twin', facts.windowMs],
        ['twin-background', BACKGROUND_MS],
      ]
    : [];
  const reasons = [
    ...runsByIdentity(timeline.steps).flatMap((steps) =>
      needed.flatMap(([phase, ms]) => phaseReasons(steps, phase, ms)),
    ),
    ...twin.flatMap(([phase, ms]) => phaseReasons(timeline.steps, phase, ms)),
  ];
  const longest = Math.max(facts.windowMs, lastWindowMs(timeline.steps));
  for (const { id, apk } of input.policy.sdks)
    if (facts.sdks.includes(id) && apk?.intervalMs !== undefined && apk.intervalMs > longest)
      reasons.push({
        code: 'sdk-holds-longer',
        values: { sdk: id, interval: apk.intervalMs, window: longest },
      });
  reasons.push(...unknownIntervals(input, longest));
  if (!timeline.steps.some((step) => step.kind === 'story-ended'))
    reasons.push({ code: 'story-unfinished', values: {} });

  return reasons;
}

/** SDKs of the release of which no source says how long they hold reports back. */
function unknownIntervals({ evidence, policy }: RuleInput, window: number): Occurrence[] {
  return evidence.facts.sdks
    .filter((id) => policy.sdks.find((sdk) => sdk.id === id)?.apk?.intervalMs === undefined)
    .map((sdk) =>
      sdk === UNKNOWN_SDK
        ? { code: 'sdk-unknown', values: { window } }
        : { code: 'sdk-interval-unknown', values: { sdk, window } },
    );
}

/** How long the window after the last relaunch lasted; data of the last identity is sent in it at the latest. */
function lastWindowMs(steps: readonly TimelineStep[]): number {
  const last = (runsByIdentity(steps).at(-1) ?? []).filter(
    (step): step is Window => step.kind === 'window' && step.phase === 'after-relaunch',
  );

  return last.at(-1)?.handsetMs ?? 0;
}

/** The steps of each run of the scenario: one for each fresh identity. */
export function runsByIdentity(steps: readonly TimelineStep[]): TimelineStep[][] {
  const runs: TimelineStep[][] = [[]];
  for (const step of steps) {
    if (step.kind === 'identity' && runs.at(-1)?.some((each) => each.kind === 'identity')) runs.push([]);
    runs.at(-1)?.push(step);
  }

  return runs;
}

/** Whether a twin ran to its end. */
export function hasTwin({ evidence, twinFrom }: RuleInput): boolean {
  const failed = evidence.timeline.steps.some((step) => step.kind === 'twin' && step.what === 'failed');

  return evidence.facts.mode.private && twinFrom !== undefined && !failed;
}

function phaseReasons(steps: readonly TimelineStep[], phase: Phase, needed: number): Occurrence[] {
  const windows = steps.filter((step): step is Window => step.kind === 'window' && step.phase === phase);
  if (windows.length === 0) return [{ code: 'window-missing', values: { phase } }];
  const longest = Math.max(...windows.map((window) => window.handsetMs));
  const reasons: Occurrence[] = [];
  if (!(longest >= needed))
    reasons.push({ code: 'window-shorter-than-sdk', values: { phase, lasted: longest, needed } });
  if (windows.some((window) => !window.quiet)) reasons.push({ code: 'not-quiet', values: { phase } });

  return [...reasons, ...awakeReasons(windows, phase, needed)];
}

/** Whether the process ran for long enough, and was not frozen: a browser that crashed or was killed sends nothing. */
function awakeReasons(windows: readonly Window[], phase: Phase, needed: number): Occurrence[] {
  const readings = windows.flatMap(({ awakeMs }) => (awakeMs === undefined ? [] : [awakeMs]));
  if (readings.length < windows.length)
    return [
      {
        code: 'evidence-missing',
        values: { what: `whether the browser process was awake in the ${phase} window` },
      },
    ];
  const known = readings.filter((awake) => awake !== null);
  if (known.length === 0) return [{ code: 'freeze-unread', values: { phase } }];
  const awake = Math.max(...known);

  return awake >= needed ? [] : [{ code: 'process-frozen', values: { phase, awake, needed } }];
}
