import type { TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { runsByIdentity } from './window.ts';

/**
 * Whether the right release was installed before and after each run of the scenario, with the statistics switch
 * where the mode wants it.
 */
export function versionReasons({ evidence }: RuleInput): Occurrence[] {
  const { facts, timeline } = evidence;
  const { release, mode } = facts;
  const reasons: Occurrence[] = [];
  const expected = `${release.versionName} (${release.versionCode})`;
  const readings = timeline.steps.filter((step) => step.kind === 'version');
  for (const { when, versionName, versionCode } of readings) {
    const installed = `${versionName} (${versionCode})`;
    if (installed !== expected)
      reasons.push({ code: 'version-changed', values: { when, found: installed, expected } });
  }
  const isRead = (steps: readonly TimelineStep[], when: 'before' | 'after') =>
    steps.some((step) => step.kind === 'version' && step.when === when);
  for (const when of ['before', 'after'] as const)
    if (!runsByIdentity(timeline.steps).every((steps) => isRead(beforeTwin(steps), when)))
      reasons.push({ code: 'version-unread', values: { when } });
  const twin = timeline.steps.slice(beforeTwin(timeline.steps).length);
  if (twin.length > 0 && !isRead(twin, 'after'))
    reasons.push({ code: 'version-unread', values: { when: 'after' } });
  const wanted = mode.statistics;
  if (wanted === 'default') return reasons;
  const detail = !mode.switch
    ? 'the switch was not found'
    : mode.switch.checked === (wanted === 'on')
      ? undefined
      : `the switch was ${mode.switch.checked ? 'on' : 'off'}`;
  if (detail !== undefined) reasons.push({ code: 'switch-not-set', values: { wanted, detail } });

  return reasons;
}

/** The twin runs last, and the version is read once more after it. */
function beforeTwin(steps: readonly TimelineStep[]): readonly TimelineStep[] {
  const begun = steps.findIndex((step) => step.kind === 'twin' && step.what === 'begun');

  return begun < 0 ? steps : steps.slice(0, begun);
}
