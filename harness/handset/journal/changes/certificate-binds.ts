import type { Phone } from '../../phone.ts';
import { quote } from '../../shell/quote.ts';
import type { ChangeKind, ChangeOf } from '../kind.ts';

/**
 * A copy of the certificate store, bound over it in the namespaces of several processes. Apps that started since then have the bind
 * too. Each is found by the number of the copy's file system, so that a process that got the pid of an
 * earlier one is left alone. A restart of the phone removes all.
 */
export const certificateBinds: ChangeKind<'certificate-binds'> = {
  kind: 'certificate-binds',
  describe: (change) => `certificates bound over ${change.folder}`,
  async undo(phone, change) {
    if (await hasRestarted(phone, change)) return;
    await inEach(phone, change, `nsenter --mount=$d/ns/mnt -- umount ${quote([change.folder])}`);
  },
  async verify(phone, change) {
    if (await hasRestarted(phone, change)) return undefined;
    const left = (await inEach(phone, change, 'echo $d')).trim().split('\n').filter(Boolean);

    return left.length === 0
      ? undefined
      : `the certificates bound over ${change.folder} are still there in ${left.join(', ')}`;
  },
};

/** Runs a line for each process that has the bind; `$d` is its folder in /proc. Processes share namespaces, so each is checked anew. */
async function inEach(
  phone: Phone,
  { device, folder }: ChangeOf<'certificate-binds'>,
  line: string,
): Promise<string> {
  const bind = quote([` ${device} / ${folder} `]);
  const raw = `for d in /proc/[0-9]*; do if grep -q ${bind} $d/mountinfo 2>/dev/null; then ${line}; fi; done; true`;

  return await phone.asRoot({ raw }, { timeoutMs: 120_000 });
}

async function hasRestarted(phone: Phone, { bootId }: ChangeOf<'certificate-binds'>): Promise<boolean> {
  return (await phone.asRoot(['cat', '/proc/sys/kernel/random/boot_id'])).trim() !== bootId;
}
