import { UNKNOWN_UID, VENDOR_UIDS } from '../model/uid.ts';
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

/** Which UIDs stay on the common port, and which are redirected together as the vendor's apps. */
export interface SharedUids {
  known: readonly UidRange[];
  vendor: readonly UidRange[];
}

/**
 * The commands for the nat table of IPv4; those of `make` and `undo` without the program and the table. The proxy has an IPv4
 * address, which IPv6 sockets reach over IPv4 too, so the nat table of IPv6, which many phones lack, has nothing to redirect.
 */
export function redirectRules(
  ports: readonly UidPort[],
  proxyPort = 0,
  { known, vendor }: SharedUids = { known: [], vendor: [] },
): { make: string[][]; check: string[][]; undo: string[][]; list: string[] } {
  const hook = ['OUTPUT', '-o', 'lo', '-p', 'tcp', '-j', CHAIN];
  const isShared = ({ uid }: UidPort): boolean => uid === UNKNOWN_UID || uid === VENDOR_UIDS;
  const uidRules = ports.filter((port) => !isShared(port)).map((port) => ruleFor(port, proxyPort));
  const vendorRules = ports
    .filter(({ uid }) => uid === VENDOR_UIDS)
    .flatMap((port) => vendor.map((range) => ruleFor(port, proxyPort, `${range.first}-${range.last}`)));
  // Traffic of known UIDs stays on the common port. All other traffic is redirected, sockets without an owner included.
  const exempt = known.map(({ first, last }) =>
    `${CHAIN} -m owner --uid-owner ${first}-${last} -j RETURN`.split(' '),
  );
  const unknownRules = ports.filter(({ uid }) => uid === UNKNOWN_UID).map((port) => ruleFor(port, proxyPort));

  return {
    make: [
      ['-N', CHAIN],
      ...[...uidRules, ...vendorRules, ...exempt, ...unknownRules].map((rule) => ['-A', ...rule]),
      ['-I', ...hook],
    ],
    check: [
      [...NAT, '-C', ...hook],
      ...[...uidRules, ...vendorRules, ...unknownRules].map((rule) => [...NAT, '-C', ...rule]),
    ],
    undo: [
      ['-D', ...hook],
      ['-F', CHAIN],
      ['-X', CHAIN],
    ],
    list: [...NAT, '-S', CHAIN],
  };
}

/** @param uids the UIDs of the rule, if they are not that of the port */
export function ruleFor({ uid, devicePort }: UidPort, proxyPort: number, uids = String(uid)): string[] {
  const owner = uid === UNKNOWN_UID ? [] : ['-m', 'owner', '--uid-owner', uids];
  const match = `-o lo -p tcp -d 127.0.0.1 --dport ${proxyPort}`.split(' ');

  return [CHAIN, ...match, ...owner, '-j', 'REDIRECT', '--to-ports', String(devicePort)];
}
