import type { Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/** A system property. A property that did not exist cannot be removed before a reboot, so it is emptied. */
export const property: ChangeKind<'property'> = {
  kind: 'property',
  describe: (change) => `property ${change.name}`,
  async undo(phone, change) {
    await phone.shell(['setprop', change.name, change.before ?? '']);
  },
  async verify(phone, change) {
    const now = await readProperty(phone, change.name);

    return now === change.before ? undefined : `property ${change.name} is still '${now ?? ''}'`;
  },
};

/** The value of a property; null where it is not set (`getprop` prints an empty line). */
export async function readProperty(phone: Phone, name: string): Promise<string | null> {
  const value = (await phone.shell(['getprop', name])).trim();

  return value === '' ? null : value;
}
