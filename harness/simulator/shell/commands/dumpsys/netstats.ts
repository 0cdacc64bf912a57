import { BUCKET_MS, type Counts } from '../../../system/net-stats.ts';
import { NotModelled, type Shell } from '../../command.ts';
import type { Dump } from './dump.ts';

/** Numbers of the interfaces, as in `ip link`. */
const INTERFACES = { lo: 1, wlan0: 24 } as const;

/**
 * `dumpsys netstats [--poll] [detail]`. `--poll` polls before it dumps. Source: AOSP 13 NetworkStatsService.dump,
 * dumpStatsMapLocked, dumpAppUidStatsMapLocked, NetworkStatsCollection.dump.
 */
export const dumpNetStats: Dump = (args, shell) => {
  const unknown = args.find((arg) => !['detail', '--poll', '--full', '--uid'].includes(arg));
  if (unknown !== undefined) throw new NotModelled(`dumpsys netstats ${unknown}`);
  if (args.includes('--poll')) {
    shell.system.netStats.poll();
    if (args.length === 1) return '';
  }
  const active = `Active interfaces:\n  iface=wlan0 ident=[${identOf(shell)}]\nActive UID interfaces:\n  iface=wlan0 ident=[${identOf(shell)}]\n`;
  const detailed = args.some((arg) => arg !== '--poll');

  return detailed ? `${active}${uidStats(shell)}${maps(shell)}` : active;
};

function identOf({ device }: Shell): string {
  const { type, metered } = device.network;
  const kind =
    type === 'WIFI'
      ? 'type=1, ratType=COMBINED, wifiNetworkKey="Simulated"'
      : 'type=0, ratType=COMBINED, subscriberId=310260...';

  return `{${kind}, metered=${metered}, defaultNetwork=true, oemManaged=OEM_NONE, subId=-1}`;
}

function uidStats(shell: Shell): string {
  const history = shell.system.netStats.history();
  const blocks = [...new Set(history.map(({ uid }) => uid))].map((uid) => {
    const rows = history.filter((row) => row.uid === uid);
    const buckets = rows.map(
      ({ start, counts }) =>
        `      st=${start / 1000} rb=${counts.rxBytes} rp=${counts.rxPackets} tb=${counts.txBytes} tp=${counts.txPackets} op=0\n`,
    );

    return `  ident=[${identOf(shell)}] uid=${uid} set=DEFAULT tag=0x0\n    NetworkStatsHistory: bucketDuration=${BUCKET_MS / 1000}\n${buckets.join('')}`;
  });

  return `UID stats:\n  Pending bytes: 0\n  Complete history:\n${blocks.join('')}`;
}

function maps({ system }: Shell): string {
  const row = (key: string, { rxBytes, rxPackets, txBytes, txPackets }: Counts) =>
    `    ${key} ${rxBytes} ${rxPackets} ${txBytes} ${txPackets}\n`;
  const ofUids = system.netStats.uids().map(({ uid, counts }) => row(String(uid), counts));
  const ofInterfaces = system.netStats
    .maps()
    .map(({ iface, uid, counts }) => row(`${INTERFACES[iface]} ${iface} 0x0 ${uid} 0`, counts));
  const header = '    ifaceIndex ifaceName tag_hex uid_int cnt_set rxBytes rxPackets txBytes txPackets\n';

  return `BPF map content:
  mAppUidStatsMap:
    uid rxBytes rxPackets txBytes txPackets
${ofUids.join('')}  mStatsMapA:
${header}${ofInterfaces.join('')}  mStatsMapB:
${header}`;
}
