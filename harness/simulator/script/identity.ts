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

/** The identifiers that an app gets. As since Android 8, the androidId differs by signer. */
export function identityOf(
  device: IdentityDevice,
  installed: Pick<InstalledPackage, 'signer'>,
  uuid: string,
): Identity {
  return {
    androidId: androidIdOf(device, installed),
    uuid,
    advertisingId: advertisingIdOf(device),
    model: device.properties.get('ro.product.model') ?? 'Redmi Note 8',
    region: device.properties.get('ro.miui.region') ?? 'IN',
    account: null,
  };
}

type IdentityDevice = Pick<Device, 'settings' | 'properties' | 'options'>;

export function androidIdOf(device: IdentityDevice, { signer }: Pick<InstalledPackage, 'signer'>): string {
  return hash(`${handsetOf(device)} ${signer}`).slice(0, 16);
}

export function advertisingIdOf(device: IdentityDevice): string {
  return asUuid(hash(`${handsetOf(device)} advertising`));
}

function handsetOf(device: IdentityDevice): string {
  return (
    device.settings.get('secure', 'android_id') ??
    device.properties.get('ro.serialno') ??
    device.options.workDir
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function asUuid(hex: string): string {
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
