import { rulesOfChain } from '../../iptables-chain.ts';
import { chainOf, TABLES } from '../../packets/rules.ts';
import { runAllSteps } from '../../phone.ts';
import { quote } from '../../shell/quote.ts';
import type { ChangeKind } from '../kind.ts';

/** The harness's chains in the mangle tables of IPv4 and IPv6; a reboot removes them. */
export const packetRules: ChangeKind<'packet-rules'> = {
  kind: 'packet-rules',
  describe: (change) => `packet counters of ${change.uids.join(', ')}`,
  async undo(phone, change) {
    await runAllSteps(
      TABLES.flatMap(({ command }) =>
        change.uids.map((uid) => async () => {
          // A step fails if the run crashed before it made that rule or chain; `verify` reports chains that are left.
          const chain = chainOf(uid);
          for (const step of [chain.unhook, ['-F', chain.name], ['-X', chain.name]])
            await phone.asRoot({ raw: `${quote([...command, ...step])} || true` });
        }),
      ),
    );
  },
  async verify(phone, change) {
    const left: string[] = [];
    for (const { family, command } of TABLES)
      for (const uid of change.uids) {
        const { name } = chainOf(uid);
        const rules = await rulesOfChain(phone, [...command, '-S', name]);
        if (rules !== undefined) left.push(`${name} (${family})`);
      }

    return left.length === 0 ? undefined : `chains still exist: ${left.join(', ')}`;
  },
};
