import { readSetting, writeSetting } from './journal/changes/setting.ts';
import type { Journal } from './journal/journal.ts';
import type { Phone } from './phone.ts';

/** Private DNS of a phone (AOSP Settings.Global PRIVATE_DNS_MODE, PRIVATE_DNS_SPECIFIER). */
export interface PrivateDns {
  /** `off`, `opportunistic` or `hostname`; null where unset, which is `opportunistic` (AOSP PrivateDnsManager). */
  mode: string | null;
  /** The host of the resolver in the mode `hostname`; null where unset. */
  specifier: string | null;
}

const MODE = 'private_dns_mode';
const SPECIFIER = 'private_dns_specifier';

export async function readPrivateDns(phone: Phone): Promise<PrivateDns> {
  return {
    mode: await readSetting(phone, 'global', MODE),
    specifier: await readSetting(phone, 'global', SPECIFIER),
  };
}

/**
 * Turns Private DNS off: the phone then sends no encrypted questions to a resolver of its vendor or owner, and those that it sends to
 * the network's resolver can be counted by their port. What they ask stays unseen (`dns-unseen`): netd sends them for all apps.
 */
export async function disablePrivateDns(phone: Phone, journal: Journal): Promise<void> {
  const before = await readPrivateDns(phone);
  if (before.mode !== 'off')
    await journal.make('setting', { namespace: 'global', key: MODE, before: before.mode }, () =>
      writeSetting(phone, 'global', MODE, 'off'),
    );
  if (before.specifier !== null)
    await journal.make('setting', { namespace: 'global', key: SPECIFIER, before: before.specifier }, () =>
      writeSetting(phone, 'global', SPECIFIER, null),
    );
  const now = await readPrivateDns(phone);
  if (now.mode !== 'off' || now.specifier !== null)
    throw new Error(
      `Private DNS of ${phone.serial} was turned off, but is now ${now.mode ?? 'unset'}${now.specifier === null ? '' : ` (${now.specifier})`}`,
    );
}
