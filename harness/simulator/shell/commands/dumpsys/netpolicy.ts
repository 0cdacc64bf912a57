import { blockingReason } from '../../../net/background-firewall.ts';
import { NotModelled } from '../../command.ts';
import type { Dump } from './dump.ts';

/**
 * `dumpsys netpolicy`, as far as it is about the whole phone and about UIDs. Battery saver is the setting `low_power`. Source: AOSP
 * NetworkPolicyManagerService.dump; UidBlockedState.toString since Android 12.
 */
export const dumpNetPolicy: Dump = (args, { device }) => {
  if (args.length > 0) throw new NotModelled(`dumpsys netpolicy ${args.join(' ')}`);
  const { rules, activities, packages, settings, chaos } = device;
  const lowPower = settings.get('global', 'low_power') === '1';
  const running = new Set(activities.processes().map(({ uid }) => uid));
  const uids = [...new Set([...packages.list().map(({ uid }) => uid), ...running])].toSorted((a, b) => a - b);
  const blockers = [rules.blocksBackground && 'APP_BACKGROUND', chaos.has('doze') && 'DOZE'];
  const blocked = blockers.filter((reason) => reason !== false).join('|') || 'NONE';
  const rows = uids.map((uid) => {
    const state = running.has(uid) ? '2 (fg)' : '20 (bg)';
    const effective = blockingReason(device, uid) ?? 'NONE';
    if (!rules.dumpsBlockedState)
      return `  UID=${uid} state=${state} rules=${effective === 'NONE' ? '0 (NONE)' : '64 (REJECT_ALL)'}\n`;

    return `  UID=${uid}, state={procState=${running.has(uid) ? 'TOP' : 'NONE'},seq=1,cap=}, blocked_state={blocked=${blocked},allowed=NONE,effective=${effective}}\n`;
  });

  return `System ready: true
Restrict background: ${chaos.strikes('data-saver')}
Restrict power: ${lowPower}
Device idle: ${chaos.strikes('doze')}
Network policies:
Policy for UIDs:
Status for all known UIDs:
${rows.join('')}Admin restricted uids for metered data:
`;
};
