import type { AuditWindow } from '../../model/audit.ts';
import type { CaseEvidence } from '../../model/evidence.ts';

/** Says in which window of a case a time is. */
export function windowsOf({
  facts,
  timeline,
}: Pick<CaseEvidence, 'facts' | 'timeline'>): (at: string) => AuditWindow {
  const visited = facts.mode.private ? 'private' : 'normal';
  const changes: { at: string; window: AuditWindow }[] = [];
  let isTwin = false;
  for (const step of timeline.steps) {
    if (step.kind === 'twin') {
      isTwin = step.what === 'begun';
      if (isTwin) changes.push({ at: step.at, window: 'normal' });
    } else if (step.kind === 'identity') {
      isTwin = false;
      changes.push({ at: step.at, window: 'idle' });
    } else if (!isTwin && (step.kind === 'private-proof' || step.kind === 'page-loaded'))
      changes.push({ at: step.at, window: visited });
  }
  const sorted = changes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));

  return (at) => sorted.findLast((change) => Date.parse(change.at) <= Date.parse(at))?.window ?? 'idle';
}
