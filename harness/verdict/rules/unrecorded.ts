import type { TimelineStep } from '../../model/timeline.ts';
import type { Occurrence } from '../reasons.ts';
import type { RuleInput } from '../rule-input.ts';
import { isRead } from './jobs.ts';
import { runsByIdentity } from './window.ts';

type Packets = Extract<TimelineStep, { kind: 'unrecorded-packets' }>['packets'][number];

/**
 * Packets that no port of the recorder received, and that are not of the browser itself: of the vendor's apps around the recorder, and
 * over the loopback to another app. The browser may have handed an address to either. It is not known that they contain one, and
 * such apps send at any time, so that they are a limit.
 */
export function unrecordedReasons({ evidence }: RuleInput): Occurrence[] {
  const { steps } = evidence.timeline;
  const sums = new Map<string, Packets>();
  for (const step of steps)
    if (step.kind === 'unrecorded-packets')
      for (const { packets, ...each } of step.packets) {
        const key = JSON.stringify(each);
        sums.set(key, { ...each, packets: packets + (sums.get(key)?.packets ?? 0) });
      }

  return [...missingReadings(steps), ...[...sums.values()].map(reasonOf)];
}

function missingReadings(steps: readonly TimelineStep[]): Occurrence[] {
  if (!isRead('unrecorded-packets', steps)) return [];

  return runsByIdentity(steps)
    .filter((run) => !run.some(({ kind }) => kind === 'unrecorded-packets'))
    .map(() => ({
      code: 'evidence-missing',
      values: { what: 'what an identity sent over the loopback, and the vendor around the recorder' },
    }));
}

function reasonOf({ from, uid, family, protocol, port, packets, app }: Packets): Occurrence {
  const values = {
    packets,
    protocol: protocol === 'other' ? 'another protocol' : protocol.toUpperCase(),
    family: family.replace('ip', 'IP'),
    port: port ?? 'unknown',
  };

  return from === 'vendor'
    ? { code: 'vendor-around-recorder', values }
    : {
        code: 'loopback-handover',
        values: { ...values, sender: `UID ${uid}`, app: app ?? 'an unknown app' },
      };
}
