import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';

/** What is said whatever the verdict is. */
export function noteReasons(reading: Reading): Occurrence[] {
  const { simulated, speed } = reading.evidence.facts.handset;
  const notes: Occurrence[] = simulated ? [{ code: 'simulated', values: { speed } }] : [];
  const idle = idleHosts(reading);
  if (idle.length > 0) notes.push({ code: 'idle-baseline', values: { hosts: idle.join(', ') } });
  for (const { case: id, finding } of reading.search.others)
    notes.push({ code: 'late-elsewhere', values: { case: id, host: finding.host } });

  return notes;
}

/** Who was contacted in the wait before anything was visited. */
function idleHosts({ evidence, native }: Reading): string[] {
  const idle = evidence.timeline.steps.find((step) => step.kind === 'window' && step.phase === 'idle');
  if (!idle) return [];

  return [...new Set(native.filter(({ at }) => at <= idle.at).map(({ host }) => host))].sort();
}
