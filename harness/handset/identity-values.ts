import type { IdentityValue } from '../model/identity.ts';
import { outputIfAny, type Command, type Phone } from './phone.ts';
import { quote } from './shell/quote.ts';

/** A command that prints a value that identifies the phone's owner, and how to parse its output. */
interface ValueSource {
  name: string;
  command: readonly string[];
  asRoot?: true;
  /** The values in the command's output. */
  read(text: string): string[];
}

/** Values that do not identify a phone: unset, or the same on many phones. */
const PLACEHOLDERS = new Set(['', 'null', 'unknown', '02:00:00:00:00:00', '00:00:00:00:00:00']);
const trimmedLine = (text: string): string[] => [text.trim()];

/** The phone's values that identify its owner, as far as the phone reports them. */
export async function readIdentity(phone: Phone, release: string): Promise<IdentityValue[]> {
  const values: IdentityValue[] = [];
  for (const { name, command, asRoot, read } of valueSources(release)) {
    if (asRoot && phone.root === null) continue;
    const silentCommand: Command = { raw: `${quote(command)} 2>/dev/null` };
    const text = await outputIfAny(asRoot ? phone.asRoot(silentCommand) : phone.shell(silentCommand));
    for (const value of read(text ?? '')) {
      const known = values.some((each) => each.name === name && each.value === value);
      if (!known && !PLACEHOLDERS.has(value)) values.push({ name, value, source: command.join(' ') });
    }
  }

  return values;
}

function valueSources(release: string): ValueSource[] {
  const setting = (name: string): string[] => ['settings', 'get', 'secure', name];

  return [
    // Apps saw this value until Android 7, and system apps still do. Since Android 8, each app sees its own value, which
    // is in settings_ssaid.xml (AOSP SettingsProvider.java).
    { name: 'android_id', command: setting('android_id'), read: trimmedLine },
    {
      name: 'android_id',
      command: ['abx2xml', '/data/system/users/0/settings_ssaid.xml', '-'],
      asRoot: true,
      read: (xml) => ssaidsOf(xml, release),
    },
    {
      name: 'android_id',
      command: ['cat', '/data/system/users/0/settings_ssaid.xml'],
      asRoot: true,
      read: (xml) => ssaidsOf(xml, release),
    },
    {
      name: 'advertising_id',
      command: ['cat', '/data/data/com.google.android.gms/shared_prefs/adid_settings.xml'],
      asRoot: true,
      read: (xml) => matches(xml, /name="adid_key">([^<]+)</g),
    },
    { name: 'serial', command: ['getprop', 'ro.serialno'], read: trimmedLine },
    {
      name: 'imei',
      command: ['service', 'call', 'iphonesubinfo', '1', 's16', 'com.android.shell'],
      asRoot: true,
      read: (text) => matches(textOfParcel(text), /\b(\d{15})\b/g),
    },
    { name: 'mac', command: ['cat', '/sys/class/net/wlan0/address'], asRoot: true, read: trimmedLine },
    { name: 'bluetooth_mac', command: setting('bluetooth_address'), read: trimmedLine },
    {
      name: 'account',
      command: ['dumpsys', 'account'],
      read: (text) => matches(text, /\bAccount \{name=([^,}]+), type=/g),
    },
  ];
}

/** The android_id that the release sees (AOSP SettingsState.java: `<setting id= name="uid" value= package=>`). */
function ssaidsOf(xml: string, release: string): string[] {
  return matches(xml, /<setting\b[^>]*>/g, 0).flatMap((row) =>
    row.includes(`package="${release}"`) ? matches(row, /\bvalue="([^"]+)"/g) : [],
  );
}

/** The characters that `service call` prints next to the words of a parcel: UTF-16 with a dot for each zero byte. */
function textOfParcel(text: string): string {
  return matches(text, /'([^']*)'/g)
    .join('')
    .replaceAll('.', '');
}

function matches(text: string, pattern: RegExp, group = 1): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match[group] ?? []);
}
