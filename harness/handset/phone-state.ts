import { outputIfAny, type Phone } from './phone.ts';
import { quote } from './shell/quote.ts';

/** What shows whether the phone kept running, and what may hold uploads back. Null where the phone does not report it. */
export interface PhoneState {
  /** The kernel's random id of this boot (`/proc/sys/kernel/random/boot_id`). */
  boot: string | null;
  /** How often Android's system server started since the boot (AOSP SystemServer.java). netd restarts it too (netd.rc). */
  systemStarts: string | null;
  /** `Awake`, `Asleep`, `Dreaming`, `Dozing` (AOSP PowerManagerService.java). */
  wakefulness: string | null;
  /** When the phone last fell asleep, milliseconds of its uptime. */
  lastSleepMs: number | null;
  /** Doze, deep or light. Apps have no network in it, and jobs wait. */
  deviceIdle: boolean | null;
  batterySaver: boolean | null;
  /** Apps in the background may not use metered networks. */
  dataSaver: boolean | null;
  /** Why Android blocks the network of each of the UIDs that it reports; empty if it does not. */
  blocked: { uid: number; reasons: string[] }[] | null;
  /** The packages that the owner restricts in the background (app operation `RUN_ANY_IN_BACKGROUND`). */
  restricted: string[] | null;
}

/** Separates the answers. */
const NEXT = '-- leakgate --';

/** Reads the state in one line. @param uids those whose network is asked for */
export async function readPhoneState(
  phone: Phone,
  uids: readonly number[],
  packages: readonly string[],
): Promise<PhoneState> {
  const commands = [
    'cat /proc/sys/kernel/random/boot_id 2>/dev/null',
    'getprop sys.system_server.start_count',
    "dumpsys power | grep -E 'mWakefulness=|mLast(Global)?SleepTime='",
    "dumpsys netpolicy | grep -E '^(Restrict|Device idle)|UID='",
    ...packages.map((name) => quote(['appops', 'get', name, 'RUN_ANY_IN_BACKGROUND'])),
  ];
  const raw = `${commands.join(`; echo '${NEXT}'; `)}; true`;
  const output = await outputIfAny(phone.shell({ raw }, { timeoutMs: 30_000 }));
  const [boot = '', systemStarts = '', power = '', policy = '', ...appOps] = (output ?? '').split(
    `${NEXT}\n`,
  );

  return {
    boot: textOf(boot),
    systemStarts: textOf(systemStarts),
    ...readPower(power),
    ...readPolicy(policy, uids),
    restricted: readRestricted(packages, appOps),
  };
}

function textOf(output: string): string | null {
  return output.trim() === '' ? null : output.trim();
}

function readPower(dump: string): Pick<PhoneState, 'wakefulness' | 'lastSleepMs'> {
  const wakefulness = /^\s*mWakefulness=(\w+)/m.exec(dump)?.[1] ?? null;
  const slept = /^\s*mLast(?:Global)?SleepTime=(\d+)/m.exec(dump)?.[1];

  return { wakefulness, lastSleepMs: slept === undefined ? null : Number(slept) };
}

/**
 * Reads `dumpsys netpolicy`: `Restrict power: false`, and for each UID `UID=10123 ... blocked_state={blocked=...,effective=NONE}`, or
 * up to Android 11 `rules=0 (NONE)` (AOSP NetworkPolicyManagerService.java, UidBlockedState.toString).
 */
function readPolicy(
  dump: string,
  uids: readonly number[],
): Pick<PhoneState, 'deviceIdle' | 'batterySaver' | 'dataSaver' | 'blocked'> {
  const flag = (name: string): boolean | null => {
    const value = new RegExp(`^${name}: (true|false)`, 'm').exec(dump)?.[1];

    return value === undefined ? null : value === 'true';
  };
  const blocked = uids.flatMap((uid) => {
    const row = new RegExp(`^\\s*UID=${uid}\\b.*(?:\\beffective=([^}]*)}|\\brules=\\d+ \\(([^)]*)\\))`, 'm');
    const [, effective, rules] = row.exec(dump) ?? [];
    const listed = effective ?? rules;

    return listed === undefined ? [] : [{ uid, reasons: listed.split('|').map(trim).filter(isBlocking) }];
  });
  const isRead = /^\s*UID=/m.test(dump);

  return {
    deviceIdle: flag('Device idle'),
    batterySaver: flag('Restrict power'),
    dataSaver: flag('Restrict background'),
    blocked: isRead ? blocked : null,
  };
}

function trim(text: string): string {
  return text.trim();
}

/** Whether a reason or rule blocks an unmetered network; a metered one has a reason of its own. */
function isBlocking(reason: string): boolean {
  return reason !== '' && reason !== 'NONE' && !/METERED|^DATA_SAVER$|^ALLOW/.test(reason);
}

/** `RUN_ANY_IN_BACKGROUND: ignore`; `No operations.` where the owner never changed it. */
function readRestricted(packages: readonly string[], outputs: readonly string[]): string[] | null {
  if (outputs.length !== packages.length) return null;

  return packages.filter((_, at) => /RUN_ANY_IN_BACKGROUND: (?:ignore|deny)/.test(outputs[at] ?? ''));
}
