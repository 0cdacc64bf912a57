import { redirectRules } from '../../redirect-rules.ts';
import { quote } from '../../shell/quote.ts';
import type { ChangeKind } from '../kind.ts';

/** Our chain in the nat table, which leads each watched UID to a port of its own; it does not survive a reboot. */
export const uidRedirect: ChangeKind<'uid-redirect'> = {
  kind: 'uid-redirect',
  describe: (change) => `redirect of UIDs ${change.ports.map(({ uid }) => uid).join(', ')}`,
  async undo(phone) {
    // Each fails where the one before a crash never came to be; `verify` tells whether anything is left.
    for (const step of redirectRules([]).undo)
      await phone.asRoot({ raw: `${quote(step)} 2>/dev/null || true` });
  },
  async verify(phone) {
    const listed = await phone.asRoot({ raw: `${quote(redirectRules([]).list)} 2>/dev/null || true` });

    return listed.trim() === '' ? undefined : `the redirect's chain is still there: ${listed.trim()}`;
  },
};
