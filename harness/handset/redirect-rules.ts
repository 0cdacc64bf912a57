import { UNKNOWN_UID } from '../model/uid.ts';
import type { UidRange } from './known-uids.ts';

export interface UidPort {
  uid: number;
  /** The phone's port of the tunnel. */
  devicePort: number;
  /** The recorder's port for this UID, on the local machine. */
  hostPort: number;
}

const CHAIN = 'leakgate';
/** The first words of every iptables command for the redirect. */
export const NAT = ['iptables', '-w', '-t', 'nat'] as const;

/**
 * The commands for the nat table of IPv4. The proxy has an IPv4 address, which IPv6 sockets reach over IPv4 too, so the nat
 * table of IPv6, which many phones lack, has nothing to redirect.
 */
export function redirectRules(
  ports: readonly UidPort[],
  proxyPort = 0,
  known: readonly UidRange[] = [],
): { make: string[][]; check: string[][]; undo: string[][]; list: string[] } {
  const hook = ['OUTPUT', '-o', 'lo', '-p', 'tcp', '-j', CHAIN];
  const uidRules = ports.filter(({ uid }) => uid !== UNKNOWN_UID).map((port) => ruleFor(port, proxyPort));
  // Traffic of known UIDs stays on the common port. All other traffic is redirected, sockets without an owner included.
  const exempt = known.map(({ first, last }) =>
    `${CHAIN} -m owner --uid-owner ${first}-${last} -j RETURN`.split(' '),
  );
  const unknownRules = ports.filter(({ uid }) => uid === UNKNOWN_UID).map((port) => ruleFor(port, proxyPort));

  return {
    make: [
      [...NAT, '-N', CHAIN],
      ...[...uidRules, ...exempt, ...unknownRules].map((rule) => [...NAT, '-A', ...rule]),
      [...NAT, '-I', ...hook],
    ],
    check: [
      [...NAT, '-C', ...hook],
      ...[...uidRules, ...unknownRules].map((rule) => [...NAT, '-C', ...rule]),
    ],
    undo: [
      [...NAT, '-D', ...hook],
      [...NAT, '-F', CHAIN],
      [...NAT, '-X', CHAIN],
    ],
    list: [...NAT, '-S', CHAIN],
  };
}

export function ruleFor({ uid, devicePort }: UidPort, proxyPort: number): string[] {
  const owner = uid === UNKNOWN_UID ? [] : ['-m', 'owner', '--uid-owner', String(uid)];
  const match = `-o lo -p tcp -d 127.0.0.1 --dport ${proxyPort}`.split(' ');

  return [CHAIN, ...match, ...owner, '-j', 'REDIRECT', '--to-ports', String(devicePort)];
}
