import { SWITCH_FILES } from './journal/changes/dead-man-switch.ts';
import { outputIfAny, type Phone } from './phone.ts';
import { type PhoneProcess, readProcesses } from './processes.ts';

/** From this API level on, Android freezes cached apps (AOSP CachedAppOptimizer.java). */
const FREEZER_SDK = 30;
/**
 * States that the program on the phone wrote are used up to this age, seconds of the phone's clock. It writes them each real second,
 * so that they are too old while a simulated clock runs fast, and `su` is asked.
 */
const FRESH_S = 2;

/**
 * Whether the main process of a package runs unfrozen now; null where the phone cannot report it. A frozen process sends
 * nothing, and its timers stop.
 */
export async function isAwake(phone: Phone, { sdk }: { sdk: number }, name: string): Promise<boolean | null> {
  const main = (await readProcesses(phone, name)).find((each) => each.name === name);
  if (!main) return false;
  const kernelFrozen = phone.root === null ? null : await frozenByKernel(phone, main);
  if (main.frozen === true || kernelFrozen === true) return false;
  // MIUI has its own freezer, which Android's report does not include, so the kernel's state has priority.
  if (kernelFrozen === false || main.frozen === false) return true;

  return sdk < FREEZER_SDK ? true : null;
}

async function frozenByKernel(phone: Phone, { pid, uid }: PhoneProcess): Promise<boolean | null> {
  const written = await outputIfAny(phone.shell(['cat', '/proc/uptime', SWITCH_FILES.frozen]));
  const [now = '', then = '', ...states] = written?.split('\n') ?? [];
  if (Number.parseFloat(now) - Number.parseFloat(then) <= FRESH_S)
    return frozenState(states.find((line) => line.includes(`/uid_${uid}/pid_${pid}/`))?.split(':')[1]);

  return frozenState(
    await outputIfAny(
      phone.asRoot({ raw: `cat /sys/fs/cgroup/uid_${uid}/pid_${pid}/cgroup.freeze 2>/dev/null` }),
    ),
  );
}

function frozenState(text = ''): boolean | null {
  return text.trim() === '' ? null : text.trim() === '1';
}
