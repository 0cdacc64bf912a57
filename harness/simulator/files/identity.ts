import type { Device } from '../device.ts';
import { advertisingIdOf, androidIdOf } from '../script/identity.ts';

/** Writes the handset's identifiers to the files in which root finds them; apps get the same values. */
export function provideIdentity(
  device: Pick<Device, 'files' | 'packages' | 'settings' | 'properties' | 'options'>,
): void {
  const { files } = device;
  const privately = {
    mode: 0o600,
    owner: 'system',
    group: 'system',
    context: 'u:object_r:system_data_file:s0',
  };
  for (const folder of ['/data/system/users/0', '/data/data/com.google.android.gms/shared_prefs'])
    files.makeDirectory(folder, true);
  files.provide('/data/system/users/0/settings_ssaid.xml', () => androidIds(device), privately);
  files.provide(
    '/data/data/com.google.android.gms/shared_prefs/adid_settings.xml',
    () =>
      `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n    <string name="adid_key">${advertisingIdOf(device)}</string>\n</map>\n`,
    privately,
  );
  files.provide('/sys/class/net/wlan0/address', () => '5e:1c:a6:a7:e5:1b\n', { mode: 0o444 });
}

/** One row for each app (AOSP SettingsState.java), as text, which `abx2xml` leaves unchanged. */
function androidIds(device: Parameters<typeof androidIdOf>[0] & Pick<Device, 'packages'>): string {
  const rows = device.packages
    .list()
    .filter(({ browser }) => browser !== undefined)
    .map((installed, index) => {
      const value = androidIdOf(device, installed);

      return `  <setting id="${index + 1}" name="${installed.uid}" value="${value}" package="${installed.package}" defaultValue="${value}" defaultSysSet="true" tag="null" />\n`;
    });

  return `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<settings version="-1">\n${rows.join('')}</settings>\n`;
}
