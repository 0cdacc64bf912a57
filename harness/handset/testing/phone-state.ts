/** What a run may change on a phone, each item as text: `before` and `after` of a run must be equal. */
export type PhoneState = Record<string, string>;

/**
 * The listed exceptions of "as it was": Appium's own traces, and an empty property, which cannot be removed before a restart and is
 * read like one that does not exist.
 */
const EXCEPTIONS = /io\.appium\.|hidden_api_policy|mock_apps\.json|^\[[\w.]+\]: \[\]$/;

const LINES: Record<string, string> = {
  global: 'settings list global',
  secure: 'settings list secure',
  system: 'settings list system',
  mounts: 'su 0 cat /proc/mounts',
  'temporary files': 'su 0 ls /data/local/tmp',
  'users certificates': 'su 0 ls /data/misc/user/0',
  packages: 'pm list packages --show-versioncode',
  mangle: 'su 0 iptables -t mangle -S',
  'mangle of IPv6': 'su 0 ip6tables -t mangle -S',
  nat: 'su 0 iptables -t nat -S',
  properties: 'getprop',
};

/**
 * Reads the state of a rooted simulated handset.
 * @param adb runs adb on the handset, and resolves to its stdout
 */
export async function readPhoneState(adb: (...args: string[]) => Promise<string>): Promise<PhoneState> {
  const state: PhoneState = { tunnels: sorted(await adb('reverse', '--list')) };
  for (const [item, line] of Object.entries(LINES)) state[item] = sorted(await adb('shell', line));

  return state;
}

function sorted(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !EXCEPTIONS.test(line))
    .toSorted()
    .join('\n');
}
