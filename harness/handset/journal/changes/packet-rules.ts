import { rulesOfChain } from '../../iptables-chain.ts';
import { removeLines } from '../../iptables-rules.ts';
import { chainOf, TABLES } from '../../packets/rules.ts';
import { runAllSteps } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/** The harness's chains in the mangle tables of IPv4 and IPv6; a reboot removes them. */
export const packetRules: ChangeKind<'packet-rules'> = {
  kind: 'packet-rules',
  describe: (change) => `packet counters of ${change.uids.join(', ')}`,
  async undo(phone, change) {
    const chains = change.uids.map((uid) => chainOf(uid));
    // A step fails if the run crashed before it made that rule or chain; `verify` reports chains that are left.
    const lines = removeLines(
      TABLES.map(({ command }) => command),
      chains.flatMap(({ name, unhook }) => [unhook, ['-F', name], ['-X', name]]),
    );
    await runAllSteps(lines.map((raw) => async () => await phone.asRoot({ raw })));
  },
  async verify(phone, change) {
    const left: string[] = [];
    for (const { family, command } of TABLES) {
      const rules = (await rulesOfChain(phone, [...command, '-S'])) ?? '';
      for (const { name } of change.uids.map((uid) => chainOf(uid)))
        if (rules.split('\n').includes(`-N ${name}`)) left.push(`${name} (${family})`);
    }

    return left.length === 0 ? undefined : `chains still exist: ${left.join(', ')}`;
  },
};
