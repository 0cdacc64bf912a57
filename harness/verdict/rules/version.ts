import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';

/** Whether the release that was asked for was there before and after, with the switch where the mode wants it. */
export function versionReasons({ evidence }: Reading): Occurrence[] {
  const { facts, timeline } = evidence;
  const { release, mode } = facts;
  const reasons: Occurrence[] = [];
  const expected = `${release.versionName} (${release.versionCode})`;
  for (const when of ['before', 'after'] as const) {
    const readings = timeline.steps.filter((step) => step.kind === 'version' && step.when === when);
    if (readings.length === 0) reasons.push({ code: 'version-unread', values: { when } });
    for (const reading of readings) {
      if (reading.kind !== 'version') continue;
      const found = `${reading.versionName} (${reading.versionCode})`;
      if (found !== expected) reasons.push({ code: 'version-changed', values: { when, found, expected } });
    }
  }
  const wanted = mode.statistics;
  if (wanted === 'default') return reasons;
  const detail = !mode.switch
    ? 'it was not found'
    : mode.switch.checked === (wanted === 'on')
      ? undefined
      : `it was ${mode.switch.checked ? 'on' : 'off'}`;
  if (detail !== undefined) reasons.push({ code: 'switch-not-set', values: { wanted, detail } });

  return reasons;
}
