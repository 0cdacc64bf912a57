import { createHash } from 'node:crypto';
import type { Device, InstalledPackage } from '../device.ts';

export interface Identity {
  androidId: string;
  uuid: string;
  advertisingId: string;
  model: string;
  region: string;
  account: null;
}

/** Who the handset and the installation are to an app. The androidId is one for each signer, as since Android 8. */
export function identityOf(
  device: Pick<Device, 'settings' | 'properties' | 'options'>,
  installed: Pick<InstalledPackage, 'signer'>,
  uuid: string,
): Identity {
  const handset =
    device.settings.get('secure', 'android_id') ??
    device.properties.get('ro.serialno') ??
    device.options.workDir;

  return {
    androidId: hash(`${handset} ${installed.signer}`).slice(0, 16),
    uuid,
    advertisingId: asUuid(hash(`${handset} advertising`)),
    model: device.properties.get('ro.product.model') ?? 'Redmi Note 8',
    region: device.properties.get('ro.miui.region') ?? 'IN',
    account: null,
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function asUuid(hex: string): string {
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
