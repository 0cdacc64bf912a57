import type { Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

export type Namespace = 'global' | 'secure' | 'system';

/** A row of Android's settings. */
export const setting: ChangeKind<'setting'> = {
  kind: 'setting',
  describe: (change) => `setting ${change.namespace}/${change.key}`,
  async undo(phone, change) {
    // A phone that refused the change would refuse to undo it too.
    if ((await readSetting(phone, change.namespace, change.key)) !== change.before)
      await writeSetting(phone, change.namespace, change.key, change.before);
  },
  async verify(phone, change) {
    const now = await readSetting(phone, change.namespace, change.key);
    if (now === change.before) return undefined;

    return `setting ${change.namespace}/${change.key} is ${now ?? 'absent'}, was ${change.before ?? 'absent'}`;
  },
};

/** The value of a setting; null where unset (`settings get` then prints the word `null`). */
export async function readSetting(phone: Phone, namespace: Namespace, key: string): Promise<string | null> {
  const value = (await phone.shell(['settings', 'get', namespace, key])).trim();

  return value === 'null' ? null : value;
}

/** Writes a setting; null deletes it. */
export async function writeSetting(
  phone: Phone,
  namespace: Namespace,
  key: string,
  value: string | null,
): Promise<void> {
  if (value === null) await phone.privileged(['settings', 'delete', namespace, key]);
  else await phone.privileged(['settings', 'put', namespace, key, value]);
}
