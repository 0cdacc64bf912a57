import { chainOf, TABLES } from '../../packets/rules.ts';
import { everyStep, outputIfAny } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/** Our chains in the mangle tables of IPv4 and IPv6; they do not survive a reboot. */
export const packetRules: ChangeKind<'packet-rules'> = {
  kind: 'packet-rules',
  describe: (change) => `packet counters of ${change.uids.join(', ')}`,
  async undo(phone, change) {
    await everyStep(
      TABLES.flatMap(({ command }) =>
        change.uids.map((uid) => async () => {
          // Each fails where the one before a crash never came to be; `verify` tells whether anything is left.
          await outputIfAny(phone.asRoot([...command, ...chainOf(uid).unhook]));
          await outputIfAny(phone.asRoot([...command, '-F', chainOf(uid).name]));
          await outputIfAny(phone.asRoot([...command, '-X', chainOf(uid).name]));
        }),
      ),
    );
  },
  async verify(phone, change) {
    const left: string[] = [];
    for (const { family, command } of TABLES)
      for (const uid of change.uids) {
        const { name } = chainOf(uid);
        if ((await outputIfAny(phone.asRoot([...command, '-S', name]))) !== undefined)
          left.push(`${name} (${family})`);
      }

    return left.length === 0 ? undefined : `chains are still there: ${left.join(', ')}`;
  },
};
