import type { Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';
import { readSetting, writeSetting } from './setting.ts';

/** Mobile data switched off, because a phone whose Wi-Fi probe fails would use mobile data and bypass the proxy. */
export const mobileData: ChangeKind<'mobile-data'> = {
  kind: 'mobile-data',
  describe: () => 'mobile data switched off',
  async undo(phone, { before }) {
    // `svc` switches only the SIM for data, and a phone may change the settings of other SIMs with it.
    if (before === undefined || (await wasOn(phone, before)))
      await phone.privileged(['svc', 'data', 'enable']);
    const now = await readMobileData(phone);
    for (const [key, value] of Object.entries(before ?? {}))
      if (now[key] !== value) await writeSetting(phone, 'global', key, value);
  },
  async verify(phone, { before }) {
    const now = await readMobileData(phone);
    if (before === undefined)
      return now['mobile_data'] === '1' ? undefined : 'mobile data is still switched off';
    const changed = Object.entries(before).filter(([key, value]) => now[key] !== value);

    return changed.length === 0
      ? undefined
      : `mobile data: ${changed.map(([key, value]) => `${key} is ${now[key] ?? 'absent'}, was ${value}`).join(', ')}`;
  },
};

/**
 * The settings of mobile data: `mobile_data`, and on a phone for several SIMs one for each subscription, such as `mobile_data2` (AOSP
 * GlobalSettingsHelper.java).
 */
export async function readMobileData(phone: Phone): Promise<Record<string, string>> {
  const list = await phone.shell(['settings', 'list', 'global']);

  return Object.fromEntries(
    [...list.matchAll(/^(mobile_data\d*)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value.trim()]),
  );
}

/** Whether mobile data was on for the SIM that is used for data (`multi_sim_data_call` is its subscription). */
async function wasOn(phone: Phone, before: Readonly<Record<string, string>>): Promise<boolean> {
  const subscription = await readSetting(phone, 'global', 'multi_sim_data_call');

  return (before[`mobile_data${subscription ?? ''}`] ?? before['mobile_data']) === '1';
}
