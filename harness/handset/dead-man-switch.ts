import { setTimeout as sleep } from 'node:timers/promises';
import { DIRECT_TABLES } from './direct/rules.ts';
import { PROXY_PORT } from './intercept.ts';
import type { Journal } from './journal/journal.ts';
import { SWITCH_FILES } from './journal/changes/dead-man-switch.ts';
import type { Phone } from './phone.ts';
import { NAT, redirectRules } from './redirect-rules.ts';
import { quote } from './shell/quote.ts';

/** The recorder must not have answered this many requests in turn. */
const MISSES = 6;
/** Handset seconds between two requests, and how long the first of them waits for its answer. */
const EVERY_S = 13;
const ANSWER_S = 2;
const START_MS = 5_000;
const POLL_MS = 100;

/**
 * Starts a program on the phone that removes the proxy and the jumps to our chains if the recorder has not answered for 90 s: the
 * harness was killed or the phone unplugged, and the phone would have no network until somebody restores it. It runs on after adb's
 * shell ends. Mounts and other changes stay in the journal. On a rooted phone it also writes which processes are frozen, so that a
 * wait needs no `su` each second.
 *
 * @param url the recorder's heartbeat URL
 * @param speed of the phone's clock during waits; the time is 90 real seconds then
 * @throws Error if the program did not start
 */
export async function startDeadManSwitch(
  phone: Phone,
  journal: Journal,
  { url, speed }: { url: string; speed: number },
): Promise<void> {
  const { script, started, fired } = SWITCH_FILES;
  await journal.make('dead-man-switch', {}, async () => {
    await phone.write(script, scriptOf(url, speed, phone.root !== null));
    const raw = `rm -f ${started} ${fired}; setsid sh ${script} </dev/null >/dev/null 2>&1 &`;
    await (phone.root ? phone.asRoot({ raw }) : phone.shell({ raw }));
    for (const from = performance.now(); !(await phone.exists(started)); await sleep(POLL_MS))
      if (performance.now() - from > START_MS) throw new Error(`${script} did not start`);
  });
}

/** A sentence if the switch has fired; undefined if not. */
export async function firedSwitch(phone: Phone): Promise<string | undefined> {
  return (await phone.exists(SWITCH_FILES.fired))
    ? 'the phone removed the proxy itself, because the recorder had not answered for 90 s'
    : undefined;
}

/** Remove the jumps to the chains that redirect or refuse. The chains that only count stay until the phone is restored. */
const UNHOOK: readonly (readonly string[])[] = [
  ...redirectRules([])
    .undo.slice(0, 1)
    .map((words) => [...NAT, ...words]),
  ...DIRECT_TABLES.map(({ command, hook }) => [...command, '-D', ...hook]),
];

function scriptOf(url: string, speed: number, isRoot: boolean): string {
  const { script, started, fired } = SWITCH_FILES;
  const request = `GET ${url}?0 HTTP/1.1\\r\\nHost: ${new URL(url).host}\\r\\nConnection: close\\r\\n\\r\\n`;

  // adb ends a tunnel with either of its directions, so that standard input has to stay open until the answer is there.
  return `${isRoot ? `${frozenLoop(speed)}\n` : ''}echo "$$ $! $(cat /proc/sys/kernel/random/boot_id)" > ${started}
misses=
until [ "$misses" = ${'x'.repeat(MISSES)} ]; do
  if (printf '${request}'; sleep ${ANSWER_S * speed}) | timeout ${ANSWER_S * speed} nc 127.0.0.1 ${PROXY_PORT} 2>/dev/null | grep -q '^beat 0'; then misses=; else misses=x$misses; fi
  sleep ${EVERY_S * speed}
done
[ -e ${script} ] || exit
echo fired > ${fired}
settings put global http_proxy :0
${UNHOOK.map((words) => `${quote(words)} 2>/dev/null`).join('\n')}
`;
}

/**
 * Writes `/proc/uptime` and the states of the kernel's freezer each real second, in a file that the shell user can read. Newer
 * Androids may keep the groups of apps in a folder of their own.
 */
function frozenLoop(speed: number): string {
  const { script, frozen } = SWITCH_FILES;
  const states = ['', 'apps/'].map((folder) => `/sys/fs/cgroup/${folder}uid_*/pid_*/cgroup.freeze`).join(' ');

  return `while [ -e ${script} ]; do
  (cat /proc/uptime; grep . /dev/null ${states}) > ${frozen}.new 2>/dev/null
  chmod 644 ${frozen}.new
  mv ${frozen}.new ${frozen}
  sleep ${speed}
done &`;
}
