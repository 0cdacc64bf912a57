import { type Count, familyName } from './chains.ts';
import { CONTROL, type Control, mostPackets } from './controls.ts';
import type { Proof } from './packet-counter.ts';
import { RULES } from './rules.ts';

/** The start of a rule's count after these controls; other packets to their port are still reported. */
export function withControls(
  start: Count,
  now: Count | undefined,
  at: number,
  controls: readonly Control[],
): Count {
  const rule = RULES[at];
  if (!now || rule?.port !== CONTROL.port) return start;
  const own = controls.filter(({ protocol }) => protocol === rule.protocol);
  const most = own.reduce((total, control) => total + mostPackets(control), 0);
  const packets = start.packets + Math.min(now.packets - start.packets, most);

  return { packets, bytes: packets === now.packets ? now.bytes : start.bytes };
}

/** Throws if a control packet is not counted, unless the phone has no route for it over IPv6. */
export function requireCounted(
  { uid, family, protocol, outcome, printed }: Control,
  from: readonly Count[],
  now: readonly Count[],
): void {
  if (family === 'ipv6' && outcome === 'unreachable') return;
  const at = RULES.findIndex((rule) => rule.protocol === protocol && rule.port === CONTROL.port);
  if ((now[at]?.packets ?? 0) > (from[at]?.packets ?? 0)) return;
  const said = printed === '' ? '' : `; the phone printed: ${printed}`;
  throw new Error(
    `a test packet that was sent as UID ${uid} over ${familyName(family)} was not counted${said}`,
  );
}

/** What counted controls prove. */
export function proofOf(controls: readonly Control[]): Proof {
  const uids = [...new Set(controls.map(({ uid }) => uid))];
  const reached = controls.some(({ family, outcome }) => family === 'ipv6' && outcome !== 'unreachable');

  return {
    detail: `a test packet was sent as UID ${uids.join(', ')} and was counted, over IPv4${reached ? ' and IPv6' : '; the phone has no route for IPv6'}`,
    uids,
  };
}
