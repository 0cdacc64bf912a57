import type { Phase, TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { runsByIdentity } from './window.ts';

type Network = Extract<TimelineStep, { kind: 'network' }>;

/** Android's names of the transports over which SDKs send by default. Not cellular: SDKs wait for an unmetered network. */
const FREE = new Set(['WIFI', 'ETHERNET', 'VPN']);

/**
 * Whether the network was validated and unmetered in each window: its state before the first window (the last one
 * read, because the runner waits for a network) and at the end of each.
 */
export function networkReasons({ evidence }: RuleInput): Occurrence[] {
  return runsByIdentity(evidence.timeline.steps).flatMap((play) => {
    const reasons: Occurrence[] = [];
    const first = play.findIndex((step) => step.kind === 'window');
    const begun = readingsIn(play.slice(0, Math.max(first, 0))).at(-1);
    if (first >= 0) reasons.push(...(begun ? reasonsOf(begun, BEFORE) : [missing(BEFORE)]));
    for (const [at, step] of play.entries()) {
      if (step.kind !== 'window') continue;
      const behind = play.slice(at + 1);
      const next = behind.findIndex((each) => each.kind === 'window');
      const readings = readingsIn(behind.slice(0, next < 0 ? undefined : next));
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
  return steps.filter((step) => step.kind === 'network');
}

function missing(when: string): Occurrence {
  return { code: 'evidence-missing', values: { what: `the state of the network ${when}` } };
}

function reasonsOf({ validated, type, metered }: Network, when: string): Occurrence[] {
  const reasons: Occurrence[] = [];
  const unread = (detail: string) => reasons.push({ code: 'network-unread', values: { detail, when } });
  if (validated === null) unread('whether the network was validated');
  else if (!validated) reasons.push({ code: 'network-not-validated', values: { when } });
  const bad = (detail: string) => reasons.push({ code: 'network-metered', values: { detail, when } });
  if (metered === null) unread('whether the network was metered');
  else if (metered) bad('metered');
  if (type === null) unread('the type of the network');
  else if (!isFree(type)) bad(`of type ${type}`);

  return reasons;
}

function isFree(type: string | undefined): boolean {
  return type !== undefined && type.split(/[^A-Z]+/i).every((each) => FREE.has(each.toUpperCase()));
}
