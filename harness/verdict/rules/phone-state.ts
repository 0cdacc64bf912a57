import type { CaseFacts } from '../../model/case.ts';
import type { Phase, TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isRead } from './jobs.ts';
import { runsByIdentity } from './window.ts';

type State = Extract<TimelineStep, { kind: 'phone-state' }>;

/** Phases in which the browser is in the background, where Android may block its network. */
const BACKGROUND: ReadonlySet<Phase> = new Set(['background', 'twin-background']);

/** Whether the phone kept running from window to window, was awake in each, and held no upload back. */
export function phoneStateReasons({ evidence }: RuleInput): Occurrence[] {
  const { timeline, facts } = evidence;
  const states = timeline.steps.filter((step) => step.kind === 'phone-state');

  return [
    ...(isRead('phone-state', timeline.steps) ? missingReasons(timeline.steps) : []),
    ...restartReasons(states, facts),
    ...states.flatMap((state) => heldBackReasons(state, facts)),
    ...sleepReasons(states),
    ...unreadReasons(states),
  ];
}

/** Each window has a reading before it and after it. */
function missingReasons(steps: readonly TimelineStep[]): Occurrence[] {
  return runsByIdentity(steps).flatMap((run) => {
    const relevant = run.filter((step) => step.kind === 'window' || step.kind === 'phone-state');

    return relevant.flatMap((step, at) => {
      if (step.kind !== 'window') return [];
      const isComplete =
        isReadingOf(relevant[at - 1], step.phase, 'begin') &&
        isReadingOf(relevant[at + 1], step.phase, 'end');

      return isComplete
        ? []
        : [
            {
              code: 'evidence-missing',
              values: { what: `the state of the phone in the ${step.phase} window` },
            },
          ];
    });
  });
}

function isReadingOf(step: TimelineStep | undefined, phase: Phase, when: State['when']): boolean {
  return step?.kind === 'phone-state' && step.phase === phase && step.when === when;
}

function restartReasons(states: readonly State[], { handset }: CaseFacts): Occurrence[] {
  const changed = (valueOf: (state: State) => string | number | null): boolean =>
    new Set(states.map(valueOf).filter((value) => value !== null)).size > 1;
  const restarts: string[] = [];
  if (changed(({ boot }) => boot)) restarts.push('the phone started again');
  if (changed(({ systemStarts }) => systemStarts)) restarts.push("Android's system server started again");
  const hasLostRules = handset.rooted && states.some(({ rules }) => rules === null);
  if (changed(({ rules }) => rules) || hasLostRules)
    restarts.push('the rules that count packets were removed or made again');

  return restarts.map((what) => ({ code: 'phone-restarted', values: { what } }));
}

function heldBackReasons(state: State, { apps }: CaseFacts): Occurrence[] {
  const { phase } = state;
  const details: string[] = [];
  if (state.deviceIdle === true) details.push('the phone was in Doze');
  if (state.batterySaver === true) details.push('battery saver was on');
  for (const name of state.restricted ?? []) details.push(`${name} was restricted in the background`);
  for (const { uid, reasons } of state.blocked ?? []) {
    const isInFront = !BACKGROUND.has(phase) && apps.some((app) => app.uid === uid && app.role === 'browser');
    const blocking = reasons.filter((reason) => isInFront || reason !== 'APP_BACKGROUND');
    if (blocking.length > 0)
      details.push(`Android blocked the network of UID ${uid} (${blocking.join(', ')})`);
  }
  if (state.networkUnvalidated > 0)
    return [
      ...details.map((detail) => ({ code: 'uploads-held-back' as const, values: { phase, detail } })),
      { code: 'network-not-validated', values: { when: `in the ${phase} window` } },
    ];

  return details.map((detail) => ({ code: 'uploads-held-back', values: { phase, detail } }));
}

function sleepReasons(states: readonly State[]): Occurrence[] {
  return states.flatMap((state, at) => {
    const { phase, wakefulness, when } = state;
    const begin = when === 'end' ? states[at - 1] : undefined;
    const hasSlept =
      begin !== undefined &&
      begin.lastSleepMs !== null &&
      state.lastSleepMs !== null &&
      begin.lastSleepMs !== state.lastSleepMs;
    const isAsleep = wakefulness !== null && wakefulness !== 'Awake';

    return hasSlept || isAsleep ? [{ code: 'phone-asleep' as const, values: { phase } }] : [];
  });
}

function unreadReasons(states: readonly State[]): Occurrence[] {
  const unread = (valueOf: (state: State) => unknown, detail: string): Occurrence[] =>
    states.some((state) => valueOf(state) === null)
      ? [{ code: 'phone-state-unread', values: { detail } }]
      : [];

  return [
    ...unread(({ boot }) => boot, 'whether it started again during the recording'),
    ...unread(
      ({ systemStarts }) => systemStarts,
      'whether its system server started again during the recording',
    ),
    ...unread(
      ({ wakefulness, lastSleepMs }) => (wakefulness === null ? null : lastSleepMs),
      'whether it slept in a window',
    ),
    ...unread(({ deviceIdle }) => deviceIdle, 'whether it was in Doze'),
    ...unread(({ batterySaver }) => batterySaver, 'whether battery saver was on'),
    ...unread(({ blocked }) => blocked, 'whether it blocked the network of apps'),
    ...unread(({ restricted }) => restricted, 'whether apps were restricted in the background'),
  ];
}
