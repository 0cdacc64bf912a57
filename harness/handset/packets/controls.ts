import type { Phone } from '../phone.ts';
import { printedBy } from '../shell/printed-by.ts';

/** Targets of control packets: addresses for documentation, which no host has (RFC 5737, RFC 3849), and the port discard. */
export const CONTROL = { hosts: { ipv4: '192.0.2.1', ipv6: '2001:db8::1' }, port: 9 } as const;

/** A control packet: one that must be counted if a counter works. */
export interface Control {
  uid: number;
  family: 'ipv4' | 'ipv6';
  protocol: 'udp' | 'tcp';
  /**
   * `dropped`: refused by the phone's firewall, which is behind iptables and before netstats (AOSP netd.c, cgroup egress).
   * `unreachable`: the phone has no route, so iptables never sees it. `unknown`: the program failed otherwise, perhaps after it sent.
   */
  outcome: 'sent' | 'dropped' | 'unreachable' | 'unknown';
  /** What the phone printed if it was not sent. */
  printed: string;
}

/** The shell's UID: without root, only it can send a control packet (AOSP android_filesystem_config.h). */
export const SHELL_UID = 2000;

/**
 * The UID as which a control is sent for UIDs that no app has: the last one of isolated processes (AOSP Process.java,
 * LAST_ISOLATED_UID). Android gives them out from the first on.
 */
export const UNKNOWN_SENDER = 99_999;

const FAMILIES = ['ipv4', 'ipv6'] as const;
/** The kernel's error for a socket whose packet the cgroup program refuses (EPERM). */
const DROPPED = /Operation not permitted/;
const UNREACHABLE = /Network is unreachable|Cannot assign requested address|Address family not supported/;
/** `nc` before Android 10 has no `-u` (toybox 0.8.0). */
const NO_UDP = /Unknown option '?u|invalid option -- '?u/;

/** Sends a datagram over IPv4 and IPv6 as each UID, or the first packet of a TCP connection where the phone's `nc` has no UDP. */
export async function sendControls(phone: Phone, senders: readonly number[]): Promise<Control[]> {
  const controls: Control[] = [];
  for (const uid of senders) {
    const datagrams = await sendAs(phone, uid, 'udp');
    const isRefused = datagrams.every(({ printed }) => NO_UDP.test(printed));
    controls.push(...(isRefused ? await sendAs(phone, uid, 'tcp') : datagrams));
  }

  return controls;
}

async function sendAs(phone: Phone, uid: number, protocol: Control['protocol']): Promise<Control[]> {
  const raw = FAMILIES.map((family) => `${send(CONTROL.hosts[family], protocol)}; echo "${family} $?"`).join(
    '; ',
  );
  const printed = await printedBy(uid === SHELL_UID ? phone.shell({ raw }) : phone.asUser(uid, { raw }));
  const [, ofIpv4 = printed, ipv4, ofIpv6 = printed, ipv6] = BOTH_ENDS.exec(printed) ?? [];
  const controlOf = (family: Control['family'], exitCode: string | undefined, text: string): Control => {
    const said = text.trim();

    return { uid, family, protocol, outcome: outcomeOf(protocol, exitCode, said), printed: said };
  };

  return [controlOf('ipv4', ipv4, ofIpv4), controlOf('ipv6', ipv6, ofIpv6)];
}

/** What the program printed for each family, and its exit code. */
const BOTH_ENDS = /^([^]*?)^ipv4 (\d+)$([^]*?)^ipv6 (\d+)$/m;

/** `nc` never ends after some ICMP errors, so its time is limited (toybox netcat.c ignores POLLERR). */
function send(host: string, protocol: Control['protocol']): string {
  return protocol === 'udp'
    ? `echo leakgate | timeout 3 nc -u -q 1 -w 1 ${host} ${CONTROL.port} 2>&1`
    : `timeout 3 nc -w 1 ${host} ${CONTROL.port} </dev/null 2>&1`;
}

function outcomeOf(
  protocol: Control['protocol'],
  exitCode: string | undefined,
  said: string,
): Control['outcome'] {
  if (DROPPED.test(said)) return 'dropped';
  if (UNREACHABLE.test(said)) return 'unreachable';
  if (exitCode === undefined) return 'unknown';

  // No host answers, so a connection always fails after its first packet was sent.
  return exitCode === '0' || protocol === 'tcp' ? 'sent' : 'unknown';
}

/** How many packets a control is at most: a connection that nobody answers repeats its first packet after 1 s. */
export function mostPackets({ protocol, outcome }: Control): number {
  if (outcome === 'unreachable') return 0;

  return protocol === 'udp' ? 1 : 2;
}
