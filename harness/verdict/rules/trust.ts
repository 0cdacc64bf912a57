import type { CaseEvidence } from '../../model/evidence.ts';
import type { Refusal } from './preconnect.ts';

/** Why a handshake failed, with what the app saw of the recorder's certificate when it was started. */
export function causeOfRefusal(
  { cause, at, uid }: Refusal,
  { facts, timeline }: Pick<CaseEvidence, 'facts' | 'timeline'>,
): string {
  const names = facts.apps.flatMap((app) => (app.uid === uid ? [app.package] : []));
  const readings = timeline.steps.flatMap((step) =>
    step.kind === 'trust' && names.includes(step.package) ? [step] : [],
  );
  const reading = readings.findLast((step) => step.at <= at) ?? readings[0];
  if (reading === undefined || reading.shown === null) return cause;

  return reading.shown
    ? `${cause}; ${reading.package} sees the recorder's certificate in ${reading.folder} and refused it`
    : `${cause}; ${reading.package} does not see the recorder's certificate in ${reading.folder}`;
}
