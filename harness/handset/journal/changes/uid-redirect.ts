import { rulesOfChain } from '../../iptables-chain.ts';
import { removeLines } from '../../iptables-rules.ts';
import { NAT, redirectRules } from '../../redirect-rules.ts';
import type { ChangeKind } from '../kind.ts';

/** The harness's chain in the nat table, which redirects each watched UID to its own port; a reboot removes it. */
export const uidRedirect: ChangeKind<'uid-redirect'> = {
  kind: 'uid-redirect',
  describe: (change) => `redirect of UIDs ${change.ports.map(({ uid }) => uid).join(', ')}`,
  async undo(phone) {
    // A step fails if the run crashed before it made that rule or chain; `verify` reports a chain that is left.
    for (const raw of removeLines([NAT], redirectRules([]).undo)) await phone.asRoot({ raw });
  },
  async verify(phone) {
    const rules = await rulesOfChain(phone, redirectRules([]).list);

    return rules === undefined
      ? undefined
      : `the iptables chain of the redirect still exists: ${rules.trim()}`;
  },
};
