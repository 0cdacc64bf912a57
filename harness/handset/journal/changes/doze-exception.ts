import { outputIfAny, type Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/** An app that was not among the owner's exceptions from power saving (AOSP DeviceIdleController.java, `whitelist`). */
export const dozeException: ChangeKind<'doze-exception'> = {
  kind: 'doze-exception',
  describe: (change) => `exception of ${change.package} from power saving`,
  async undo(phone, change) {
    await phone.shell(['dumpsys', 'deviceidle', 'whitelist', `-${change.package}`]);
  },
  async verify(phone, change) {
    const isException = await isDozeException(phone, change.package);
    if (isException === false) return undefined;

    return `${change.package} ${isException === undefined ? 'may still be' : 'is still'} an exception from power saving`;
  },
};

/**
 * Whether an app is an exception from power saving: a line `user,com.example,10123` of `dumpsys deviceidle whitelist`; undefined where
 * the phone does not report it.
 */
export async function isDozeException(phone: Phone, name: string): Promise<boolean | undefined> {
  const list = await outputIfAny(phone.shell(['dumpsys', 'deviceidle', 'whitelist']));

  return list?.split('\n').some((line) => line.trim().split(',')[1] === name);
}
