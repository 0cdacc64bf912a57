import type { Phone } from '../../phone.ts';
import { runInInit } from '../../trust/namespaces.ts';
import type { ChangeKind } from '../kind.ts';

/** A tmpfs with certificates, in the namespace of init; a reboot removes it. */
export const certificateMount: ChangeKind<'certificate-mount'> = {
  kind: 'certificate-mount',
  describe: (change) => `mount over ${change.over}`,
  async undo(phone, change) {
    if (await isMounted(phone, change.over)) await runInInit(phone, `umount ${change.over}`);
    await phone.asRoot(['rm', '-rf', change.copy]);
  },
  async verify(phone, change) {
    return (await isMounted(phone, change.over)) ? `the mount at ${change.over} was not removed` : undefined;
  },
};

/** Whether something is mounted on exactly this path, as init sees it. */
async function isMounted(phone: Phone, path: string): Promise<boolean> {
  const mounts = await phone.asRoot(['cat', '/proc/1/mounts']);

  return mounts.split('\n').some((line) => line.split(' ')[1] === path);
}
