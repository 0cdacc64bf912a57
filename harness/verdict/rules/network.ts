import type { TimelineStep } from '../../model/timeline.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';

type Network = Extract<TimelineStep, { kind: 'network' }>;

/** Networks over which SDKs send by default, as Android names its transports. */
const FREE = new Set(['WIFI', 'ETHERNET', 'VPN']);

/** Whether the network was validated and free to use in each wait; one reading that says otherwise is enough for a doubt. */
export function networkReasons({ evidence, demands }: Reading): Occurrence[] {
  const { steps } = evidence.timeline;
  if (!demands.network && !steps.some((step) => step.kind === 'network')) return [];
  const reasons: Occurrence[] = [];
  let phase = 'before the first wait';
  let read = 0;
  let before = 0;
  for (const step of steps) {
    if (step.kind === 'network') {
      reasons.push(...reasonsOf(step, phase));
      read++;
    }
    if (step.kind !== 'window') continue;
    // Read at its start or at its end: after the wait before it, and before the one behind it.
    if (read === before && !isReadBehind(steps, step))
      reasons.push({
        code: 'evidence-missing',
        values: { what: `a reading of the network in the phase ${step.phase}` },
      });
    before = read;
    phase = step.phase;
  }

  return reasons;
}

function isReadBehind(steps: readonly TimelineStep[], window: TimelineStep): boolean {
  const behind = steps.slice(steps.indexOf(window) + 1);
  const next = behind.findIndex((step) => step.kind === 'window');

  return behind.slice(0, next < 0 ? undefined : next).some((step) => step.kind === 'network');
}

function reasonsOf({ validated, type, metered }: Network, phase: string): Occurrence[] {
  const reasons: Occurrence[] = [];
  const unread = (detail: string) => reasons.push({ code: 'network-unread', values: { phase, detail } });
  if (validated === null) unread('whether it was validated');
  else if (!validated) reasons.push({ code: 'network-not-validated', values: { phase } });
  const bad = (detail: string) => reasons.push({ code: 'network-metered', values: { phase, detail } });
  if (metered === null) unread('whether it was metered');
  else if (metered) bad('metered');
  if (type === null) unread('of which type it was');
  else if (!isFree(type)) bad(`of type ${type}`);

  return reasons;
}

function isFree(type: string | undefined): boolean {
  return type !== undefined && type.split(/[^A-Z]+/i).every((each) => FREE.has(each.toUpperCase()));
}
