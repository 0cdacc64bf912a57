import { outputIfAny, type Phone } from './phone.ts';
import { type PhoneProcess, readProcesses } from './processes.ts';

/** From this API level on, Android freezes cached apps (AOSP CachedAppOptimizer.java). */
const FREEZER_SDK = 30;

/**
 * Whether the main process of a package runs unfrozen now; null where the phone cannot report it. A frozen process sends
 * nothing, and its timers stop.
 */
export async function isAwake(phone: Phone, sdk: number, name: string): Promise<boolean | null> {
  const main = (await readProcesses(phone, name)).find((each) => each.name === name);
  if (!main) return false;
  const kernelFrozen = phone.root === null ? null : await frozenByKernel(phone, main);
  if (main.frozen === true || kernelFrozen === true) return false;
  // MIUI has its own freezer, which Android's report does not include, so the kernel's state has priority.
  if (kernelFrozen === false || main.frozen === false) return true;

  return sdk < FREEZER_SDK ? true : null;
}

async function frozenByKernel(phone: Phone, { pid, uid }: PhoneProcess): Promise<boolean | null> {
  const output = await outputIfAny(
    phone.asRoot({ raw: `cat /sys/fs/cgroup/uid_${uid}/pid_${pid}/cgroup.freeze 2>/dev/null` }),
  );

  return output === undefined || output.trim() === '' ? null : output.trim() === '1';
}
