/** What a run may change on a phone, an item for each: the text that a command prints. */
export type HandsetState = Record<string, string>;

/** Root's lines are sent through AOSP's `su`. */
const COMMANDS: Record<string, string> = {
  'settings global': 'settings list global',
  'settings secure': 'settings list secure',
  'settings system': 'settings list system',
  packages: 'pm list packages --show-versioncode',
  'doze exceptions': 'dumpsys deviceidle whitelist',
  'processes of root and the shell': "ps -A -o USER,NAME | grep -E '^(root|shell) '",
  mounts: 'su 0 cat /proc/mounts',
  'files of the shell': 'su 0 ls /data/local/tmp',
  'certificates of the user': 'su 0 ls /data/misc/user/0',
  'certificates of the system': 'su 0 ls /system/etc/security/cacerts',
  'rules mangle': 'su 0 iptables -t mangle -S',
  'rules nat': 'su 0 iptables -t nat -S',
  'rules filter': 'su 0 iptables -t filter -S',
  'rules of IPv6, mangle': 'su 0 ip6tables -t mangle -S',
  'rules of IPv6, filter': 'su 0 ip6tables -t filter -S',
};

/** Reads the state, by a function that runs a line in the phone's shell. */
export async function readState(shell: (line: string) => Promise<string>): Promise<HandsetState> {
  const state: HandsetState = {};
  for (const [item, line] of Object.entries(COMMANDS))
    state[item] = (await shell(line)).split('\n').toSorted().join('\n').trim();

  return state;
}

/** The items that differ, each with its lines that are only in one of the two states. */
export function differences(before: HandsetState, after: HandsetState): string[] {
  return Object.keys(before).flatMap((item) => {
    const [was, is] = [linesOf(before[item]), linesOf(after[item])];
    const changes = [
      ...[...was].filter((line) => !is.has(line)).map((line) => `-${line}`),
      ...[...is].filter((line) => !was.has(line)).map((line) => `+${line}`),
    ];

    return changes.length === 0 ? [] : [`${item}: ${changes.join(', ')}`];
  });
}

/** What Appium itself leaves on a phone is a listed exception. */
const OF_APPIUM = /io\.appium|hidden_api_policy|mock_apps\.json/;

function linesOf(text = ''): Set<string> {
  return new Set(text.split('\n').filter((line) => line !== '' && !OF_APPIUM.test(line)));
}
