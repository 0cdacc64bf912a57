import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';

/** Notes for every verdict. */
export function noteReasons(input: RuleInput): Occurrence[] {
  const { simulated, speed } = input.evidence.facts.handset;
  const notes: Occurrence[] = simulated ? [{ code: 'simulated', values: { speed } }] : [];
  const idle = idleHosts(input);
  if (idle.length > 0) notes.push({ code: 'idle-baseline', values: { hosts: idle.join(', ') } });
  for (const { case: id, finding } of input.search.others)
    notes.push({ code: 'late-elsewhere', values: { case: id, host: finding.host } });

  return notes;
}

/** Hosts that were contacted before the first visit. */
function idleHosts({ evidence, nativeTraffic }: RuleInput): string[] {
  const idle = evidence.timeline.steps.find((step) => step.kind === 'window' && step.phase === 'idle');
  if (!idle) return [];

  return [...new Set(nativeTraffic.filter(({ at }) => at <= idle.at).map(({ host }) => host))].sort();
}
