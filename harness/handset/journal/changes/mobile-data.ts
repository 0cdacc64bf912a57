import type { ChangeKind } from '../kind.ts';
import { readSetting } from './setting.ts';

/** Mobile data switched off, because a phone whose Wi-Fi probe fails would use mobile data and bypass the proxy. */
export const mobileData: ChangeKind<'mobile-data'> = {
  kind: 'mobile-data',
  describe: () => 'mobile data switched off',
  async undo(phone) {
    await phone.privileged(['svc', 'data', 'enable']);
  },
  async verify(phone) {
    const on = (await readSetting(phone, 'global', 'mobile_data')) === '1';

    return on ? undefined : 'mobile data is still switched off';
  },
};
