import type { Phase, TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { runsByIdentity } from './window.ts';

type Network = Extract<TimelineStep, { kind: 'network' }> & {
  /** Whether only the probe over HTTP succeeded. */
  partial: boolean;
};

/** Android's names of unmetered transports. Cellular is not one of them, and SDKs may wait for an unmetered network. */
const UNMETERED_TRANSPORTS = new Set(['WIFI', 'ETHERNET', 'VPN']);

/**
 * Whether the network was validated and unmetered in each window. Its state is read before the first window, where the
 * last reading counts because the runner waits for a network, and at the end of each window.
 */
export function networkReasons({ evidence }: RuleInput): Occurrence[] {
  return runsByIdentity(evidence.timeline.steps).flatMap((steps) => {
    const reasons: Occurrence[] = [];
    const first = steps.findIndex((step) => step.kind === 'window');
    const initial = readingsIn(steps.slice(0, Math.max(first, 0))).at(-1);
    if (first >= 0) reasons.push(...(initial ? reasonsOf(initial, BEFORE) : [missing(BEFORE)]));
    for (const [at, step] of steps.entries()) {
      if (step.kind !== 'window') continue;
      const later = steps.slice(at + 1);
      const next = later.findIndex((each) => each.kind === 'window');
      const readings = readingsIn(later.slice(0, next < 0 ? undefined : next));
      reasons.push(...readings.flatMap((reading) => reasonsOf(reading, inWindow(step.phase))));
      if (readings.length === 0) reasons.push(missing(inWindow(step.phase)));
    }

    return reasons;
  });
}

const BEFORE = 'before the first window';

function inWindow(phase: Phase): string {
  return `in the ${phase} window`;
}

function readingsIn(steps: readonly TimelineStep[]): Network[] {
  return steps.flatMap((step, at) =>
    step.kind === 'network' ? [{ ...step, partial: steps[at + 1]?.kind === 'partial-connectivity' }] : [],
  );
}

function missing(when: string): Occurrence {
  return { code: 'evidence-missing', values: { what: `the state of the network ${when}` } };
}

function reasonsOf({ validated, partial, type, metered }: Network, when: string): Occurrence[] {
  const reasons: Occurrence[] = [];
  const addUnread = (detail: string) => reasons.push({ code: 'network-unread', values: { detail, when } });
  if (validated === null) addUnread('whether the network was validated');
  else if (!validated)
    reasons.push({
      code: 'network-not-validated',
      values: { when: partial ? `${when}, where its probe succeeded over HTTP but not over HTTPS` : when },
    });
  const addMetered = (detail: string) => reasons.push({ code: 'network-metered', values: { detail, when } });
  if (metered === null) addUnread('whether the network was metered');
  else if (metered) addMetered('metered');
  if (type === null) addUnread('the type of the network');
  else if (!isUnmetered(type)) addMetered(`of type ${type}`);

  return reasons;
}

function isUnmetered(type: string | undefined): boolean {
  return (
    type !== undefined && type.split(/[^A-Z]+/i).every((each) => UNMETERED_TRANSPORTS.has(each.toUpperCase()))
  );
}
