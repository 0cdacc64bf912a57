import { versionOf } from '../../packages/package-dump.ts';
import type { Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/**
 * An installed package. An update of a preinstalled app is uninstalled, which brings the app of the system image back (AOSP
 * DeletePackageHelper). If it replaced another version, the phone's owner has to install that version again.
 */
export const packageChange: ChangeKind<'package'> = {
  kind: 'package',
  describe: (change) => `package ${change.package}`,
  async undo(phone, change) {
    const mayUninstall = change.before === null || change.preinstalled === true;
    if (mayUninstall && (await installedVersion(phone, change.package)) !== change.before)
      await phone.shell(['pm', 'uninstall', change.package], { timeoutMs: 90_000 });
  },
  async verify(phone, change) {
    const now = await installedVersion(phone, change.package);
    if (now === change.before) return undefined;
    if (change.before === null) return `${change.package} ${now ?? ''} is still installed`;

    return `version ${change.before} of ${change.package} was installed before the run, now ${now ?? 'none'} is: install version ${change.before} yourself`;
  },
};

async function installedVersion(phone: Phone, name: string): Promise<string | null> {
  return versionOf(await phone.shell(['dumpsys', 'package', name]), name)?.versionName ?? null;
}
